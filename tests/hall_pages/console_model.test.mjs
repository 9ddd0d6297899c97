import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, KEY_OF, may, meant, primary, rare, second, stage } from "./static/console_actions.js";
import { NAME_MS, REST_MS, begin, learn, minutes, plan, seen } from "./static/console_model.js";
import { counterOf } from "./static/counter.js";
import { SILENCE_MS } from "./static/feed.js";

const rules = { recalls: 3, undoS: 10 };
const NOW = "2026-11-23T09:00:00+08:00";
const A012 = { id: "a", number: "A012", state: "called", recalls: 0, masked_name: "张*明", also: [] };
const window = (more = {}) => ({
  window: "3", state: "open", mine: true, clerk: "lin", elsewhere: null, now: NOW, current: null, next: null,
  waiting: [], held: [], parked: [], undo: null, undo_until: null, ...more,
});
const looks = (more) => ({ kind: "view", view: window(more) });
const after = (...facts) => facts.reduce((state, fact) => learn(state, fact, 0), begin(rules));
const later = REST_MS;

test("nothing may be done before the hall has told about this window", () => {
  for (const wish of ["primary", "next", "finish", "undo", "open"]) assert.equal(plan(begin(rules), wish, later), null);
  assert.equal(seen(begin(rules), 0).stage, "loading");
  assert.equal(plan(begin(rules), "help", later), "help");
});

test("the one next step, state by state", () => {
  const steps = [
    [{ state: "closed", mine: false }, "closed", "open"],
    [{ mine: false }, "taken", "take_over"],
    [{ state: "closed", mine: false, elsewhere: "1" }, "elsewhere", "go_there"],
    [{ state: "paused" }, "paused", "resume"],
    [{}, "free", "next"],
    [{ current: A012 }, "called", "finish_next"],
    [{ current: { ...A012, state: "serving" } }, "serving", "finish_next"],
    [{ current: A012, state: "paused" }, "called", "finish"],
  ];
  for (const [more, expected, step] of steps) {
    assert.equal(stage(window(more)), expected);
    assert.equal(primary(window(more)), step);
    assert.ok(may(step, window(more), rules), `${step} is possible while ${expected}`);
  }
});

test("whatever is offered is possible, once, and what is possible for a person is offered somewhere", () => {
  const views = ["called", "serving"].flatMap((state) => ["open", "paused"].map((open) =>
    window({ state: open, current: { ...A012, state } })));
  for (const view of views) {
    const offered = [primary(view), ...second(view), ...rare(view, rules)];
    assert.equal(new Set(offered).size, offered.length);
    for (const action of offered) assert.ok(may(action, view, rules), action);
    for (const action of ["hold", "transfer", "add_service", "finish"]) assert.ok(offered.includes(action), action);
  }
});

test("a colleague's customer is not shown", () => {
  const state = after(looks({ mine: false, current: A012 }));
  assert.equal(seen(state, 0).current, null);
  assert.deepEqual([seen(state, 0).second, seen(state, 0).rare], [[], []]);
  for (const wish of ["finish", "next", "undo", "transfer", "name"]) assert.equal(plan(state, wish, later), null);
});

test("every key means something, and one key does what the state asks", () => {
  assert.equal(Object.keys(KEY_OF).length, new Set(Object.values(KEYS)).size);
  assert.equal(meant("next", window({ current: A012 })), "finish_next");
  assert.equal(meant("pause", window({ state: "paused", current: A012 })), "resume");
  assert.equal(meant("open", window({ mine: false })), "take_over");
  assert.equal(plan(after(looks({ state: "paused", current: A012 })), "next", later), null);
});

test("who has been called often enough is not called again", () => {
  assert.ok(may("recall", window({ current: { ...A012, recalls: 2 } }), rules));
  assert.ok(!may("recall", window({ current: { ...A012, recalls: 3 } }), rules));
});

test("while one thing is asked nothing else is, and after the answer the buttons rest", () => {
  const asking = after(looks(), { kind: "asked", action: "next" });
  assert.equal(plan(asking, "next", later), null);
  const called = learn(asking, { kind: "done", action: "next", view: window({ current: A012 }) }, 1_000);
  assert.equal(plan(called, "primary", 1_000 + REST_MS - 1), null);
  assert.equal(plan(called, "primary", 1_000 + REST_MS), "finish_next");
  assert.equal(seen(called, 1_000).primary.may, true, "resting buttons do not look disabled");
});

test("a customer who appears by himself is not finished by a hand already on its way", () => {
  const taken = learn(after(looks()), looks({ current: A012 }), 1_000);
  assert.equal(plan(taken, "primary", 1_000 + REST_MS - 1), null);
  assert.equal(plan(learn(taken, looks({ current: A012 }), 5_000), "primary", 5_000), "finish_next");
});

test("what has been done is said with the numbers it was done to", () => {
  const here = after(looks({ current: A012 }));
  const done = (action, view, what) => seen(learn(here, { kind: "done", action, what, view }, 0), 0).line;
  const next = done("finish_next", window({ current: { ...A012, id: "b", number: "B001" } }));
  assert.deepEqual(next, { key: "finish_next", places: { number: "B001", before: "A012", picked: "" }, tone: "calm" });
  assert.equal(done("finish_next", window()).key, "finish_nobody");
  assert.equal(done("hold", window()).key, "hold");
  assert.equal(done("unpark", window(), { number: "C003" }).places.picked, "C003");
});

test("a failure keeps the ticket and says why; the next answer clears what is over", () => {
  const away = after(looks({ current: A012 }), { kind: "failed", why: "unreachable" });
  assert.equal(seen(away, 0).current, A012);
  assert.equal(seen(away, 0).line.tone, "trouble");
  assert.equal(seen(learn(away, looks({ current: A012 }), 0), 0).line, null);
  assert.equal(seen(after({ kind: "failed", why: "counter_busy" }, looks()), 0).line.key, "counter_busy");
});

