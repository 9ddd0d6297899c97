import assert from "node:assert/strict";
import { test } from "node:test";
import { FRESH_MS, NOTICE_MS, beat, begin, receive, refuse, view } from "./static/display_model.js";
import { SILENCE_MS } from "./static/feed.js";
import { hallTime, writers } from "./static/hall_clock.js";
import { fill, pieces } from "./static/page.js";
import { numbersOf, split } from "./static/place_name.js";

const NOON = Date.parse("2026-11-22T12:00:00+08:00");
const iso = (ms) => new Date(ms).toISOString();
const call = (id, number, window, ago = 0, now = NOON) => ({ id, number, window, at: iso(now - ago) });
const snapshot = (calling, other = {}) => ({
  version: 1, now: iso(NOON), hall: { zh: "营业厅", en: "Hall" }, open: true, calling, waiting: 3,
  waiting_by_place: [[{ zh: "1号窗口", en: "Window 1" }, 3], [{ zh: "4号窗口", en: "Window 4" }, 0]], ...other,
});
const numbers = (seen) => seen.rows.map((row) => row.number);

test("before the first snapshot there is no number and no clock", () => {
  const seen = view(begin(), 60_000);
  assert.equal(seen.hero.kind, "connecting");
  assert.equal(seen.hallNow, null);
  assert.deepEqual(seen.rows, []);
});

test("the newest call is current, the six before it follow, whatever order they came in", () => {
  const calls = [5, 8, 1, 7, 2, 6, 4, 3].map((id) => call(id, `A00${id}`, "1", 60_000 - id));
  const seen = view(receive(begin(), snapshot(calls), 1_000), 1_000);
  assert.equal(seen.hero.call.number, "A008");
  assert.deepEqual(numbers(seen), ["A007", "A006", "A005", "A004", "A003", "A002"]);
});

test("the picture comes from the newest snapshot alone", () => {
  const first = receive(begin(), snapshot([call(9, "A009", "1")]), 0);
  const restarted = receive(first, snapshot([call(1, "B001", "2")], { version: 1 }), 5_000);
  assert.equal(view(restarted, 5_000).hero.call.number, "B001");
  assert.deepEqual(numbers(view(restarted, 5_000)), []);
});

test("a call is highlighted for at least 8 s after the glass has it, and then no more", () => {
  const late = receive(begin(), snapshot([call(1, "A001", "1", 20_000)]), 50_000);
  const kept = beat(late, 50_000 + 9_000);
  assert.equal(view(late, 50_000 + 8_000).hero.call.fresh, true);
  assert.equal(view(kept, 50_000 + FRESH_MS).hero.call.fresh, false);
});

test("two calls in one second are both highlighted for their time", () => {
  const one = receive(begin(), snapshot([call(1, "A001", "1")]), 0);
  const two = receive(one, snapshot([call(1, "A001", "1", 1_000), call(2, "B002", "2")]), 1_000);
  const seen = view(two, 8_500);
  assert.deepEqual([seen.hero.call.number, seen.hero.call.fresh], ["B002", true]);
  assert.deepEqual([seen.rows[0].number, seen.rows[0].fresh], ["A001", true]);
  assert.equal(view(two, 10_500).rows[0].fresh, false);
});

test("the same call after a reconnect does not flash again; an old one at switch-on does not flash at all", () => {
  const one = receive(begin(), snapshot([call(1, "A001", "1")]), 0);
  const again = receive(one, snapshot([call(1, "A001", "1", 30_000)]), 30_000);
  assert.equal(view(again, 30_000).hero.call.fresh, false);
  const morning = receive(begin(), snapshot([call(1, "A001", "1", 120_000)]), 0);
  assert.equal(view(morning, 0).hero.call.fresh, false);
});

test("silence makes it stale within 15 s: the calls stay, none of them current or highlighted", () => {
  assert.ok(SILENCE_MS <= 15_000);
  const memory = receive(begin(), snapshot([call(2, "A002", "1"), call(1, "A001", "3", 9_000)]), 0);
  const seen = view(memory, SILENCE_MS);
  assert.equal(seen.connection, "stale");
  assert.deepEqual(seen.hero, { kind: "stale", before: NOON });
  assert.deepEqual(seen.rows.map((row) => [row.number, row.fresh]), [["A002", false], ["A001", false]]);
});

test("a heartbeat keeps it live, and the mark says when the hall was last heard", () => {
  const memory = beat(receive(begin(), snapshot([call(1, "A001", "1")]), 0), 60_000);
  assert.equal(view(memory, 71_000).connection, "live");
  assert.equal(view(memory, 75_000).before, NOON + 60_000);
});

test("nobody waits and the last call is long over: no number is shown as current", () => {
  const memory = receive(begin(), snapshot([call(1, "A001", "1", 900_000)], { waiting: 0 }), 0);
  assert.equal(view(memory, 0).hero.kind, "nobody");
  assert.deepEqual(numbers(view(memory, 0)), ["A001"]);
});

test("people wait, nobody has been called", () => {
  assert.equal(view(receive(begin(), snapshot([]), 0), 0).hero.kind, "watch");
});

