// The person at the window, or, while it is free, who is next.

import { make } from "./page.js";
import { minutes } from "./console_model.js";
import {
  capOf, clerk, noteWords, pauseWords, pressed, reasonName, recalls, redraw, say, serviceName, text, turnName,
} from "./console_draw.js";

/** Draws into `element`; `showName()` is called when the clerk wants to see or hide the name. */
export function drawPerson(element, now, view, showName) {
  element.dataset.stage = now.stage;
  redraw(element, [clerk, now.stage, now.current, now.stage === "free" ? now.next : null, idle(now, view)], () =>
    (now.current ? customer(now) : now.stage === "free" && now.next ? nextOne(now.next) : nobody(now, view)));
  const place = element.querySelector("#name");
  if (place) redraw(place, [clerk, now.current.masked_name, now.name?.name, now.name?.seconds], () => name(now, showName));
}

const customer = ({ current: ticket, stage }) => [
  make("header", {},
    make("h2", { class: "number", "data-length": ticket.number.length }, ticket.number),
    make("p", { class: "stage" }, say(`stage_${stage}`), ticket.recalls ? make("small", {}, again(ticket)) : null),
    make("p", { class: "waited" }, waited(ticket.waited_s))),
  make("dl", {},
    ...fact("service", make("span", { class: "services" },
      ...[ticket.service, ...ticket.also].map((id) => make("strong", {}, serviceName(id))))),
    make("dt", {}, say("name")), make("dd", { id: "name" }),
    ...fact("speaks", make("strong", ticket.language === "zh" ? {} : { class: "attention" },
      text(`speaks_${ticket.language}`) ?? ticket.language)),
    ...(ticket.note ? fact("note", make("strong", { class: "attention" }, noteWords(ticket.note))) : []),
    ...fact("reason_title", why(ticket))),
];

const again = (ticket) => say("recalled", { times: ticket.recalls, most: recalls });

const name = ({ current, name: shown }, showName) => {
  if (!current.masked_name) {
    // A booking keeps a phone number's sign and no name: whoever checked in with a card has one all the same.
    return [make("span", {}, say(current.reason === "appointment" && !current.identified ? "name_booked" : "name_none"))];
  }
  const button = pressed({ class: "small", "data-focus": "name", "aria-pressed": String(Boolean(shown)) }, showName,
    say(shown ? "do.hide" : "do.name"), capOf("name"));
  return [
    make("strong", { class: "name" }, shown?.name ?? current.masked_name), button,
    shown ? make("small", {}, say("name_until", { seconds: shown.seconds })) : null,
  ].filter(Boolean);
};

const nextOne = (ticket) => [
  make("header", {},
    make("h2", { class: "label" }, say("next")),
    make("p", { class: "waited" }, waited(ticket.waited_s))),
  make("p", { class: "number", "data-length": ticket.number.length }, ticket.number),
  make("dl", {},
    ...fact("service", make("strong", {}, serviceName(ticket.service))),
    ...fact("turn_title", make("strong", {}, turnName(ticket.turn))),
    ...fact("reason_title", why(ticket)),
    ...(ticket.language === "zh" ? [] : fact("speaks",
      make("strong", { class: "attention" }, text(`speaks_${ticket.language}`) ?? ticket.language)))),
];

const nobody = (now, view) => idle(now, view).map((words, at) => make("p", { class: ["free", "hint"][at] }, words));

/** What is so when nobody is shown, and what to do about it. */
function idle(now, view) {
  const places = {
    people: now.waiting.length, window: view?.elsewhere, reason: pauseWords(view?.pause_reason),
    clerk: view?.clerk_name ?? say("somebody"),
  };
  const key = now.stage === "free" ? (now.waiting.length ? "free_others" : "free_nobody") : `${now.stage}_hint`;
  return [say(`idle_${now.stage}`, places), say(`idle_${key}`, places)];
}

const fact = (key, ...words) => [make("dt", {}, say(key)), make("dd", {}, ...words)];

const why = (ticket) => make("span", {}, reasonName(ticket.reason), make("small", {}, say("rule", { rule: ticket.rule })));

export const waited = (seconds) =>
  minutes(seconds) === null ? say("waited_short") : say("waited", { minutes: minutes(seconds) });
