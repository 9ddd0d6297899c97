import assert from "node:assert/strict";
import { test } from "node:test";
import { EVERY_MS, GAP_MS, STALE_MS, Watch } from "./static/watch.js";

/** A world by hand: `answer` is what the next questions get, `run(ms)` lets time pass. */
function world() {
  const made = { at: 0, tasks: [], asked: [], answer: { ok: true, data: 1 }, held: null, changed: null, refuse: null };
  return Object.assign(made, {
    now: () => made.at,
    ask: (url) => {
      made.asked.push([url, made.at]);
      const given = made.answer;
      return made.held ? new Promise((done) => { made.held = () => done(given); }) : Promise.resolve(given);
    },
    later: (ms, task) => made.tasks.push({ at: made.at + ms, task }) && made.tasks.at(-1),
    never: (timer) => { made.tasks = made.tasks.filter((one) => one !== timer); },
    listen: (changed, refused) => Object.assign(made, { changed, refuse: refused }),
    run: async (ms) => {
      const until = made.at + ms;
      for (;;) {
        const next = made.tasks.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        made.tasks = made.tasks.filter((one) => one !== next);
        made.at = next.at;
        next.task();
        await settled();
      }
      made.at = until;
    },
  });
}
const settled = () => new Promise((done) => setImmediate(done));

async function started() {
  const made = world();
  const got = [];
  const watch = new Watch("/x", { seen: (data) => got.push(data), refused: (code) => got.push(code) }, made);
  assert.equal(watch.connection(), "connecting");
  watch.start();
  await settled();
  return { made, got, watch };
}

test("it looks every few seconds, and a second after the last look when something has changed", async () => {
  const { made } = await started();
  await made.run(EVERY_MS);
  assert.deepEqual(made.asked.map(([, at]) => at), [0, EVERY_MS]);
  made.changed();
  made.changed();
  await made.run(GAP_MS);
  assert.deepEqual(made.asked.map(([, at]) => at), [0, EVERY_MS, EVERY_MS + GAP_MS]);
});

test("a change during a look is looked at after it", async () => {
  const { made, watch } = await started();
  made.held = true;
  watch.look();
  made.changed();
  made.answer = { ok: true, data: 2 };
  const before = made.asked.length;
  const finish = made.held;
  made.held = null;
  finish();
  await settled();
  await made.run(0);
  assert.equal(made.asked.length, before + 1);
});

test("without answers it is stale within 15 s, and live again with the first", async () => {
  const { made, got, watch } = await started();
  assert.equal(watch.connection(), "live");
  made.answer = { ok: false, code: "unreachable" };
  await made.run(STALE_MS - 1);
  assert.equal(watch.connection(), "live");
  await made.run(1);
  assert.equal(watch.connection(), "stale");
  assert.ok(STALE_MS <= 14_000 && got.includes("unreachable"));
  made.answer = { ok: true, data: 3 };
  await made.run(EVERY_MS);
  assert.equal(watch.connection(), "live");
});

test("a stream that turns us away is a session that has ended", async () => {
  const { made, got } = await started();
  made.refuse();
  assert.equal(got.at(-1), "token_needed");
});
