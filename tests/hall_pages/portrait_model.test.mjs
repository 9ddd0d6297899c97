import assert from "node:assert/strict";
import { test } from "node:test";
import { REST_MS, VISIBLE, begin, day, improved, learn, mayTouch, month, seen, sentence, told } from "./static/portrait_model.js";

const prompt = (strategy, state = null) => ({ strategy, state, note: "" });
const VIEW = {
  state: "shown", ticket: "t1", as_of: "2026-11-23", notes: 0,
  elements: [{
    element: "credit", value: "B", about: { score: "85" }, as_of: "2026-11-23",
    reasons: [
      { code: "short_history", about: { bills: "9" }, points: -9 },
      { code: "late_bill", about: { month: "2026-03", days: "12" }, points: -10 },
      { code: "streak_bonus", about: { bonus: "4" }, points: 4 },
    ],
  }],
  prompts: ["a", "b", "c", "d", "e"].map((one) => prompt(one)),
};
const TICKET = { id: "t1", identified: true, language: "zh" };
const after = (...facts) => facts.reduce((state, fact) => learn(state, fact, 0), begin());
const shown = () => after({ kind: "ticket", ticket: TICKET }, { kind: "portrait", ticket: "t1", view: VIEW });
const TEXTS = { zh: {
  "word.channel_app": "手机", "word.reaction_paid_after": "{days} 天后交了", "past.x": "{channel}，{reaction}",
  "tell.grade": "{grade} 级 {score} 分", "tell.as_of": "到 {date}", "tell.short_history": "还短", "tell.late_bill": "{month}晚 {days} 天",
  "tell.streak_bonus": "加 {bonus}", "tell.pay_on_time": "再 {months} 个月到 {outcome}", "tell.right": "可以提出", "tell.best": "最好",
  "better.credit_pay_open_bills": "交清{bills}到 {outcome}",
} };

test("an empty window and a stranger have an empty panel", () => {
  assert.equal(seen(begin()), null);
  assert.equal(seen(after({ kind: "ticket", ticket: { id: "t1", identified: false } })), null);
  assert.equal(seen(after({ kind: "ticket", ticket: TICKET })).phase, "looking");
  assert.equal(seen(after({ kind: "ticket", ticket: TICKET }, { kind: "failed", ticket: "t1", why: "hall" })).phase, "trouble");
});

test("the first strategy stands out, at most three are in sight", () => {
  const now = seen(shown());
  assert.deepEqual([now.first, ...now.next].map((one) => one.strategy), ["a", "b", "c"]);
  assert.equal(1 + now.next.length, VISIBLE);
  assert.deepEqual(now.folded.map((one) => one.strategy), ["d", "e"]);
});

test("what is dealt with makes room for the next and stands at the end", () => {
  const done = learn(shown(), { kind: "completed", ticket: "t1", strategy: "a", outcome: "refused", note: "no" }, 1_000);
  const now = seen(done);
  assert.equal(now.first.strategy, "b");
  assert.deepEqual(now.done, [{ strategy: "a", state: "refused", note: "no" }]);
  assert.equal(mayTouch(done, 1_000 + REST_MS - 1), false, "the second half of a double touch");
  assert.equal(mayTouch(done, 1_000 + REST_MS), true);
});

test("what is typed comes back with its customer, and is gone with the second customer after them", () => {
  const come = (state, id) => learn(state, { kind: "ticket", ticket: id && { ...TICKET, id } });
  const write = (state, text) => learn(state, { kind: "drafted", strategy: "b", text, open: true });
  const two = write(come(write(shown(), "of the first"), "t2"), "of the second");
  const undone = come(two, "t1");
  assert.equal(undone.drafts.b.text, "of the first");
  assert.equal(come(undone, "t2").drafts.b.text, "of the second");
  assert.deepEqual(come(come(come(write(shown(), "of the first"), "t2"), "t3"), "t1").drafts, {});
});

test("an answer about somebody who has left changes nothing", () => {
  const next = learn(shown(), { kind: "ticket", ticket: { ...TICKET, id: "t2" } });
  assert.equal(next.view, undefined);
  assert.equal(learn(next, { kind: "portrait", ticket: "t1", view: VIEW }), next);
});

test("the same ticket told again keeps the page that is open", () => {
  const reading = learn(shown(), { kind: "tab", tab: "history" });
  assert.equal(learn(reading, { kind: "ticket", ticket: { ...TICKET, waited_s: 9 } }).tab, "history");
  assert.equal(learn(reading, { kind: "ticket", ticket: null }).tab, "advise");
});

