import assert from "node:assert/strict";
import { test } from "node:test";
import { FRESH_MS } from "./static/display_model.js";
import { SILENCE_MS } from "./static/feed.js";
import { beat, begin, receive, refuse, view } from "./static/window_model.js";

const NOON = Date.parse("2026-11-22T12:00:00+08:00");
const iso = (ms) => new Date(ms).toISOString();
const call = (id, number, ago = 0) => ({ id, number, window: "3", at: iso(NOON - ago) });
const snapshot = (at, other = {}) => ({
  now: iso(NOON), open: true, windows: [{ window: "1", call: call(9, "B009") }, { window: "3", call: null, ...at }], ...other,
});
const seen = (at, other) => view(receive(begin(), snapshot(at, other), "3", 0), "3", 0);

test("the number at this window, and no other window's", () => {
  assert.deepEqual(seen({ call: call(1, "A001") }), { kind: "call", id: 1, number: "A001", fresh: true, connection: "live" });
  assert.equal(seen({}).kind, "wait");
});

test("paused, closed, unknown; a customer at the window counts more than any of them", () => {
  assert.equal(seen({ paused: true }).kind, "paused");
  assert.equal(seen({}, { open: false }).kind, "closed");
  assert.equal(seen({ paused: true }, { open: false }).kind, "closed");
  assert.equal(seen({ paused: true, call: call(1, "A001") }, { open: false }).number, "A001");
  assert.equal(view(receive(begin(), snapshot({}), "7", 0), "7", 0).kind, "unknown");
});

test("a call flashes for its time, once, and not when it is history", () => {
  const first = receive(begin(), snapshot({ call: call(1, "A001") }), "3", 1_000);
  const again = receive(first, snapshot({ call: call(1, "A001", 8_000) }), "3", 9_000);
  assert.equal(view(again, "3", 1_000 + FRESH_MS - 1).fresh, true);
  assert.equal(view(again, "3", 1_000 + FRESH_MS).fresh, false);
  assert.equal(view(receive(again, snapshot({ call: call(2, "A001") }), "3", 20_000), "3", 20_000).fresh, true);
  assert.equal(seen({ call: call(1, "A001", 120_000) }).fresh, false);
});

test("silence: no number is shown, and a heartbeat keeps one", () => {
  const memory = receive(begin(), snapshot({ call: call(1, "A001") }), "3", 0);
  assert.deepEqual(view(memory, "3", SILENCE_MS), { kind: "stale", before: NOON, connection: "stale" });
  assert.equal(view(beat(memory, 10_000), "3", SILENCE_MS).number, "A001");
  assert.equal(view(begin(), "3", 0).kind, "connecting");
  assert.equal(view(refuse(begin()), "3", 0).kind, "refused");
});
