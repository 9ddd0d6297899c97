// What the parts of the console share in drawing: the clerk's language, the hall's words, focus that survives.

import { drawn, fill, make, settings } from "./page.js";
import { chosenLanguage, otherLanguage } from "./language.js";
import { KEY_OF } from "./console_actions.js";
import { reasonIn } from "./reasons.js";

export const { texts, window: counterWindow, services, lanes, ownNames, hall, timeZone, recalls, undoS } = settings();

export const clerk = { language: chosenLanguage(texts), keysOn: localStorage.getItem("keys") !== "off" };

export const part = (id) => document.getElementById(id);
export const text = (key) => texts[clerk.language][key];
export const say = (key, places = {}) => fill(text(key) ?? key, places);

export function switchLanguage() {
  clerk.language = otherLanguage(clerk.language);
}

/** Whether a letter alone does something; some programs that speak or listen type letters by themselves. */
export function switchKeys() {
  clerk.keysOn = !clerk.keysOn;
  localStorage.setItem("keys", clerk.keysOn ? "on" : "off");
}

export const serviceName = (id) => (id ? (services[id]?.[clerk.language] ?? id) : say("service_none"));
export const laneName = (id) => lanes[id]?.[clerk.language] ?? id;
export const windowName = (id) => ownNames[id]?.[clerk.language] ?? say("window", { window: id });
export const turnName = (turn) => text(`turn.${turn}`) ?? turn;
export const reasonName = (reason) => text(`reason.${reason}`) ?? reason;
/** Why a window pauses, or what was written when somebody was put aside or passed on. */
export const pauseWords = (kept) => reasonIn(texts, clerk.language, "pause_for", kept);
export const noteWords = (kept) => reasonIn(texts, clerk.language, "hold_for", kept);

const keptIn = drawn();

/** Redraw what has changed; whoever had the focus within keeps it, by `data-focus`. */
export function redraw(element, what, draw) {
  const focus = document.activeElement;
  const key = element.contains(focus) ? focus.dataset.focus : undefined;
  keptIn(element, what, draw);
  if (key !== undefined && !focus.isConnected) element.querySelector(`[data-focus="${CSS.escape(key)}"]`)?.focus();
}

/** A key as it looks on the keyboard; `letter` alone when letters do something. */
export const keycap = (letter) => make("kbd", {}, letter);
export const capOf = (action) => (clerk.keysOn && KEY_OF[action] ? keycap(KEY_OF[action]) : null);

/** A button that does `act`. */
export function pressed(attributes, act, ...children) {
  const button = make("button", { type: "button", ...attributes }, ...children);
  button.addEventListener("click", act);
  return button;
}