test("what is typed and not sent outlives another touch, a page turned and a customer called back", () => {
  const word = { kind: "drafted", ticket: "t1", strategy: "b", text: "asked for his son", open: true };
  const typed = [word, { kind: "tab", tab: "notes" }, { kind: "edit", note: { element: "general", text: "" } },
    { kind: "typed", values: { element: "risk", text: "pays on Fridays" } }, { kind: "object", objecting: { about: "credit", words: "" } },
    { kind: "typed", values: { about: "data", words: "not me" } }].reduce((state, fact) => learn(state, fact), shown());
  const after = learn(typed, { kind: "completed", ticket: "t1", strategy: "a", outcome: "done", note: "" }, 1_000);
  assert.deepEqual(after.drafts, { b: { text: "asked for his son", open: true } });
  const back = [{ kind: "ticket", ticket: { ...TICKET, id: "t2" } }, { kind: "ticket", ticket: null }, { kind: "ticket", ticket: TICKET }];
  for (const state of [after, learn(after, { kind: "tab", tab: "history" }), back.reduce((known, fact) => learn(known, fact), after)]) {
    assert.deepEqual(state.editing, { element: "risk", text: "pays on Fridays" });
    assert.deepEqual(state.objecting, { about: "data", words: "not me" });
    assert.equal(state.drafts.b.text, "asked for his son");
  }
  assert.deepEqual(learn(after, back[0]).drafts, {}, "nothing of one customer stands with another");
  assert.deepEqual(learn(after, { kind: "completed", ticket: "t1", strategy: "b", outcome: "done", note: "" }).drafts, {});
});

test("a note a colleague has changed meanwhile is written on over the newest", () => {
  const note = (version, text) => ({ id: "n1", version, text, element: "risk", author: "Wang", at: "2026-11-23T09:00:00" });
  const editing = learn(shown(), { kind: "edit", note: { ...note(1, "old"), text: "mine" } });
  const told = learn(editing, { kind: "notes", notes: [note(2, "theirs")] });
  assert.deepEqual([told.editing.text, told.editing.version, told.editing.newest.text], ["mine", 2, "theirs"]);
  const gone = learn(editing, { kind: "notes", notes: [] });
  assert.deepEqual(gone.editing, { element: "risk", text: "mine" }, "it becomes a note of its own");
  assert.equal(learn(editing, { kind: "notes", notes: [], said: "note_saved" }).editing, null);
});

test("dates as people say them", () => {
  assert.equal(month("2026-03", "zh"), "2026年3月");
  assert.equal(month("2026-03-01", "en"), "03/2026");
  assert.equal(day("2026-10-02", "zh", "2026-11-23"), "10月2日");
  assert.equal(day("2025-10-02", "en", "2026-11-23"), "2/10/2025");
});

test("places are filled with words, and words have places too", () => {
  const said = sentence(TEXTS, "zh", "past.x", { channel: "app", reaction: "paid_after", days: "3" });
  assert.equal(said, "手机，3 天后交了");
  assert.equal(sentence(TEXTS, "zh", "reason.credit.of_tomorrow"), "of_tomorrow", "a newer hall may know more");
});

test("customers are told their grade, why, how it gets better, and that they may object", () => {
  const better = [{ element: "credit", action: "pay_on_time", outcome: "A", months: 5, bills: [] },
    { element: "risk", action: "pay_on_time", outcome: "1", months: 1, bills: [] }];
  assert.deepEqual(told(TEXTS, "zh", VIEW, better), [
    "B 级 85 分", "到 2026年11月23日", "2026年3月晚 12 天", "还短", "加 4", "再 5 个月到 A", "可以提出"]);
  const best = { ...VIEW, elements: [{ ...VIEW.elements[0], value: "A", reasons: [] }] };
  assert.deepEqual(told(TEXTS, "zh", best, []).slice(-2), ["最好", "可以提出"]);
});

test("improvements are those of one element", () => {
  const found = [{ element: "credit", action: "pay_open_bills", outcome: "C", months: 0, bills: ["2026-08-01", "2026-09-01"] }];
  assert.deepEqual(improved(TEXTS, "zh", found, "credit"), ["交清2026年8月、2026年9月到 C"]);
  assert.deepEqual(improved(TEXTS, "zh", found, "risk"), []);
});
