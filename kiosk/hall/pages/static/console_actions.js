// What a clerk can do: the keys, when each is possible, what is offered first. Pure.

export const KEYS = {
  KeyN: "next",
  KeyF: "finish",
  KeyS: "serve",
  KeyR: "recall",
  KeyK: "park",
  KeyH: "hold",
  KeyT: "transfer",
  KeyA: "add_service",
  KeyU: "undo",
  KeyV: "name",
  KeyP: "pause",
  KeyO: "open",
  KeyX: "close",
  KeyL: "line",
  KeyM: "more",
  Slash: "help",
  F1: "help",
};

/** The key of an action, as it is printed on a keyboard. */
export const KEY_OF = Object.fromEntries(
  Object.entries(KEYS).filter(([code]) => code !== "F1").map(([code, action]) =>
    [action, code === "Slash" ? "?" : code.slice(3)]));

// One key, another word in another state.
const inPlace = {
  next: { called: "finish_next", serving: "finish_next" },
  open: { taken: "take_over", elsewhere: "go_there" },
};

/** `loading`, `taken` by a colleague, `elsewhere`, `closed`, `paused`, `free`, or `called` / `serving` somebody. */
export function stage(view) {
  if (!view) return "loading";
  if (view.state !== "closed" && !view.mine) return "taken";
  if (view.elsewhere) return "elsewhere";
  if (view.current) return view.current.state === "serving" ? "serving" : "called";
  return { closed: "closed", paused: "paused" }[view.state] ?? "free";
}

const somebody = (view) => ["called", "serving"].includes(stage(view));
const ours = (view) => somebody(view) || ["free", "paused"].includes(stage(view));
const calls = (view) => view.state !== "paused";

const possible = {
  loading: () => false,
  next: (view) => ["free", "closed"].includes(stage(view)),
  finish_next: (view) => somebody(view) && calls(view),
  finish: somebody,
  serve: (view) => stage(view) === "called",
  recall: (view, { recalls }) => stage(view) === "called" && view.current.recalls < recalls,
  park: (view) => stage(view) === "called",
  hold: somebody,
  transfer: somebody,
  add_service: somebody,
  undo: (view) => ours(view) && view.undo !== null,
  name: (view) => somebody(view) && view.current.masked_name !== null,
  pause: (view) => ours(view) && calls(view) && view.state === "open",
  resume: (view) => ours(view) && !calls(view),
  open: (view) => stage(view) === "closed",
  take_over: (view) => stage(view) === "taken",
  go_there: (view) => stage(view) === "elsewhere",
  close: (view) => ["free", "paused"].includes(stage(view)),
  line: (view) => ours(view),
  call: (view) => ["free", "closed"].includes(stage(view)),
  unpark: ours,
  more: somebody,
  help: () => true,
};

/** Whether the hall would do it now. `rules.recalls`: how often somebody may be called again. */
export const may = (action, view, rules) => (action === "help" ? true : Boolean(view) && possible[action](view, rules));

/** What a key or button means in this state; `primary` is the one next step. */
export function meant(action, view) {
  if (action === "primary") return primary(view);
  if (action === "pause" && view?.state === "paused") return "resume";
  return inPlace[action]?.[stage(view)] ?? action;
}

const PRIMARY = {
  loading: "loading", taken: "take_over", elsewhere: "go_there", closed: "open", paused: "resume", free: "next",
};

/** The one next step. */
export function primary(view) {
  if (!somebody(view)) return PRIMARY[stage(view)];
  return calls(view) ? "finish_next" : "finish";
}

const SECOND = {
  called: ["recall", "park", "serve"],
  serving: ["finish", "add_service", "transfer"],
  free: ["pause", "close"],
  paused: ["close"],
};
const RARE = ["finish", "hold", "transfer", "add_service", "pause", "resume"];

/** What else is likely now; the same step is always at the same place. */
export const second = (view) => (SECOND[stage(view)] ?? []).filter((action) => action !== primary(view));

/** Everything else that can be done for the person at the window. */
export const rare = (view, rules) =>
  RARE.filter((action) => may(action, view, rules) && ![primary(view), ...second(view)].includes(action));
