import assert from "node:assert/strict";
import { test } from "node:test";
import { cards, chart, compared, doing, lately, roof, short } from "./static/live_model.js";

const NINE = Date.parse("2026-11-23T09:00:00+08:00");
const iso = (minutes) => new Date(NINE + 60_000 * minutes).toISOString();
const slot = (index, tickets, could_serve) => ({ starts_at: iso(30 * index), tickets, counters: 2, could_serve });
const view = (more = {}) => ({
  longest: { number: "A001", lane: "general", minutes: 12, promise_min: 20 }, kept: 0.9, waiting: 3,
  came: { now: 8, usual: null }, median: { now: 4, usual: 6 }, kept_hour: { now: 0.8, usual: 0.9 },
  error: { now: null, usual: 2 }, predictions: 0,
  fairness: { privileged: 3, passed: 1, worst_ordinary_min: 12, max_wait_min: 45 },
  lanes: [{ unserved: 0 }, { unserved: 0 }], ...more,
});

test("a trend says more, less or about the same, and nothing without both figures", () => {
  assert.equal(compared({ now: 12, usual: 10 }), "more");
  assert.equal(compared({ now: 8, usual: 10 }), "less");
  assert.equal(compared({ now: 10.4, usual: 10 }), "same");
  assert.equal(compared({ now: 0, usual: 0 }), "same");
  assert.equal(compared({ now: null, usual: 10 }), null);
  assert.equal(compared({ now: 3, usual: null }), null);
});

test("one figure a question; beyond a promise it is pointed at", () => {
  assert.deepEqual(cards(view()).map(({ key, value, over }) => [key, value, over]), [
    ["longest", 12, false], ["kept", 0.9, false], ["waiting", 3, false], ["error", null, false], ["fair", 12, false]]);
  const late = view({ longest: { minutes: 21, promise_min: 20 }, fairness: { worst_ordinary_min: 45, max_wait_min: 45 } });
  assert.deepEqual(cards(late).filter(({ over }) => over).map(({ key }) => key), ["longest", "fair"]);
  assert.equal(cards(view({ longest: null }))[0].value, null);
  const inVain = cards(view({ lanes: [{ unserved: 2 }, { unserved: 1 }] }))[2];
  assert.deepEqual([inVain.over, inVain.note], [true, 3]);
});

test("what a window is doing, and for how long", () => {
  const at = NINE + 10 * 60_000;
  assert.deepEqual(doing({ state: "open", number: "A001", number_state: "serving", number_since: iso(3) }, at), { kind: "serving", minutes: 7 });
  assert.deepEqual(doing({ state: "paused", number: null, since: iso(0) }, at), { kind: "paused", minutes: 10 });
  assert.deepEqual(doing({ state: "paused", number: "A001", number_state: "called", number_since: iso(9), since: iso(0) }, at), { kind: "called", minutes: 1 });
  assert.deepEqual(doing({ state: "open", number: null, idle_since: iso(12) }, at), { kind: "idle", minutes: 0 });
  assert.deepEqual(doing({ state: "closed", number: null }, at), { kind: "closed", minutes: null });
});

test("the chart's roof is a round number over everything", () => {
  assert.deepEqual(roof([slot(0, 23, 18)]), { top: 25, step: 5 });
  assert.deepEqual(roof([slot(0, 3, 31.5)]), { top: 40, step: 10 });
  assert.deepEqual(roof([]), { top: 4, step: 2 });
});

test("what came beyond the windows' time sticks out of the line, but not of hours still to come", () => {
  const flow = [slot(0, 10, 20), slot(1, 20, 10), slot(2, 5, 0)];
  const { bars, steps, each } = chart(flow, NINE + 40 * 60_000, 300, 100);
  assert.equal(each, 100);
  assert.deepEqual(bars.map(({ over }) => over), [0, 50, 0]);
  assert.deepEqual(bars.map(({ height }) => height), [50, 100, 25]);
  assert.equal(steps, "M0 0H100L100 50H200");
});

test("short is a half hour that is over; the one under way may still be caught up", () => {
  const flow = [slot(0, 10, 20), slot(1, 20, 10), slot(2, 20, 1)];
  assert.equal(short(flow, NINE + 70 * 60_000), 1);
  assert.deepEqual([lately(flow, NINE + 70 * 60_000).current, lately(flow, NINE + 70 * 60_000).last], [flow[2], flow[1]]);
  assert.deepEqual(lately(flow, NINE - 1), { current: null, last: null });
});
