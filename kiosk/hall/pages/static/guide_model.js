// The guide's tablet as a value and pure functions over it. Moments (`at`) are monotonic milliseconds.

const plain = () => ({ mark: null, lane: null, language: "zh" });

/** `chosen`: the ticket whose actions are open; `given`: the answer with a number just issued. */
export const begin = () => ({
  seen: null, receivedAt: 0, chosen: null, given: null, options: plain(), busy: false, line: null,
});

/** The state after one fact. */
export function learn(state, fact, at) {
  return { ...state, ...facts[fact.kind](state, fact, at) };
}

const facts = {
  seen: (state, { view }, at) => ({ seen: view, receivedAt: at, ...gone(state, view) }),
  chose: (state, { id }) => ({ chosen: state.chosen === id ? null : id, given: null, line: null }),
  closed: () => ({ chosen: null, given: null, line: null }),
  option: (state, { name, value }) => ({
    options: { ...state.options, [name]: state.options[name] === value ? plain()[name] : value },
  }),
  asked: () => ({ busy: true, line: null }),
  given: (state, { answer }) => ({ busy: false, given: answer, chosen: null, options: plain(), line: null }),
  done: (state, { key, number, lane }) => ({ ...idle(), line: { key, number, lane, tone: "calm" } }),
  failed: (state, { code, number }) => ({ busy: false, line: { key: code, number, tone: "trouble" } }),
};

const idle = () => ({ busy: false, chosen: null, given: null });

// Whoever was chosen and is at a window by now: said, and no longer offered.
function gone(state, view) {
  if (!state.chosen || everybody(view).some((one) => one.id === state.chosen)) return {};
  const number = everybody(state.seen).find((one) => one.id === state.chosen)?.number ?? "";
  return state.busy ? { chosen: null } : { chosen: null, line: { key: "gone", number, tone: "calm" } };
}

const everybody = (view) => (view ? [...view.waiting, ...view.held, ...view.parked] : []);

/** Everything on the page at the moment `at`. `lanes` as the page was sent with them. */
export function look(state, lanes, at) {
  const { seen, options } = state;
  const person = everybody(seen).find((one) => one.id === state.chosen) ?? null;
  return {
    groups: seen ? groups(seen, lanes) : [],
    empty: seen ? lanes.filter((lane) => lane.open && !seen.waiting.some((one) => one.lane === lane.id)) : [],
    away: seen ? [...seen.held, ...seen.parked] : [],
    total: seen ? seen.waiting.length : null,
    open: seen?.open ?? true,
    panel: person ? "person" : state.given ? "given" : "give",
    person,
    others: person ? desksFirst(lanes.filter((lane) => lane.open && lane.id !== person.lane)) : [],
    lanes: desksFirst(lanes.filter((lane) => lane.open)),
    given: state.given,
    options,
    busy: state.busy,
    line: state.line,
    undo: undo(state, at),
  };
}

// The consultation desk can be reached through the guide only, so it comes first.
const desksFirst = (lanes) => [...lanes].sort((a, b) => (b.kind === "desk") - (a.kind === "desk"));

function groups({ waiting, unserved = [] }, lanes) {
  const known = lanes.map((lane) => ({ lane, people: waiting.filter((one) => one.lane === lane.id) }));
  const strangers = waiting.filter((one) => !lanes.some((lane) => lane.id === one.lane));
  const more = strangers.length ? [{ lane: null, people: strangers }] : [];
  return [...known, ...more].filter(({ people }) => people.length).map(({ lane, people }) => ({
    lane, people, longest: Math.max(...people.map((one) => one.waited_s)),
    unserved: people.filter((one) => unserved.includes(one.id)).length,
  }));
}

/** What can be taken back, with whole seconds left, or null. */
function undo({ seen, receivedAt }, at) {
  if (!seen?.undo) return null;
  const left = Date.parse(seen.undo_until) - Date.parse(seen.now) - (at - receivedAt);
  return left > 0 ? { action: seen.undo, number: seen.undo_number, seconds: Math.ceil(left / 1000) } : null;
}

/** Whole minutes. */
export const minutes = (seconds) => Math.floor(seconds / 60);

/** A random id in the form of a UUID; `crypto.randomUUID` is missing where the hall is reached without TLS. */
export function newId(random = (bytes) => crypto.getRandomValues(bytes)) {
  const bytes = random(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
