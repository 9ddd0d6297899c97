import assert from "node:assert/strict";
import test from "node:test";

import { codes, reason, reasonIn } from "./static/reasons.js";

const texts = {
  zh: { "pause_for.meal": "用餐", "pause_for.break": "短暂休息", "hold_for.papers": "回去取资料" },
  en: { "pause_for.meal": "Meal", "pause_for.break": "Short break", "hold_for.papers": "Fetching papers" },
};
const told = (kept, language = "en", group = "pause_for") => reasonIn(texts, language, group, kept);

test("a code is read in the language of whoever looks, with the words that came with it", () => {
  assert.deepEqual(codes(texts, "pause_for"), ["meal", "break"]);
  assert.equal(told(reason("meal", "")), "Meal");
  assert.equal(told(reason("meal", ""), "zh"), "用餐");
  assert.equal(told(reason("break", "回来: 10 点")), "Short break: 回来: 10 点");
  assert.equal(told("papers", "en", "hold_for"), "Fetching papers");
});

test("what was kept before there were codes can still be read, and a clerk's own words stay theirs", () => {
  assert.equal(told("用餐"), "Meal");
  assert.equal(told("Short break", "zh"), "短暂休息");
  assert.equal(told("设备升级"), "设备升级");
  assert.equal(told("papers"), "papers", "a code of another group");
  assert.equal(told(null), "");
});
