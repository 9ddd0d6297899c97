// The display over one window: draws what window_model.js says.

import { Feed, reloadIfThere } from "./feed.js";
import { writers } from "./hall_clock.js";
import { beat, begin, receive, refuse, view } from "./window_model.js";
import { drawn, fill, make, settings } from "./page.js";
import { nameOf } from "./place_name.js";

const { texts, window: counterWindow, ownName, timeZone } = settings();
const { clock } = writers(timeZone);
const part = (id) => document.getElementById(id);
const redraw = drawn();
const languages = ["zh", "en"];
let memory = begin();

const both = (tag, key, places = {}) =>
  languages.map((language) => make(tag, { lang: language }, fill(texts[language][key], places)));

function show() {
  const now = view(memory, counterWindow, performance.now());
  document.body.dataset.connection = now.connection;
  document.body.dataset.kind = now.kind;
  document.body.toggleAttribute("data-fresh", Boolean(now.fresh));
  redraw(part("name"), counterWindow, () => languages.map(name));
  redraw(part("now"), middle(now), ([kind, what]) => (kind === "call" ? [number(what)] : both("p", kind, what)));
  redraw(part("line"), line(now), (key) => (key ? both("p", key) : []));
}

const name = (language) => make("p", { lang: language }, ...nameOf(texts, language, counterWindow, ownName));

// What decides whether the number is drawn anew: the end of a highlight must not start its flash again.
function middle({ kind, id, number, before }) {
  if (kind === "call") return ["call", { id, number }];
  return [kind, kind === "stale" ? { time: clock(before) } : {}];
}

const number = ({ number: text }) => make("strong", { class: "number", "data-length": text.length }, text);

function line({ kind }) {
  if (kind === "call") return ownName ? "call_own" : "call";
  return `${kind}_hint` in texts.zh ? `${kind}_hint` : null;
}

// As on the big display: once a day, when nobody looks, the page is loaded anew.
function startAfresh() {
  const aged = performance.now() > 20 * 3_600_000;
  if (aged && document.body.dataset.kind === "closed") reloadIfThere();
}

new Feed({
  url: "/events",
  probe: "/api/snapshot",
  snapshot: (snapshot) => { memory = receive(memory, snapshot, counterWindow, performance.now()); show(); },
  beat: () => { memory = beat(memory, performance.now()); show(); },
  refused: () => { memory = refuse(memory); show(); },
}).start();
setInterval(show, 500);
setInterval(startAfresh, 600_000);
show();
