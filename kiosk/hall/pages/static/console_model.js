// The counter console as a value and pure functions over it. Moments (`at`) are monotonic milliseconds.

import { hallTime } from "./hall_clock.js";
import { SILENCE_MS } from "./feed.js";

// After an answer, and when the customer changes by itself, the buttons rest for this long: the second half of a
// double click, or a hand already on its way, must not finish a customer whom the clerk has not seen yet.
export const REST_MS = 900;
export const ROWS = 5;

/** `ticket` is undefined until the hall has said whether this window has one, and then a ticket or null. */
export const begin = () => ({
  ticket: undefined, asking: null, restedAt: 0, line: null, snapshot: null, receivedAt: 0, heardAt: 0,
});

/** The state after one fact. */
export function learn(state, fact, at) {
  const rule = facts[fact.kind];
  return { ...state, ...rule(state, fact, at) };
}

const rest = (at) => ({ asking: null, restedAt: at + REST_MS });

const facts = {
  snapshot: (state, { snapshot }, at) => ({ snapshot, receivedAt: at, heardAt: at }),
  beat: (state, fact, at) => ({ heardAt: at }),
  refused: () => ({ line: { key: "sign_in", tone: "trouble" } }),
  asked: (state, { action }) => ({ asking: action, line: null }),
  current: (state, { ticket }, at) => ({
    ticket, line: settled(state.line), ...(changed(state.ticket, ticket) ? rest(at) : {}),
  }),
  called: (state, { ticket }, at) => ({ ticket, line: calm("called", ticket.number), ...rest(at) }),
  nobody: (state, fact, at) => ({ ticket: null, line: calm("nobody"), ...rest(at) }),
  finished: (state, fact, at) => ({ ticket: null, line: calm("finished", state.ticket?.number), ...rest(at) }),
  failed: (state, { why }, at) => ({ line: { key: why, tone: "trouble" }, ...rest(at) }),
};

const changed = (before, now) => before !== undefined && before?.id !== now?.id;

const calm = (key, number = "") => ({ key, number, tone: "calm" });

// The hall has answered again: what was said about not reaching it, or about signing in, is over.
const settled = (line) => (["unreachable", "sign_in", "forbidden"].includes(line?.key) ? null : line);

/** What "next" means now: the hall's actions in their order; none while one is under way or the buttons rest. */
export function plan(state, wish, at) {
  if (state.asking || at < state.restedAt || state.ticket === undefined) return [];
  if (wish === "finish") return state.ticket ? ["finish"] : [];
  return state.ticket ? ["finish", "next"] : ["next"];
}

/** Everything on the page at the moment `at`. */
export function view(state, at) {
  const { snapshot, ticket } = state;
  return {
    connection: connection(state, at),
    hallNow: snapshot && hallTime(snapshot, state.receivedAt, at),
    heard: snapshot && hallTime(snapshot, state.receivedAt, state.heardAt),
    ticket,
    primary: state.asking ? "asking" : ticket ? "finish_and_next" : "call_next",
    mayCall: plan(state, "next", Math.max(at, state.restedAt)).length > 0,
    mayFinish: plan(state, "finish", Math.max(at, state.restedAt)).length > 0,
    line: state.line,
    open: snapshot?.open ?? true,
    total: snapshot?.waiting ?? null,
    waiting: (snapshot?.waiting_by_place ?? []).map(([place, people]) => ({ place, people })),
    recent: [...(snapshot?.calling ?? [])].sort((a, b) => b.id - a.id).slice(0, ROWS),
  };
}

function connection(state, at) {
  if (!state.snapshot) return "connecting";
  return at - state.heardAt >= SILENCE_MS ? "stale" : "live";
}

/** Whole minutes waited, or null for less than one. */
export const minutes = (seconds) => (seconds < 60 ? null : Math.floor(seconds / 60));
