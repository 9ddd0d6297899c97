// What people were told about their wait, and what came true: a figure and a small chart for every lane.

import { drawn, make } from "./page.js";
import { part, StaffPage } from "./staff_page.js";
import { svg } from "./svg.js";

const EVERY_MS = 30_000;
const DAYS = [1, 7, 30];
const SIDE = 220;
const MARGIN = { left: 34, bottom: 42, top: 24, right: 8 };
const redraw = drawn();
let days = 7;
let report = null;

const page = new StaffPage(draw);

async function look() {
  try {
    const answer = await fetch(`/api/predictions?days=${days}`, { cache: "no-store" });
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
  redraw(part("lanes"), [page.language, report], ([, known]) => (known ? known.lanes.map(lane) : []));
  part("note").textContent = report && (report.count ? page.say("explained") : page.say("none_yet"));
}

function period(count, chosen) {
  const button = make("button", { type: "button", "aria-pressed": String(chosen) }, page.say(`days_${count}`));
  button.addEventListener("click", () => { days = count; look(); });
  return button;
}

const minutes = (value) => page.say("minutes", { minutes: value.toFixed(1) });
const percent = (share) => `${Math.round(100 * share)} %`;

const lane = (one) => make("article", {},
  make("h2", {}, one.place[page.language]),
  make("p", { class: "error" },
    make("strong", {}, minutes(one.mean_error)),
    make("span", {}, page.say("error"))),
  make("dl", {},
    ...row("mean_wait", minutes(one.mean_wait)),
    ...row("share", one.mean_wait ? percent(one.mean_error / one.mean_wait) : "–"),
    ...row("inside", percent(one.inside)),
    ...row("in_time", percent(one.in_time)),
    ...row("bias", `${one.bias > 0 ? "+" : ""}${minutes(one.bias)}`),
    ...row("count", String(one.count))),
  chart(one));

const row = (key, value) => [make("dt", {}, page.say(key)), make("dd", {}, value)];

/** Expected minutes to the right, waited minutes upwards; on the diagonal it came true to the minute. */
function chart({ latest, place }) {
  const most = 5 * Math.ceil(Math.max(5, ...latest.flatMap((one) => [one.expected, one.waited])) / 5);
  const inner = SIDE - MARGIN.left - MARGIN.right;
  const x = (value) => MARGIN.left + (inner * value) / most;
  const y = (value) => SIDE - MARGIN.bottom - ((SIDE - MARGIN.top - MARGIN.bottom) * value) / most;
  const mark = (value) => [
    svg("text", { class: "tick", x: x(value), y: SIDE - 25, "text-anchor": "middle" }, String(value)),
    svg("text", { class: "tick", x: MARGIN.left - 6, y: y(value) + 4, "text-anchor": "end" }, String(value)),
  ];
  return svg("svg", { class: "chart", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img",
    "aria-label": page.say("chart", { place: place[page.language], count: latest.length }) },
    svg("path", { class: "axes", d: `M${x(0)} ${y(most)}V${y(0)}H${x(most)}` }),
    svg("path", { class: "true", d: `M${x(0)} ${y(0)}L${x(most)} ${y(most)}` }),
    ...[0, most / 2, most].flatMap(mark),
    svg("text", { class: "axis", x: x(most), y: SIDE - 6, "text-anchor": "end" }, page.say("expected")),
    svg("text", { class: "axis", x: 4, y: 12 }, page.say("waited")),
    ...latest.map((one) => one.inside
      ? svg("circle", { class: "kept", cx: x(one.expected), cy: y(one.waited), r: 3 })
      : svg("path", { class: "missed", d: cross(x(one.expected), y(one.waited)) })));
}

const cross = (x, y) => `M${x - 3} ${y - 3}l6 6m0 -6l-6 6`;

page.start();
look();
setInterval(look, EVERY_MS);
