// What the display shows, as a pure function of the newest snapshot, the moment, and what the glass has shown before.
//
// What is shown comes from the newest snapshot alone. Memory decides only emphasis: a call stays highlighted for
// FRESH_MS after the glass first had it, so that one that arrives late, or during an outage, is not missed.
// Moments (`at`) are monotonic milliseconds.

import { hallTime } from "./hall_clock.js";
import { SILENCE_MS } from "./feed.js";

export const FRESH_MS = 10_000;
export const NEWS_MS = 60_000; // older than this when first seen: history, not news
export const CURRENT_MS = 600_000; // with nobody waiting, a call this old is over
export const ROWS = 6;
export const NOTICE_MS = 12_000; // long enough to read one twice

/** What this display is to show: the whole hall, those who wait counted by place. */
export const WHOLE_HALL = { zones: [], waitingBy: "place" };

export const begin = () => ({ snapshot: null, receivedAt: 0, heardAt: 0, seen: {}, refused: false });

/** Memory after a snapshot. The one that arrived last counts: a restarted hall counts versions from the start again. */
export function receive(memory, snapshot, at) {
  const now = Date.parse(snapshot.now);
  const seen = {};
  for (const call of snapshot.calling) {
    const news = now - Date.parse(call.at) < NEWS_MS;
    seen[call.id] = memory.seen[call.id] ?? { at, news };
  }
  return { snapshot, receivedAt: at, heardAt: at, seen, refused: false };
}

/** Memory after a heartbeat: what we have is still so. */
export const beat = (memory, at) => ({ ...memory, heardAt: at });

/** Memory after the hall said that this display may not listen. */
export const refuse = (memory) => ({ ...memory, refused: true });

/** Everything on the glass at the moment `at`. */
export function view(memory, at, shown = WHOLE_HALL) {
  const snapshot = memory.snapshot && chosen(memory.snapshot, shown);
  const stale = at - memory.heardAt >= SILENCE_MS;
  if (!snapshot) return empty(memory.refused ? "refused" : "connecting");
  const hallNow = hallTime(snapshot, memory.receivedAt, at);
  const calls = oneEach(newestFirst(snapshot.calling)).map((call) => seenCall(memory, call, at));
  const picture = { hallNow, waiting: crowds(snapshot.crowds), total: snapshot.waiting };
  if (stale) return { ...picture, ...past(memory, calls) };
  return { ...picture, ...present(snapshot, calls, hallNow), notice: notice(snapshot, at) };
}

// The part of the snapshot that is this display's: calls to its zones' windows, those who wait for its zones' places.
function chosen(snapshot, { zones, waitingBy }) {
  if (!zones.length) {
    const byService = waitingBy === "service" && snapshot.waiting_by_service?.length;
    return { ...snapshot, crowds: byService ? snapshot.waiting_by_service : snapshot.waiting_by_place };
  }
  const windows = new Set(zones.flatMap((zone) => zone.windows));
  const places = new Set(zones.flatMap((zone) => zone.places));
  const ours = snapshot.waiting_by_place.filter(([place]) => places.has(place.zh));
  return {
    ...snapshot,
    calling: snapshot.calling.filter((call) => windows.has(call.window)),
    crowds: ours,
    waiting: ours.reduce((sum, [, people]) => sum + people, 0),
  };
}

const empty = (connection) => ({
  connection, hallNow: null, hero: { kind: connection }, rows: [], before: null, waiting: [], total: null, notice: null,
});

// The line is dead: the last calls stay to be read, but none of them as the current one.
function past(memory, calls) {
  const before = hallTime(memory.snapshot, memory.receivedAt, memory.heardAt);
  const rows = calls.slice(0, ROWS).map((call) => ({ ...call, fresh: false }));
  const hero = memory.refused ? { kind: "refused" } : { kind: "stale", before };
  return { connection: "stale", hero, rows, before, notice: null };
}

function present(snapshot, calls, hallNow) {
  const [first, ...rest] = calls;
  const over = !first || (snapshot.waiting === 0 && hallNow - first.at >= CURRENT_MS);
  const hero = over ? { kind: quiet(snapshot) } : { kind: "call", call: first };
  const rows = (over ? calls : rest).slice(0, ROWS);
  return { connection: "live", hero, rows, before: null };
}

// The notices in turn, each for its time and without moving: `{key}` of a text of ours, or `{words}` of the hall's.
function notice(snapshot, at) {
  const own = (snapshot.notices ?? []).map((words) => ({ words }));
  const turns = [...(snapshot.open ? [] : [{ key: "notice_closing" }]), ...own];
  return turns.length ? turns[Math.floor(at / NOTICE_MS) % turns.length] : { key: "notice" };
}

function quiet(snapshot) {
  if (snapshot.waiting > 0) return "watch";
  return snapshot.open ? "nobody" : "closed";
}

const newestFirst = (calls) => [...calls].sort((a, b) => b.id - a.id);

// Whoever was called again, or to another window, is shown once, where they are to go now.
const oneEach = (calls) => calls.filter(({ number }, index) => calls.findIndex((call) => call.number === number) === index);

function seenCall(memory, call, at) {
  const seen = memory.seen[call.id];
  const fresh = seen.news && at - seen.at < FRESH_MS;
  return { id: call.id, number: call.number, window: call.window, own: call.place ?? null, at: Date.parse(call.at), fresh };
}

const crowds = (counted) => counted.filter(([, people]) => people > 0).map(([place, people]) => ({ place, people }));
