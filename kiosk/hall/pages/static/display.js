// The big display: draws what display_model.js says, twice a second and at every word from the hall.

import { Feed, reloadIfThere } from "./feed.js";
import { writers } from "./hall_clock.js";
import { beat, begin, receive, refuse, view } from "./display_model.js";
import { drawn, fill, make, pieces, settings } from "./page.js";
import { nameOf, numbersOf } from "./place_name.js";

const { texts, timeZone, zones, waitingBy } = settings();
const { clock, day } = writers(timeZone);
const part = (id) => document.getElementById(id);
const redraw = drawn();
let memory = begin();

const say = (language, key, places = {}) => fill(texts[language][key], places);
const both = (tag, key, places = {}) =>
  ["zh", "en"].map((language) => make(tag, { lang: language }, say(language, key, places)));

function show() {
  const now = view(memory, performance.now(), { zones, waitingBy });
  document.body.dataset.connection = now.connection;
  redraw(part("clock"), now.hallNow && clock(now.hallNow), (time) => (time ? [time] : []));
  redraw(part("today"), now.hallNow && [day.zh(now.hallNow), day.en(now.hallNow)], today);
  part("hero").dataset.kind = now.hero.kind;
  part("hero").toggleAttribute("data-fresh", Boolean(now.hero.call?.fresh));
  redraw(part("hero"), hero(now.hero), ([draw, what]) => heroes[draw](what));
  redraw(part("recent"), [now.before && clock(now.before), now.rows], recent);
  redraw(part("waiting"), [now.total, now.waiting], waiting);
  redraw(part("notice"), now.notice, notice);
}

const today = (days) => (days ? [make("span", { lang: "zh" }, days[0]), make("span", { lang: "en" }, days[1])] : []);

// What decides whether the block is redrawn: the end of a highlight must not start its flash again.
function hero({ kind, call, before }) {
  if (kind === "call") return ["call", { id: call.id, number: call.number, window: call.window, own: call.own }];
  if (kind === "stale") return ["words", ["not_updated", { time: clock(before) }]];
  return ["words", [kind, {}]];
}

const heroes = {
  call: (call) => [
    make("h2", { class: "label" }, ...both("span", "now_calling")),
    make("p", { class: "call", lang: "zh" }, ...sentence("zh", call)),
    make("p", { class: "call", lang: "en" }, ...sentence("en", call)),
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
const sentence = (language, { number, window, own }) =>
  pieces(texts[language].call).map(({ text, place }) => {
    if (text) return make("span", { class: "word" }, text);
    if (place === "number") return make("strong", { class: place, "data-length": number.length }, number);
    return make("strong", { class: place, "data-length": (own?.[language] ?? window).length },
      ...nameOf(texts, language, window, own));
  });

const recent = ([before, rows]) => [
  make("h2", { class: "label" }, ...(before ? both("span", "recent_before", { time: before }) : recentLabel())),
  rows.length ? make("ol", {}, ...rows.map(row)) : make("p", { class: "none" }, ...both("span", "recent_none")),
];

const row = ({ number, window, own, fresh }) =>
  make("li", fresh ? { "data-fresh": "" } : {},
    make("strong", { class: "number" }, number),
    make("span", { class: "window" }, ...nameOf(texts, "zh", window, own)));

const recentLabel = () => [...both("span", "recent"), make("span", { class: "over" }, ...both("span", "windows"))];

const waiting = ([total, places]) => total === null ? [] : [
  make("h2", { class: "label" }, ...both("span", "waiting")),
  total ? make("ul", { "data-count": places.length }, ...places.map(crowd)) : make("strong", { class: "people" }, "0"),
];

function crowd({ place, people }) {
  const { ids, zh, en } = numbersOf(place);
  return make("li", {},
    ids && make("strong", { class: "ids" }, ids),
    make("span", { class: "place" }, make("span", { lang: "zh" }, zh), make("span", { lang: "en" }, en)),
    make("strong", { class: "people" }, String(people)));
}

function notice(what) {
  if (!what) return [];
  return what.key ? both("p", what.key) : ["zh", "en"].map((language) => make("p", { lang: language }, what.words[language]));
}

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