test("undo counts down by the hall's clock and is gone with its last second", () => {
  const state = learn(begin(rules), looks({ undo: "finish", undo_until: "2026-11-23T09:00:10+08:00" }), 50_000);
  assert.deepEqual(seen(state, 50_000).undo, { action: "finish", seconds: 10, of: 10 });
  assert.equal(seen(state, 59_500).undo.seconds, 1);
  assert.equal(seen(state, 60_000).undo, null);
});

test("a name in full goes after half a minute, with the customer, and when it is hidden", () => {
  const named = learn(after(looks({ current: A012 })), { kind: "named", ticket: "a", name: "张小明" }, 0);
  assert.deepEqual(seen(named, NAME_MS - 1).name, { name: "张小明", seconds: 1 });
  assert.equal(seen(named, NAME_MS).name, null);
  assert.equal(learn(named, { kind: "tick" }, NAME_MS).name, null, "nor is it kept");
  assert.equal(learn(named, looks({ current: A012 }), 1).name.name, "张小明");
  assert.equal(learn(named, looks(), 1).name, null);
  assert.equal(learn(named, { kind: "done", action: "finish", view: window() }, 1).name, null);
  assert.equal(learn(named, { kind: "hidden" }, 1).name, null);
});

test("a name that comes after its customer has gone is never shown", () => {
  const late = learn(after(looks()), { kind: "named", ticket: "a", name: "张小明" }, 0);
  assert.equal(seen(late, 1).name, null);
  assert.equal(late.name, null);
});

test("the line says what a clerk should know of each", () => {
  const waits = (more) => ({ id: "x", number: "B001", state: "waiting", waited_s: 754, language: "zh", privileged: false, target: null, mark: null, ...more });
  const state = after(looks({
    waiting: [waits(), waits({ privileged: true, language: "en" }), waits({ mark: "elderly", privileged: true }),
      waits({ target: "window:3" }), waits({ target: "person:lin" }), waits({ target: "window:9" })],
    parked: [waits({ state: "parked", until: "2026-11-23T09:14:30+08:00" })],
  }));
  assert.deepEqual(seen(state, 0).waiting.map(({ marks }) => marks),
    [[], ["privileged", "en"], ["elderly"], ["for_us"], ["for_us"], ["for_other"]]);
  assert.equal(seen(state, 0).waiting[0].minutes, 12);
  assert.equal(seen(state, 0).parked[0].minutes, 15);
});

test("silence is marked with the last time heard", () => {
  const now = "2026-11-22T04:00:00Z";
  const heard = learn(begin(rules), { kind: "snapshot", snapshot: { now, open: true } }, 0);
  assert.equal(seen(heard, SILENCE_MS - 1).connection, "live");
  assert.equal(seen(heard, SILENCE_MS).connection, "stale");
  assert.equal(seen(heard, SILENCE_MS).heard, Date.parse(now));
});

test("whole minutes", () => {
  assert.deepEqual([0, 59, 60, 754].map(minutes), [null, null, 1, 12]);
});

// --- what is asked of the hall ---

const answers = (...list) => {
  const asked = [];
  const ask = async (method, url, body) => {
    asked.push([method, url, body]);
    return { ok: true, status: 200, data: null, code: "hall", ...list[asked.length - 1] };
  };
  return { counter: counterOf("3", ask), asked };
};

test("a change answered without the whole window is followed by a look", async () => {
  const { counter, asked } = answers({ status: 204 }, { data: window() });
  assert.equal((await counter.act("finish_next")).kind, "done");
  assert.deepEqual(asked, [["POST", "/api/counters/3/finish-next", undefined], ["GET", "/api/counters/3", undefined]]);
});

test("a change answered with the whole window needs no second look", async () => {
  const { counter, asked } = answers({ data: window() });
  const to = { kind: "lane", id: "consult" };
  assert.deepEqual(await counter.act("transfer", { to, note: "先看合同" }),
    { kind: "done", action: "transfer", what: { to, note: "先看合同" }, view: window() });
  assert.deepEqual(asked, [["POST", "/api/counters/3/transfer", { to, note: "先看合同" }]]);
});

test("tickets are chosen by id, a window is taken over expressly", async () => {
  const { counter, asked } = answers(...Array(3).fill({ data: window() }));
  await counter.act("call", { id: "t", number: "B001" });
  await counter.act("unpark", { id: "t" });
  await counter.act("take_over");
  assert.deepEqual(asked.map(([, url, body]) => [url.split("/").slice(4).join("/"), body]),
    [["call/t", undefined], ["unpark/t", undefined], ["open", { take_over: true }]]);
});

test("refusals keep the hall's word; half an answer is none", async () => {
  const refused = { ok: false, status: 409, code: "counter_busy", data: { code: "counter_busy", detail: "B001" } };
  assert.deepEqual(await answers(refused).counter.act("next"), { kind: "failed", why: "counter_busy", detail: "B001" });
  assert.deepEqual(await answers({ data: null }).counter.look(), { kind: "failed", why: "unreachable", detail: "" });
  const cut = { ok: false, status: 0, code: "unreachable" };
  assert.equal((await answers({ status: 204 }, cut).counter.act("next")).why, "unreachable");
  assert.equal((await answers({ ok: false, code: "not_identified" }).counter.name("t")).why, "not_identified");
  assert.deepEqual(await answers({ data: { name: "张小明" } }).counter.name("t"), { kind: "named", ticket: "t", name: "张小明" });
});