test("closed, but those with a ticket are still called", () => {
  const busy = receive(begin(), snapshot([call(1, "A001", "1")], { open: false }), 0);
  assert.equal(view(busy, 0).hero.kind, "call");
  assert.deepEqual(view(busy, 0).notice, { key: "notice_closing" });
  const empty = receive(begin(), snapshot([], { open: false, waiting: 0 }), 0);
  assert.equal(view(empty, 0).hero.kind, "closed");
});

test("a display that may not listen says so, and recovers with a snapshot", () => {
  const refused = refuse(begin());
  assert.equal(view(refused, 0).hero.kind, "refused");
  assert.equal(view(receive(refused, snapshot([]), 0), 0).connection, "live");
});

test("only places where someone waits are shown", () => {
  assert.deepEqual(view(receive(begin(), snapshot([]), 0), 0).waiting, [{ place: { zh: "1号窗口", en: "Window 1" }, people: 3 }]);
});

test("the clock ticks in the hall's time and zone, not the browser's", () => {
  const { clock, day } = writers("Asia/Shanghai");
  assert.equal(clock(hallTime({ now: "2026-11-22T03:59:30Z" }, 1_000, 31_000)), "12:00");
  assert.equal(clock(Date.parse("2026-11-22T16:05:00Z")), "00:05");
  assert.equal(day.zh(NOON), "11月22日 星期日");
  assert.equal(day.en(NOON), "Sun 22 Nov");
});

test("texts are filled and taken apart at their places", () => {
  assert.equal(fill("请 {number} 到 {other}", { number: "A1" }), "请 A1 到 {other}");
  assert.deepEqual(pieces("{number} to {window}"), [{ place: "number" }, { text: " to " }, { place: "window" }]);
});

test("who is called again or elsewhere is listed once, with the newest call", () => {
  const calls = [call(1, "A001", "1", 5_000), call(2, "A002", "2", 4_000), call(3, "A001", "4", 1_000)];
  const seen = view(receive(begin(), snapshot(calls), 0), 0);
  assert.deepEqual([seen.hero.call.number, seen.hero.call.window], ["A001", "4"]);
  assert.deepEqual(numbers(seen), ["A002"]);
});

test("a zone shows its own calls and crowds; the calls of others never make its own disappear", () => {
  const zones = [{ windows: ["4"], places: ["4号窗口"] }];
  const crowds = [[{ zh: "1号窗口", en: "Window 1" }, 3], [{ zh: "4号窗口", en: "Window 4" }, 2]];
  const calls = [call(1, "A001", "4", 9_000), call(2, "A002", "1", 1_000)];
  const memory = receive(begin(), snapshot(calls, { waiting: 5, waiting_by_place: crowds }), 0);
  const seen = view(memory, 0, { zones, waitingBy: "service" });
  assert.equal(seen.hero.call.number, "A001");
  assert.deepEqual([seen.total, seen.waiting.map(({ people }) => people)], [2, [2]]);
  const nobody = receive(begin(), snapshot([], { waiting: 3, waiting_by_place: [crowds[0]] }), 0);
  assert.equal(view(nobody, 0, { zones, waitingBy: "place" }).hero.kind, "nobody");
});

test("those who wait are counted by service when the hall wishes, and by place where it cannot", () => {
  const byService = [[{ zh: "交电费", en: "Pay" }, 3], [{ zh: "新装", en: "New" }, 0]];
  const whole = { zones: [], waitingBy: "service" };
  const names = (other) => view(receive(begin(), snapshot([], other), 0), 0, whole).waiting.map(({ place }) => place.en);
  assert.deepEqual(names({ waiting_by_service: byService }), ["Pay"]);
  assert.deepEqual(names({}), ["Window 1"]);
});

test("notices take turns, slowly; closing comes first", () => {
  const notices = [{ zh: "一", en: "one" }, { zh: "二", en: "two" }];
  const open = receive(begin(), snapshot([], { notices }), 0);
  const kept = (memory, at) => view(beat(memory, at), at).notice;
  assert.deepEqual([0, 1, 2].map((turn) => kept(open, turn * NOTICE_MS).words.en), ["one", "two", "one"]);
  assert.deepEqual(kept(open, NOTICE_MS - 1), kept(open, 0));
  const closing = receive(begin(), snapshot([], { notices, open: false }), 0);
  assert.deepEqual(kept(closing, 0), { key: "notice_closing" });
  assert.deepEqual(view(receive(begin(), snapshot([]), 0), 0).notice, { key: "notice" });
  assert.ok(NOTICE_MS >= 8_000);
});

test("names are taken apart at their numbers", () => {
  assert.deepEqual(split("5号咨询台", "5"), [{ id: "5" }, { text: "号咨询台" }]);
  assert.deepEqual(split("Desk 5", "5"), [{ text: "Desk " }, { id: "5" }]);
  assert.deepEqual(split("贵宾室", "6"), [{ text: "贵宾室" }]);
  assert.deepEqual(numbersOf({ zh: "1、2、3号窗口", en: "Windows 1, 2, 3" }), { ids: "1、2、3", zh: "号窗口", en: "Windows" });
  assert.deepEqual(numbersOf({ zh: "交电费", en: "Pay" }), { ids: null, zh: "交电费", en: "Pay" });
});
