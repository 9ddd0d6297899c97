// What the display over one window shows, as a pure function of the newest snapshot, the moment, and when this glass
// first had the call. Moments (`at`) are monotonic milliseconds. The rules are those of display_model.js.

import { FRESH_MS, NEWS_MS } from "./display_model.js";
import { hallTime } from "./hall_clock.js";
import { SILENCE_MS } from "./feed.js";

export const begin = () => ({ snapshot: null, receivedAt: 0, heardAt: 0, seen: null, refused: false });

const ours = (snapshot, window) => (snapshot.windows ?? []).find((one) => one.window === window);

/** Memory after a snapshot. `seen`: the call at our window, since when the glass has it, and whether it was news. */
export function receive(memory, snapshot, window, at) {
  const call = ours(snapshot, window)?.call ?? null;
  const news = call && Date.parse(snapshot.now) - Date.parse(call.at) < NEWS_MS;
  const seen = call && (memory.seen?.id === call.id ? memory.seen : { id: call.id, at, news });
  return { snapshot, receivedAt: at, heardAt: at, seen, refused: false };
}

export const beat = (memory, at) => ({ ...memory, heardAt: at });
export const refuse = (memory) => ({ ...memory, refused: true });

/** Everything on the glass: `kind` call, wait, paused, closed, stale, connecting, refused or unknown. */
export function view(memory, window, at) {
  const { snapshot } = memory;
  if (!snapshot) return { kind: memory.refused ? "refused" : "connecting", connection: "connecting" };
  if (at - memory.heardAt >= SILENCE_MS) {
    const before = hallTime(snapshot, memory.receivedAt, memory.heardAt);
    return { kind: memory.refused ? "refused" : "stale", before, connection: "stale" };
  }
  return { ...present(memory, ours(snapshot, window), at), connection: "live" };
}

function present({ snapshot, seen }, state, at) {
  if (!state) return { kind: "unknown" };
  if (state.call) return { kind: "call", id: state.call.id, number: state.call.number, fresh: isFresh(seen, at) };
  if (!snapshot.open) return { kind: "closed" };
  return { kind: state.paused ? "paused" : "wait" };
}

const isFresh = (seen, at) => Boolean(seen?.news) && at - seen.at < FRESH_MS;
