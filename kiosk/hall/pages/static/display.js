// The big display: draws what display_model.js says, twice a second and at every word from the hall.

import { Feed, reloadIfThere } from "./feed.js";
import { writers } from "./hall_clock.js";
import { beat, begin, receive, refuse, view } from "./display_model.js";
import { drawn, fill, make, pieces, settings } from "./page.js";

const { texts, timeZone } = settings();
const { clock, day } = writers(timeZone);
const part = (id) => document.getElementById(id);
const redraw = drawn();
let memory = begin();

const say = (language, key, places = {}) => fill(texts[language][key], places);
const both = (tag, key, places = {}) =>
  ["zh", "en"].map((language) => make(tag, { lang: language }, say(language, key, places)));

function show() {
  const now = view(memory, performance.now());
  document.body.dataset.connection = now.connection;
  redraw(part("clock"), now.hallNow && clock(now.hallNow), (time) => (time ? [time] : []));
  redraw(part("today"), now.hallNow && [day.zh(now.hallNow), day.en(now.hallNow)], today);
  part("hero").dataset.kind = now.hero.kind;
  part("hero").toggleAttribute("data-fresh", Boolean(now.hero.call?.fresh));
  redraw(part("hero"), hero(now.hero), ([draw, what]) => heroes[draw](what));
  redraw(part("recent"), [now.before && clock(now.before), now.rows], recent);
  redraw(part("waiting"), [now.total, now.waiting], waiting);
  redraw(part("notice"), now.notice, (key) => (key ? both("p", key) : []));
}

const today = (days) => (days ? [make("span", { lang: "zh" }, days[0]), make("span", { lang: "en" }, days[1])] : []);

// What decides whether the block is redrawn: the end of a highlight must not start its flash again.
function hero({ kind, call, before }) {
  if (kind === "call") return ["call", { id: call.id, number: call.number, window: call.window }];
  if (kind === "stale") return ["words", ["not_updated", { time: clock(before) }]];
  return ["words", [kind, {}]];
}

const heroes = {
  call: ({ number, window }) => [
    make("h2", { class: "label" }, ...both("span", "now_calling")),
    make("p", { class: "call", lang: "zh" }, ...sentence("zh", number, window)),
    make("p", { class: "call", lang: "en" }, ...sentence("en", number, window)),
  ],
  words: ([key, places]) => [
    ...both("p", key, places).map((line) => classed(line, "headline")),
    ...both("p", key === "not_updated" ? "not_updated_hint" : `${key}_hint`).map((line) => classed(line, "hint")),
  ],
};

function classed(element, name) {
  element.className = name;
  return element;
}

// One sentence of the text file, its number and window drawn as the two large things they are.
const sentence = (language, number, window) =>
  pieces(texts[language].call).map(({ text, place }) => {
    if (text) return make("span", { class: "word" }, text);
    if (place === "number") return make("strong", { class: place, "data-length": number.length }, number);
    return make("strong", { class: place }, ...windowName(language, window));
  });

const windowName = (language, window) =>
  pieces(texts[language].window).map(({ text }) =>
    text ? make("span", { class: "word" }, text) : make("span", { class: "id" }, window));

const recent = ([before, rows]) => [
  make("h2", { class: "label" }, ...(before ? both("span", "recent_before", { time: before }) : recentLabel())),
  rows.length ? make("ol", {}, ...rows.map(row)) : make("p", { class: "none" }, ...both("span", "recent_none")),
];

const row = ({ number, window, fresh }) =>
  make("li", fresh ? { "data-fresh": "" } : {},
    make("strong", { class: "number" }, number),
    make("span", { class: "window" }, ...windowName("zh", window)));

const recentLabel = () => [...both("span", "recent"), make("span", { class: "over" }, ...both("span", "windows"))];

const waiting = ([total, places]) => total === null ? [] : [
  make("h2", { class: "label" }, ...both("span", "waiting")),
  total ? make("ul", {}, ...places.map(crowd)) : make("strong", { class: "people" }, "0"),
];

const crowd = ({ place, people }) =>
  make("li", {},
    make("span", { class: "place" }, make("span", { lang: "zh" }, place.zh), make("span", { lang: "en" }, place.en)),
    make("strong", { class: "people" }, String(people)));

// A browser that shows one page for weeks grows tired: once a day, when nobody looks, the page is loaded anew.
function startAfresh() {
  const aged = performance.now() > 20 * 3_600_000;
  if (aged && part("hero").dataset.kind === "closed") reloadIfThere();
}

new Feed({
  url: "/events",
  probe: "/api/snapshot",
  snapshot: (snapshot) => { memory = receive(memory, snapshot, performance.now()); show(); },
  beat: () => { memory = beat(memory, performance.now()); show(); },
  refused: () => { memory = refuse(memory); show(); },
}).start();
setInterval(show, 500);
setInterval(startAfresh, 600_000);
show();
