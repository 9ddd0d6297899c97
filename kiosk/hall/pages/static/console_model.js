// The counter console as a value and pure functions over it. Moments (`at`) are monotonic milliseconds.

import { may, meant, primary, rare, second, stage } from "./console_actions.js";
import { SILENCE_MS } from "./feed.js";
import { hallTime } from "./hall_clock.js";

// After an answer, and when the customer changes by itself, the buttons rest for this long: the second half of a
// double click, or a hand already on its way, must not finish a customer whom the clerk has not seen yet.
export const REST_MS = 900;
export const NAME_MS = 30_000; // a name in full stays on the screen no longer

/** `rules`: `recalls`, `undoS` of the hall. `view` is null until the hall has told about this window. */
export const begin = (rules) => ({
  rules, view: null, viewAt: 0, asking: null, restedAt: 0, line: null, name: null,
  snapshot: null, receivedAt: 0, heardAt: 0,
});

/** The state after one fact. */
export function learn(state, fact, at) {
  return { ...state, ...facts[fact.kind](state, fact, at) };
}

const rest = (at) => ({ asking: null, restedAt: at + REST_MS });
const here = (view) => view?.current?.id ?? null;

const facts = {
  snapshot: (state, { snapshot }, at) => ({ snapshot, receivedAt: at, heardAt: at }),
  beat: (state, fact, at) => ({ heardAt: at }),
  refused: () => ({ line: { key: "sign_in", tone: "trouble" } }),
  asked: (state, { action }) => ({ asking: action, line: null }),
  view: (state, { view }, at) => ({
    ...looked(state, view, at),
    line: settled(state.line),
    ...(state.view && here(state.view) !== here(view) ? rest(at) : {}),
  }),
  done: (state, { action, what, view }, at) => ({
    ...looked(state, view, at), line: said(action, what, state.view, view), ...rest(at),
  }),
  failed: (state, { why, detail }, at) => ({ line: { key: why, detail, tone: "trouble" }, ...rest(at) }),
  named: (state, { ticket, name }, at) =>
    (ticket === here(state.view) ? { line: null, name: { ticket, name, until: at + NAME_MS } } : {}),
  hidden: () => ({ name: null }),
  tick: (state, fact, at) => (state.name && at >= state.name.until ? { name: null } : {}),
};

const looked = (state, view, at) => ({ view, viewAt: at, name: state.name?.ticket === here(view) ? state.name : null });

/** What has been done, as a key with what goes into its places. */
function said(action, what, before, after) {
  const number = after.current?.number ?? "";
  const nobody = { next: "nobody", finish_next: "finish_nobody" }[action];
  return {
    key: nobody && !number ? nobody : action,
    places: { number, before: before?.current?.number ?? "", picked: what?.number ?? "" },
    tone: "calm",
  };
}

// The hall has answered again: what was said about not reaching it is over.
const settled = (line) => (["unreachable", "sign_in", "token_needed"].includes(line?.key) ? null : line);

const resting = (state, at) => Boolean(state.asking) || at < state.restedAt;

/** What a key or button does now: the action meant, or null while one is under way, at rest, or impossible. */
export function plan(state, wish, at) {
  const action = meant(wish, state.view);
  return resting(state, at) || !may(action, state.view, state.rules) ? null : action;
}

/** Everything on the page at the moment `at`. Resting buttons do not look disabled: it lasts no longer than a blink. */
export function seen(state, at) {
  const { view, snapshot, rules } = state;
  const offered = (action) => ({ action, may: may(action, view, rules) });
  return {
    connection: connection(state, at),
    hallNow: snapshot && hallTime(snapshot, state.receivedAt, at),
    heard: snapshot && hallTime(snapshot, state.receivedAt, state.heardAt),
    hallOpen: snapshot?.open ?? true,
    stage: stage(view),
    resting: resting(state, at),
    paused: view?.state === "paused",
    primary: { ...offered(primary(view)), asking: Boolean(state.asking) },
    second: second(view).map(offered),
    rare: rare(view, rules),
    current: ["called", "serving"].includes(stage(view)) ? view.current : null, // a colleague's customer is theirs
    next: view?.next ?? null,
    name: name(state, at),
    undo: undo(state, at),
    line: state.line,
    ...line(view),
  };
}

function connection(state, at) {
  if (!state.snapshot) return "connecting";
  return at - state.heardAt >= SILENCE_MS ? "stale" : "live";
}

/** The name in full with the seconds it stays, or null. */
const name = ({ name: shown }, at) =>
  shown && at < shown.until ? { name: shown.name, seconds: Math.ceil((shown.until - at) / 1000) } : null;

/** What can be taken back and for how many seconds, by the hall's clock. */
function undo({ view, viewAt, rules }, at) {
  if (!view?.undo || !may("undo", view, rules)) return null;
  const left = Date.parse(view.undo_until) - hallTime(view, viewAt, at);
  return left > 0 ? { action: view.undo, seconds: Math.ceil(left / 1000), of: rules.undoS } : null;
}

const line = (view) => ({
  waiting: (view?.waiting ?? []).map((ticket) => row(ticket, view)),
  held: (view?.held ?? []).map((ticket) => row(ticket, view)),
  parked: (view?.parked ?? []).map((ticket) => row(ticket, view)),
});

/** One of the line. `minutes`: waited, or for a parked one those it still has; `marks`: what a clerk should know. */
function row(ticket, view) {
  const parked = ticket.state === "parked" && ticket.until;
  return {
    id: ticket.id,
    number: ticket.number,
    state: ticket.state,
    service: ticket.service,
    note: ticket.note,
    minutes: parked ? Math.max(0, Math.ceil((Date.parse(ticket.until) - Date.parse(view.now)) / 60_000))
      : Math.floor(ticket.waited_s / 60),
    marks: marks(ticket, view),
  };
}

const marks = (ticket, view) => [
  ticket.mark ?? (ticket.privileged ? "privileged" : null),
  ticket.language === "zh" ? null : ticket.language,
  target(ticket, view),
].filter(Boolean);

const target = ({ target: whom }, view) => {
  if (!whom) return null;
  return [`window:${view.window}`, `person:${view.clerk}`].includes(whom) ? "for_us" : "for_other";
};

/** Whole minutes waited, or null for less than one. */
export const minutes = (seconds) => (seconds < 60 ? null : Math.floor(seconds / 60));
