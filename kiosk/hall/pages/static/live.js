// The manager's live page: draws what live_model.js says. One figure for each question, beside it what is usual.

import { hallTime } from "./hall_clock.js";
import { cards, chart, compared, doing, lately, short } from "./live_model.js";
import { drawn, make, pieces, settings } from "./page.js";
import { reasonIn } from "./reasons.js";
import { part, StaffPage } from "./staff_page.js";
import { svg } from "./svg.js";
import { Watch } from "./watch.js";

const WIDE = 1200;
const HIGH = 104;
const MARGIN = { left: 34, top: 8, bottom: 40 };
const { texts } = settings();
const redraw = drawn();
let view = null;
let receivedAt = 0;

const page = new StaffPage(draw);
const say = page.say;
const watch = new Watch("/api/live", {
  seen: (data) => { view = data; receivedAt = performance.now(); page.tell(null); page.show(); },
  refused: (code) => { page.tell(code); page.show(); },
});

const tenths = (value) => (value < 10 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value)));
const UNITS = {
  minutes: (value) => say("minutes", { minutes: tenths(value) }),
  share: (value) => `${Math.round(100 * value)} %`,
  count: (value) => String(value),
};
const written = (value, unit) => (value === null || value === undefined ? "–" : UNITS[unit](value));

// The number large, its unit beside it.
const large = (value, unit) => (value === null || unit !== "minutes" ? [written(value, unit)]
  : pieces(page.texts.minutes).map((piece) => (piece.place ? tenths(value) : make("small", {}, piece.text))));

function draw() {
  const connection = watch?.connection() ?? "connecting";
  document.body.dataset.connection = connection;
  redraw(part("news"), [page.language, connection, view?.open, view?.now], news);
  if (!view) return;
  const now = hallTime(view, receivedAt, performance.now());
  const rows = view.counters.map((counter) => ({ ...counter, ...doing(counter, now) }));
  redraw(part("cards"), [page.language, cards(view)], ([, all]) => all.map(card));
  redraw(part("counters"), [page.language, rows], counters);
  redraw(part("lanes"), [page.language, view.lanes], lanes);
  redraw(part("flow"), [page.language, view.flow, view.service_min, Math.floor(now / 60_000)], () => flow(now));
}

const news = ([, connection, open, at]) => [
  make("time", {}, at ? page.clock(at) : ""),
  ...(connection === "live" ? [] : [make("b", { class: "warn" }, say(connection))]),
  ...(open === false ? [make("b", { class: "calm" }, say("hall_closed"))] : []),
];

// --- figures ---

const card = ({ key, value, unit, note, over, trend, trendUnit, good }) => make("article", over ? { "data-over": "" } : {},
  make("h2", {}, say(key)),
  make("p", { class: "figure" }, ...large(value, unit)),
  make("p", { class: "about" }, notes[key](note, over)),
  trend ? make("p", { class: "trend" }, ...trended(key, trend, trendUnit, good)) : null);

const lane = (id) => view.lanes.find((one) => one.lane === id)?.name[page.language] ?? id;
const notes = {
  longest: (note, over) => (note ? say(over ? "longest_over" : "longest_in", { number: note.number, lane: lane(note.lane), promise: note.promise_min }) : say("nobody")),
  kept: () => say("kept_about"),
  waiting: (count) => (count ? say("waiting_unserved", { count }) : say("waiting_about")),
  error: ({ count }) => say(count ? "error_about" : "error_none", { count }),
  fair: ({ passed, privileged, max_wait_min: most }) => `${say("fair_about", { most })} ${say("passed", { passed, privileged })}`,
};

function trended(key, trend, unit, good) {
  const how = compared(trend);
  const now = key === "error" ? "" : say(`trend_${key}`, { value: written(trend.now, unit) }); // that is the figure itself
  if (how === null) return [make("span", {}, now || say("no_usual"))];
  const tone = how === "same" || !good ? "even" : how === good ? "good" : "bad";
  return [
    make("span", {}, now),
    make("span", { class: "usual", "data-tone": tone }, arrow(how), say(`than_${how}`, { usual: written(trend.usual, unit) })),
  ];
}

const ARROWS = { more: "M2 12 8 4l6 8z", less: "M2 4h12L8 12z", same: "M2 5h12v2H2zm0 4h12v2H2z" };
const arrow = (how) => svg("svg", { class: "arrow", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ARROWS[how] }));

// --- windows and lanes ---

