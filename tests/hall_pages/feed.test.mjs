import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, LAST_RETRY_MS, OPENING_MS, RELOAD_MS, SILENCE_MS, retryDelay } from "./static/feed.js";

// A world with a hand-turned clock: it keeps the streams opened, and timers run when the clock passes them.
function world({ answers = 0 } = {}) {
  let now = 0, next = 1;
  const timers = new Map();
  const it = {
    sources: [], reloads: 0, answers,
    get last() { return it.sources.at(-1); },
    connect(url) {
      const listeners = {};
      const source = {
        url, readyState: 0, closed: false,
        addEventListener: (name, task) => { listeners[name] = task; },
        close() { this.closed = true; },
        tell: (name, data = "") => listeners[name]({ data }),
      };
      it.sources.push(source);
      return source;
    },
    now: () => now,
    random: () => 0.5,
    later(ms, task) { timers.set(next, { at: now + ms, task }); return next++; },
    never: (timer) => timers.delete(timer),
    status: async () => it.answers,
    here: () => "/display",
    reload: () => { it.reloads += 1; },
    turn(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        now = due[1].at;
        timers.delete(due[0]);
        due[1].task();
      }
      now = end;
    },
  };
  return it;
}

function opened(options) {
  const here = world(options);
  const heard = [];
  new Feed({
    url: "/events", probe: "/api/snapshot",
    snapshot: (data) => heard.push(data), beat: () => heard.push("beat"), refused: () => heard.push("refused"),
  }, here).start();
  return { here, heard };
}

test("what the hall says is handed on", () => {
  const { here, heard } = opened();
  here.last.tell("snapshot", '{"version": 3}');
  here.last.tell("hb");
  assert.deepEqual(heard, [{ version: 3 }, "beat"]);
});

test("a beat before this line's own snapshot says nothing about the picture", () => {
  const { here, heard } = opened();
  here.last.tell("hb");
  assert.deepEqual(heard, []);
});

test("a line with heartbeats is left alone, a silent one is opened anew", () => {
  const { here } = opened();
  for (let beat = 0; beat < 20; beat += 1) {
    here.last.tell("hb");
    here.turn(5_000);
  }
  assert.equal(here.sources.length, 1);
  here.turn(SILENCE_MS);
  assert.equal(here.sources[0].closed, true);
  here.turn(1_000);
  assert.equal(here.sources.length, 2);
});

test("an attempt that hangs is given up soon", () => {
  const { here } = opened();
  here.turn(OPENING_MS + 1_000);
  assert.equal(here.sources.length, 2);
});

test("a closed stream is opened anew, and its late events are not heard", () => {
  const { here, heard } = opened();
  const [old] = here.sources;
  old.tell("error");
  here.turn(1_000);
  old.tell("snapshot", "{}");
  here.last.tell("snapshot", '{"version": 1}');
  assert.deepEqual(heard, [{ version: 1 }]);
});

test("the pause grows from under a second to eight, with spread", () => {
  const pauses = [1, 2, 3, 4, 5, 50].map((failures) => retryDelay(failures, 1));
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  assert.equal(retryDelay(50, 0), LAST_RETRY_MS / 2);
});

test("after an outage of any length the line is back within 15 s", () => {
  const { here } = opened();
  here.turn(3_600_000);
  const before = here.sources.length;
  here.turn(OPENING_MS + LAST_RETRY_MS);
  assert.ok(OPENING_MS + LAST_RETRY_MS <= 15_000);
  assert.ok(here.sources.length > before);
});

test("one word from the hall starts the pauses from the shortest again", () => {
  const { here } = opened();
  here.turn(120_000);
  here.last.tell("hb");
  here.last.tell("error");
  const before = here.sources.length;
  here.turn(1_000);
  assert.equal(here.sources.length, before + 1);
});

const settle = () => new Promise((done) => setImmediate(done));

test("refused only when the hall itself says so", async () => {
  for (const [status, expected] of [[401, ["refused"]], [403, ["refused"]], [502, []], [200, []]]) {
    const { here, heard } = opened({ answers: status });
    here.last.readyState = 2;
    here.last.tell("error");
    await settle();
    assert.deepEqual(heard, expected);
  }
});

test("ten minutes of trouble reload the page, but only when it is there", async () => {
  const { here } = opened({ answers: 502 });
  here.turn(RELOAD_MS + 20_000);
  await settle();
  assert.equal(here.reloads, 0);
  here.answers = 200;
  here.turn(20_000);
  await settle();
  assert.ok(here.reloads > 0);
});

test("nine minutes of trouble do not", async () => {
  const { here } = opened({ answers: 200 });
  here.turn(RELOAD_MS - 60_000);
  await settle();
  assert.equal(here.reloads, 0);
});
