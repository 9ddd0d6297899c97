import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, learn, look, newId } from "./static/guide_model.js";

const LANES = [
  { id: "general", kind: "lane", open: true },
  { id: "care", kind: "lane", open: true },
  { id: "consult", kind: "desk", open: true },
  { id: "vip", kind: "room", open: false },
];
const NOW = "2026-11-23T09:00:00+08:00";
const person = (id, lane = "general", waited_s = 60) => ({ id, number: id, lane, waited_s, state: "waiting" });
const view = (more = {}) => ({ now: NOW, open: true, waiting: [], held: [], parked: [], undo: null, ...more });
const after = (...facts) => facts.reduce((state, fact) => learn(state, fact, 0), begin());
const shown = (state, at = 0) => look(state, LANES, at);

test("who waits, by lane and in the order of calling; whose lane is gone is not lost", () => {
  const waiting = [person("A1"), person("B1", "care", 600), person("A2", "general", 300), person("X1", "old")];
  const seen = shown(after({ kind: "seen", view: view({ waiting, held: [person("H1")] }) }));
  assert.deepEqual(seen.groups.map(({ lane, people, longest }) => [lane?.id, people.map((one) => one.id), longest]), [
    ["general", ["A1", "A2"], 300], ["care", ["B1"], 600], [undefined, ["X1"], 60]]);
  assert.deepEqual(seen.empty.map((lane) => lane.id), ["consult"]);
  assert.deepEqual([seen.total, seen.away.length], [4, 1]);
});

test("a group says how many of it no window calls", () => {
  const waiting = [person("A1"), person("A2"), person("B1", "care")];
  const { groups } = shown(after({ kind: "seen", view: view({ waiting, unserved: ["A2", "B1"] }) }));
  assert.deepEqual(groups.map(({ lane, unserved }) => [lane.id, unserved]), [["general", 1], ["care", 1]]);
});

test("whoever is touched can be sent to any other open lane, the desk first", () => {
  const state = after({ kind: "seen", view: view({ waiting: [person("A1")] }) }, { kind: "chose", id: "A1" });
  assert.equal(shown(state).panel, "person");
  assert.deepEqual(shown(state).others.map((lane) => lane.id), ["consult", "care"]);
  assert.equal(shown(learn(state, { kind: "chose", id: "A1" }, 0)).panel, "give");
});

test("whoever is called while the hand is on its way is said, not acted on", () => {
  const state = after({ kind: "seen", view: view({ waiting: [person("A1")] }) }, { kind: "chose", id: "A1" });
  const gone = learn(state, { kind: "seen", view: view() }, 0);
  assert.equal(shown(gone).panel, "give");
  assert.deepEqual(gone.line, { key: "gone", number: "A1", tone: "calm" });
  assert.equal(learn(learn(state, { kind: "asked" }, 0), { kind: "seen", view: view() }, 0).line, null);
});

test("what is said about one person does not go on to the next", () => {
  const chosen = after({ kind: "option", name: "mark", value: "elderly" }, { kind: "option", name: "lane", value: "care" });
  assert.deepEqual(chosen.options, { mark: "elderly", lane: "care", language: "zh" });
  assert.equal(learn(chosen, { kind: "option", name: "mark", value: "elderly" }, 0).options.mark, null);
  const given = learn(chosen, { kind: "given", answer: { ticket: {} } }, 0);
  assert.deepEqual([given.options, shown(given).panel], [{ mark: null, lane: null, language: "zh" }, "given"]);
});

test("the time to take something back runs down by our own clock, whatever the tablet's says", () => {
  const undo = { undo: "move", undo_number: "A1", undo_until: "2026-11-23T09:00:10+08:00" };
  const state = learn(begin(), { kind: "seen", view: view(undo) }, 5_000);
  assert.deepEqual(shown(state, 5_000).undo, { action: "move", number: "A1", seconds: 10 });
  assert.equal(shown(state, 14_001).undo.seconds, 1);
  assert.equal(shown(state, 15_000).undo, null);
});

test("ids are random and of version 4", () => {
  const fixed = newId((bytes) => bytes.fill(255));
  assert.equal(fixed, "ffffffff-ffff-4fff-bfff-ffffffffffff");
  assert.notEqual(newId(), newId());
});
