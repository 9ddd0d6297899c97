// The counter console: draws what console_model.js says and asks the hall for what the clerk wishes.

import { Feed } from "./feed.js";
import { counterOf } from "./counter.js";
import { writers } from "./hall_clock.js";
import { begin, learn, minutes, plan, view } from "./console_model.js";
import { drawn, fill, make, settings } from "./page.js";
import { mountPortrait } from "./portrait_panel.js";

const LOOK_AGAIN_MS = 3_000;
const { texts, window: counterWindow, services, hall, timeZone } = settings();
const { clock } = writers(timeZone);
const counter = counterOf(counterWindow);
const part = (id) => document.getElementById(id);
const redraw = drawn();
const clerk = { language: chosenLanguage() };
const portrait = mountPortrait(part("portrait"), { window: counterWindow, language: () => clerk.language });
let state = begin();
let looks = 0;

const text = (key) => texts[clerk.language][key];
const say = (key, places = {}) => fill(text(key), places);
const now = () => performance.now();

function chosenLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked in texts) localStorage.setItem("language", asked);
  const kept = localStorage.getItem("language");
  return kept in texts ? kept : "zh";
}

// --- what happens ---

function take(fact) {
  state = learn(state, fact, now());
  show();
}

async function wish(what) {
  const actions = plan(state, what, now());
  if (!actions.length) return;
  looks += 1; // an answer to an older look must not undo what is done now
  for (const action of actions) {
    take({ kind: "asked", action });
    const fact = await counter[action]();
    take(fact);
    if (fact.kind === "failed") {
      setTimeout(look, 0);
      return;
    }
  }
}

async function look() {
  if (state.asking) return;
  const ours = (looks += 1);
  const fact = await counter.current();
  if (ours !== looks || state.asking) return;
  if (fact.kind === "current") take(fact);
  else {
    take(fact);
    setTimeout(() => ours === looks && look(), LOOK_AGAIN_MS);
  }
}

// --- what is seen ---

function show() {
  const seen = view(state, now());
  document.documentElement.lang = clerk.language === "zh" ? "zh-CN" : "en";
  document.title = [seen.ticket?.number, say("window", { window: counterWindow })].filter(Boolean).join(" · ");
  document.body.dataset.connection = seen.connection;
  redraw(part("window"), say("window", { window: counterWindow }), (name) => [name]);
  redraw(part("hall"), hall[clerk.language], (name) => [name]);
  redraw(part("language"), text("language"), (name) => [name]);
  redraw(part("connection"), connection(seen), (words) => [words]);
  redraw(part("clock"), seen.hallNow ? clock(seen.hallNow) : "", (time) => [time]);
  redraw(part("current"), [clerk.language, seen.ticket ?? null, idle(seen)], current);
  portrait.show(seen.ticket ?? null);
  redraw(part("line"), line(seen.line), (words) => (words ? [words] : []));
  part("line").dataset.tone = seen.line?.tone ?? "none";
  button(part("primary"), seen.primary, "N", seen.mayCall);
  button(part("finish"), "finish", "F", seen.mayFinish);
  redraw(part("hallside"), [clerk.language, seen.open, seen.total, seen.waiting, seen.recent], side);
}

const connection = ({ connection: how, heard }) => say(how, { time: how === "stale" ? clock(heard) : "" });
const line = (what) => (what ? say(`line_${what.key}`, { number: what.number }) : "");

function idle({ ticket, total }) {
  if (ticket === undefined) return say("loading");
  return total ? say("free_waiting", { people: total }) : say("free_nobody");
}

// Never the disabled attribute: it would throw the keyboard's focus away in the middle of the clerk's work.
function button(element, key, letter, may) {
  redraw(element, [say(key), letter], ([words, key]) => [
    make("span", {}, words), make("kbd", { title: say("key_hint", { key }) }, key)]);
  element.setAttribute("aria-disabled", String(!may));
}

const current = ([, ticket, nothing]) => (ticket ? customer(ticket) : [
  make("h2", { class: "label" }, say("current")),
  make("p", { class: "free" }, say("free")),
  make("p", { class: "hint" }, nothing),
]);

const customer = (ticket) => [
  make("h2", { class: "label" }, say("current")),
  make("p", { class: "number" }, ticket.number),
  make("p", { class: "waited" }, waited(ticket.waited_s)),
  make("dl", {},
    ...fact("service", ticket.service ? (services[ticket.service]?.[clerk.language] ?? ticket.service) : say("service_none")),
    ...fact("reason_title", text(`reason.${ticket.reason}`) ?? ticket.reason, say("rule", { rule: ticket.rule })),
    ...fact("speaks", text(`speaks_${ticket.language}`) ?? ticket.language)),
];

const fact = (key, words, more = null) => [
  make("dt", {}, say(key)), make("dd", {}, words, more && make("small", {}, more))];

const waited = (seconds) =>
  minutes(seconds) === null ? say("waited_short") : say("waited", { minutes: minutes(seconds) });

const side = ([, open, total, waiting, recent]) => [
  make("h2", { class: "label" }, say("waiting")),
  make("p", { class: "total" }, total === null ? "–" : String(total)),
  open ? "" : make("p", { class: "closed" }, say("hall_closed")),
  make("ul", { class: "places" }, ...waiting.map(({ place, people }) =>
    make("li", {}, make("span", {}, place[clerk.language]), make("strong", {}, String(people))))),
  make("h2", { class: "label" }, say("recent")),
  recent.length
    ? make("ol", { class: "calls" }, ...recent.map(({ number, window }) =>
        make("li", {}, make("strong", {}, number), make("span", {}, say("window", { window })))))
    : make("p", {}, say("recent_none")),
];

// --- hands ---

part("primary").addEventListener("click", () => wish("next"));
part("finish").addEventListener("click", () => wish("finish"));
part("language").addEventListener("click", (event) => {
  clerk.language = clerk.language === "zh" ? "en" : "zh";
  localStorage.setItem("language", clerk.language);
  if (event.detail) part("primary").focus(); // by pointer: the next Enter is meant for the work, not for the switch
  show();
});

// By place on the keyboard, not by letter: with a Chinese input method on, the letter never arrives.
const keys = { KeyN: "next", KeyF: "finish", Enter: "next", NumpadEnter: "next", Space: "next" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !(event.code in keys)) return;
  const onButton = event.target.closest("button, a") && !event.code.startsWith("Key");
  if (onButton && !event.repeat) return; // the button itself answers to Enter and Space
  event.preventDefault();
  if (!event.repeat) wish(keys[event.code]); // a key held down is one wish
});

new Feed({
  url: "/events",
  probe: "/api/snapshot",
  snapshot: (snapshot) => { take({ kind: "snapshot", snapshot }); look(); },
  beat: () => take({ kind: "beat" }),
  refused: () => take({ kind: "refused" }),
}).start();
setInterval(show, 500);
show();
look();