const counters = ([, rows]) => [
  make("h2", {}, say("windows"), make("small", {}, say("windows_open", {
    open: rows.filter((one) => one.state === "open").length, all: rows.length }))),
  make("table", {},
    make("tbody", {}, ...rows.map((one) => make("tr", { "data-state": one.state },
      make("th", { scope: "row" }, one.place ? one.place[page.language] : say("window", { window: one.window })),
      make("td", { class: "state" }, make("span", { class: "sign", "aria-hidden": "true" }), say(`state_${one.state}`)),
      make("td", {}, one.clerk ?? ""),
      make("td", { class: "doing" }, one.number ? make("strong", {}, one.number) : null, say(`doing_${one.kind}`, { reason: reasonIn(texts, page.language, "pause_for", one.pause_reason) })),
      make("td", { class: "for" }, one.minutes === null ? "" : say("minutes", { minutes: one.minutes }))))))];

const lanes = ([, all]) => [
  make("h2", {}, say("lanes")),
  make("table", {},
    make("thead", {}, make("tr", {}, ...["lane", "now_waiting", "now_longest", "today_median", "today_served", "today_kept"].map((key) =>
      make("th", { scope: "col" }, say(key))))),
    make("tbody", {}, ...all.map((one) => make("tr", one.open ? {} : { "data-state": "closed" },
      make("th", { scope: "row" }, one.name[page.language], make("small", {}, one.place[page.language]),
        one.unserved ? make("b", { class: "warn" }, say(one.unserved === one.waiting ? "unserved" : "unserved_some", { count: one.unserved })) : null),
      make("td", {}, String(one.waiting)),
      make("td", one.longest_min > one.promise_min ? { class: "over" } : {}, written(one.longest_min, "minutes")),
      make("td", {}, written(one.median_min, "minutes")),
      make("td", {}, String(one.served)),
      make("td", { class: "kept" }, make("strong", {}, written(one.kept, "share")), make("small", {}, say("within", { promise: one.promise_min })))))))];

// --- flow against open windows ---

function flow(now) {
  const { current, last } = lately(view.flow, now);
  const shortOf = short(view.flow, now);
  return [
    make("h2", {}, say("flow"), last ? make("small", {}, shortOf ? say("flow_short", { count: shortOf }) : say("flow_enough")) : null),
    picture(now),
    make("p", { class: "legend" },
      make("span", { class: "key bar" }), say("flow_tickets"),
      make("span", { class: "key over" }), say("flow_over"),
      make("span", { class: "key could" }), say("flow_could", { service: view.service_min.toFixed(1) }),
      current && last ? make("span", { class: "lately" }, say("flow_lately", { came: last.tickets, could: Math.round(last.could_serve) })) : null),
  ];
}

function picture(now) {
  const { each, lines, bars, steps } = chart(view.flow, now, WIDE - MARGIN.left, HIGH);
  const inner = svg("g", { transform: `translate(${MARGIN.left} ${MARGIN.top})` },
    ...lines.flatMap(({ value, y }) => [
      svg("path", { class: "grid", d: `M0 ${y}H${WIDE - MARGIN.left}` }),
      svg("text", { class: "tick", x: -6, y: y + 5, "text-anchor": "end" }, String(value)),
    ]),
    ...bars.flatMap(({ x, y, height, over, slot }, index) => [
      svg("rect", { class: "bar", x: x + each * 0.16, y: y + over, width: each * 0.68, height: Math.max(0, height - over) }),
      ...(over ? [svg("rect", { class: "bar-over", x: x + each * 0.16, y, width: each * 0.68, height: over })] : []),
      ...(index % 2 ? [] : [svg("text", { class: "tick", x: x + 2, y: HIGH + 18 }, page.clock(slot.starts_at))]),
      ...(Date.parse(slot.starts_at) <= now ? [svg("text", { class: "open", x: x + each / 2, y: HIGH + 36, "text-anchor": "middle" }, openWindows(slot))] : []),
    ]),
    svg("path", { class: "could", d: steps }));
  return svg("svg", { class: "picture", viewBox: `0 0 ${WIDE} ${HIGH + MARGIN.top + MARGIN.bottom}`, role: "img",
    "aria-label": say("flow_picture", { slots: view.flow.length }) }, inner);
}

const openWindows = ({ counters: open }) => say("windows_short", { open: Number.isInteger(open) ? open : open.toFixed(1) });

page.start();
watch.start();
setInterval(() => page.show(), 1_000);
