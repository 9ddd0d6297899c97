// Appeals that wait for an answer, the oldest first, and what staff set by hand until when. Read anew after every step.

import { carriedOver, overrideForm } from "./fairness_form.js";
import { drawn, make, settings } from "./page.js";
import { ask } from "./session.js";
import { part, StaffPage } from "./staff_page.js";

const { values, lanes, longestDays } = settings();
const OUTCOMES = ["upheld", "partly", "rejected"];
const redraw = drawn();
const drafts = new Map(); // what is written and not sent yet, by appeal: neither a look nor the other language loses it
let known = null;

const page = new StaffPage(draw);

async function look() {
  const [appeals, overrides] = await Promise.all([ask("GET", "/api/appeals?days=0"), ask("GET", "/api/overrides")]);
  const failed = [appeals, overrides].find((one) => !one.ok);
  if (failed) page.tell(failed.code);
  else known = { appeals: appeals.data.filter((one) => !one.outcome), overrides: overrides.data.filter((one) => one.in_force) };
  page.show();
}

async function put(url, body) {
  const answer = await ask("POST", url, body);
  page.tell(answer.ok ? "kept" : answer.code, answer.ok ? "calm" : "trouble");
  if (answer.ok) await look();
  return answer.ok;
}

const setByHand = (body) => put("/api/overrides", body);
const latest = () => new Date(Date.now() + longestDays * 86_400_000).toISOString().slice(0, 10);

function draw() {
  redraw(part("make"), [page.language], () => [
    make("h2", {}, page.say("make")),
    carriedOver(part("make").querySelector("form"), overrideForm(page, values, title, latest(), setByHand)),
  ]);
  for (const [id, card] of [["appeals", appeal], ["overrides", override]]) {
    redraw(part(id), [page.language, known?.[id]], ([, all]) => (all ? [
      make("h2", {}, page.say(id)),
      ...(all.length ? all.map(card) : [make("p", { class: "none" }, page.say(`no_${id}`))]),
    ] : []));
  }
}

const about = (...parts) => make("p", { class: "about" }, ...parts);
const words = (key, places) => make("span", {}, page.say(key, places));

function appeal(one) {
  return make("article", { "data-overdue": String(one.overdue) },
    about(make("strong", {}, page.say(`about_${one.about}`)), words("recorded", { time: page.time(one.recorded_at), who: one.recorded_by }),
      make("span", one.overdue ? { class: "late" } : {}, page.say(one.overdue ? "overdue" : "due", { date: one.due_on })),
      words("person", { person: one.person })),
    make("p", { class: "words" }, one.words),
    answerForm(one));
}

function answerForm(one) {
  const form = make("form", {},
    make("label", {}, page.say("outcome"), make("select", { name: "outcome", required: "" },
      make("option", { value: "" }, "–"), // chosen, never left at what happens to be first
      ...OUTCOMES.map((outcome) => make("option", { value: outcome }, page.say(outcome))))),
    make("label", { class: "long" }, page.say("answer"),
      make("textarea", { name: "words", rows: "1", maxlength: "2000", required: "" })),
    make("label", {}, page.say("told_on"), make("input", { type: "date", name: "on" })),
    make("button", { class: "primary" }, page.say("close")));
  for (const [name, value] of Object.entries(drafts.get(one.id) ?? {})) form.elements[name].value = value;
  form.addEventListener("input", () => drafts.set(one.id, Object.fromEntries(new FormData(form))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { outcome, words: said, on } = form.elements;
    const kept = await put(`/api/appeals/${one.id}/answer`,
      { outcome: outcome.value, words: said.value, ...(on.value ? { on: on.value } : {}) });
    if (kept) drafts.delete(one.id);
  });
  return form;
}

/** What is set, in words; a lane by its name, for as long as the hall has it. */
function title(element, value) {
  const names = { treat_as: () => page.say(`as_${value}`), lane: () => lanes[value]?.[page.language] };
  return page.say(`element_${element}`, { value: names[element]?.() ?? value });
}

function override(one) {
  const end = make("button", { type: "button", class: "quiet" }, page.say("end"));
  end.addEventListener("click", () => put(`/api/overrides/${one.id}/end`));
  return make("article", {},
    about(make("strong", {}, title(one.element, one.value)), words("made", { time: page.time(one.made_at), who: one.made_by }),
      words("until", { time: page.time(one.until) }), words("person", { person: one.person })),
    make("p", { class: "words" }, one.reason), end);
}

page.start();
look();
