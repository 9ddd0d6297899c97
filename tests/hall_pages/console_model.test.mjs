import assert from "node:assert/strict";
import { test } from "node:test";
import { REST_MS, begin, learn, minutes, plan, view } from "./static/console_model.js";
import { counterOf } from "./static/counter.js";
import { SILENCE_MS } from "./static/feed.js";

const A012 = { number: "A012" };
const after = (...facts) => facts.reduce((state, fact) => learn(state, fact, 0), begin());
const later = REST_MS;

test("nothing may be done before the hall has said who is at this window", () => {
  assert.deepEqual(plan(begin(), "next", later), []);
  assert.deepEqual(plan(begin(), "finish", later), []);
});

test("a free window calls; a busy one finishes first", () => {
  assert.deepEqual(plan(after({ kind: "current", ticket: null }), "next", later), ["next"]);
  assert.deepEqual(plan(after({ kind: "current", ticket: null }), "finish", later), []);
  assert.deepEqual(plan(after({ kind: "current", ticket: A012 }), "next", later), ["finish", "next"]);
  assert.deepEqual(plan(after({ kind: "current", ticket: A012 }), "finish", later), ["finish"]);
});

test("while one thing is asked nothing else is, and after the answer the buttons rest", () => {
  const asking = after({ kind: "current", ticket: null }, { kind: "asked", action: "next" });
  assert.deepEqual(plan(asking, "next", later), []);
  const called = learn(asking, { kind: "called", ticket: A012 }, 1_000);
  assert.deepEqual(plan(called, "next", 1_000 + REST_MS - 1), []);
  assert.deepEqual(plan(called, "next", 1_000 + REST_MS), ["finish", "next"]);
});

test("a customer who appears by himself is not finished by a hand already on its way", () => {
  const free = after({ kind: "current", ticket: null });
  const taken = learn(free, { kind: "current", ticket: { id: 1, number: "A012" } }, 1_000);
  assert.deepEqual(plan(taken, "next", 1_000 + REST_MS - 1), []);
  const same = learn(taken, { kind: "current", ticket: { id: 1, number: "A012" } }, 5_000);
  assert.deepEqual(plan(same, "next", 5_000), ["finish", "next"]);
});

test("resting buttons do not look disabled", () => {
  const called = learn(after({ kind: "current", ticket: null }), { kind: "called", ticket: A012 }, 1_000);
  assert.equal(view(called, 1_000).mayCall, true);
  assert.equal(view(after({ kind: "current", ticket: null }), 0).mayFinish, false);
});

test("a failure keeps the ticket and says why; the next answer clears what is over", () => {
  const away = after({ kind: "current", ticket: A012 }, { kind: "failed", why: "unreachable" });
  assert.equal(view(away, 0).ticket, A012);
  assert.deepEqual(view(away, 0).line, { key: "unreachable", tone: "trouble" });
  assert.equal(view(learn(away, { kind: "current", ticket: A012 }, 0), 0).line, null);
  const busy = after({ kind: "failed", why: "busy" }, { kind: "current", ticket: A012 });
  assert.equal(view(busy, 0).line.key, "busy");
});

test("silence is marked with the last time heard", () => {
  const now = "2026-11-22T04:00:00Z";
  const heard = learn(begin(), { kind: "snapshot", snapshot: { now, open: true, waiting: 0, waiting_by_place: [], calling: [] } }, 0);
  assert.equal(view(heard, SILENCE_MS - 1).connection, "live");
  assert.equal(view(heard, SILENCE_MS).connection, "stale");
  assert.equal(view(heard, SILENCE_MS).heard, Date.parse(now));
});

test("whole minutes", () => {
  assert.deepEqual([0, 59, 60, 754].map(minutes), [null, null, 1, 12]);
});

const answer = (status, body) => ({ ok: status < 300, status, json: async () => JSON.parse(body) });

test("every answer of the hall becomes a fact", async () => {
  const cases = [
    ["next", answer(200, '{"number": "A012"}'), { kind: "called", ticket: A012 }],
    ["next", answer(204, ""), { kind: "nobody" }],
    ["next", answer(409, '{"code": "counter_busy"}'), { kind: "failed", why: "busy" }],
    ["next", answer(409, '{"code": "else"}'), { kind: "failed", why: "hall" }],
    ["next", answer(401, "{}"), { kind: "failed", why: "sign_in" }],
    ["next", answer(403, "{}"), { kind: "failed", why: "forbidden" }],
    ["next", answer(502, "<h1>"), { kind: "failed", why: "unreachable" }],
    ["next", answer(500, "{}"), { kind: "failed", why: "hall" }],
    ["next", answer(200, "{half"), { kind: "failed", why: "unreachable" }],
    ["finish", answer(204, ""), { kind: "finished" }],
    ["current", answer(200, '{"current": null}'), { kind: "current", ticket: null }],
  ];
  for (const [question, given, expected] of cases) {
    assert.deepEqual(await counterOf("3", async () => given)[question](), expected);
  }
  const cut = counterOf("3", async () => { throw new TypeError("network"); });
  assert.deepEqual(await cut.next(), { kind: "failed", why: "unreachable" });
});

test("what changes something says that it comes from our page", async () => {
  const asked = [];
  const counter = counterOf("3", async (url, options) => { asked.push([url, options.method, options.headers]); return answer(204, ""); });
  await counter.next();
  await counter.finish();
  assert.deepEqual(asked, [
    ["/api/counters/3/next", "POST", { "X-Hall-Request": "1" }],
    ["/api/counters/3/finish", "POST", { "X-Hall-Request": "1" }],
  ]);
});
