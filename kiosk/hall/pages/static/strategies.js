// What came of the strategies: for every one how often it was shown, how it ended, and a bar of its parts.

import { drawn, make } from "./page.js";
import { part, StaffPage } from "./staff_page.js";

const EVERY_MS = 60_000;
const DAYS = [7, 30, 90];
const ENDS = ["done", "refused", "not_fitting", "left_open"];
const redraw = drawn();
let days = 7;
let report = null;

const page = new StaffPage(draw);

async function look() {
  try {
    const answer = await fetch(`/api/strategies/rates?days=${days}`, { cache: "no-store" });
    if (!answer.ok) throw new Error((await answer.json()).code);
    report = await answer.json();
    page.tell(null);
  } catch (why) {
    page.tell(why.message in { token_needed: 1, not_yours: 1 } ? why.message : "unreachable");
  }
  page.show();
}

function draw() {
  redraw(part("period"), [page.language, days], ([, chosen]) => DAYS.map((count) => period(count, count === chosen)));
  redraw(part("sums"), [page.language, report], ([, known]) => (known?.rates.length ? sums(known.rates) : []));
  redraw(part("table"), [page.language, report], ([, known]) => (known?.rates.length ? [table(known.rates)] : []));
  part("note").textContent = report ? page.say(report.rates.length ? "explained" : "none_yet") : "";
  const never = report?.rates.length ? report.never_shown : [];
  part("never").textContent = never.length ? page.say("never_shown", { which: never.join(page.say("comma")) }) : "";
}

function period(count, chosen) {
  const button = make("button", { type: "button", "aria-pressed": String(chosen) }, page.say(`days_${count}`));
  button.addEventListener("click", () => { days = count; look(); });
  return button;
}

const percent = (share) => `${Math.round(100 * share)} %`;
const total = (rates, what) => rates.reduce((sum, one) => sum + one[what], 0);

function sums(rates) {
  const shown = total(rates, "shown");
  return [["shown", shown], ...ENDS.map((end) => [end, total(rates, end)])].map(([what, count]) =>
    make("div", { class: what },
      make("dt", {}, ...(what === "shown" ? [] : [swatch(what)]), page.say(what)),
      make("dd", {}, String(count), what === "shown" ? null : make("small", {}, percent(count / shown)))));
}

const swatch = (end) => make("i", { class: `swatch ${end}`, "aria-hidden": "true" });

const table = (rates) => make("table", {},
  make("thead", {}, make("tr", {},
    make("th", { scope: "col" }, page.say("strategy")),
    ...["shown", ...ENDS].map((what) => make("th", { scope: "col", class: "number" }, page.say(what))),
    make("th", { scope: "col", class: "number" }, page.say("done_rate")),
    make("th", { scope: "col", class: "parts", "aria-hidden": "true" }))),
  make("tbody", {}, ...rates.map(row)));

const row = (one) => make("tr", {},
  make("th", { scope: "row" },
    make("span", { class: "does" }, one.does ? asTitle(one.does[page.language]) : page.say("gone")),
    make("small", {}, one.strategy)),
  ...["shown", ...ENDS].map((what) => make("td", { class: "number" }, String(one[what]))),
  make("td", { class: "number rate" }, percent(one.done_rate)),
  make("td", { class: "parts", "aria-hidden": "true" }, bar(one)));

/** The advice with its places left open: what differs from customer to customer is not the strategy. */
const asTitle = (text) => text.replace(/\{\w+\}/g, "…");

const NS = "http://www.w3.org/2000/svg";

/** How the visits ended, left to right; each end has a ground and a pattern of its own. */
function bar(one) {
  const drawing = document.createElementNS(NS, "svg");
  drawing.setAttribute("class", "bar");
  drawing.setAttribute("viewBox", "0 0 100 12");
  drawing.setAttribute("preserveAspectRatio", "none");
  let x = 0;
  for (const end of ENDS) {
    const width = (100 * one[end]) / one.shown;
    if (width) drawing.append(...piece(end, x, width));
    x += width;
  }
  return drawing;
}

function piece(end, x, width) {
  const ground = document.createElementNS(NS, "rect");
  for (const [name, value] of Object.entries({ class: end, x, y: 0, width, height: 12 })) ground.setAttribute(name, value);
  if (end !== "refused") return [ground];
  const strokes = document.createElementNS(NS, "path");
  const every = 2.5;
  const lines = Array.from({ length: Math.floor(width / every) }, (_, at) => `M${x + every * (at + 0.5)} 0v12`);
  strokes.setAttribute("class", "strokes");
  strokes.setAttribute("d", lines.join(""));
  return [ground, strokes];
}

page.start();
look();
setInterval(look, EVERY_MS);
