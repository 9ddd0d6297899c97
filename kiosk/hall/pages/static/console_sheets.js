// Sheets over the console for what is rare: one question each, answered by a digit, by Tab and Enter, or by hand.

import { make } from "./page.js";
import { KEYS, KEY_OF } from "./console_actions.js";
import {
  capOf, clerk, keycap, laneName, noteWords, part, pressed, say, serviceName, services, switchKeys, texts, windowName,
} from "./console_draw.js";
import { codes, reason } from "./reasons.js";

const sheet = part("sheet");
let about = null;
let unsent = null; // what was written in a sheet and not taken yet: `{ sheet, words }`, there again when it is opened again

/** Shut it when the person it is about has gone: an answer must not be taken for somebody else. */
export function closeIfGone(ticket) {
  if (sheet.open && about !== undefined && about !== (ticket?.id ?? null)) sheet.close();
}

/** Open a sheet; `ticket`: whom it is about, undefined for one that is about nobody. */
function open(title, hint, ticket, ...body) {
  about = ticket === undefined ? undefined : (ticket?.id ?? null);
  const back = pressed({ class: "back" }, () => sheet.close(), say("do.back"), keycap("Esc"));
  sheet.replaceChildren(
    make("header", {}, make("h2", { id: "sheet-title" }, title), back),
    ...(hint ? [make("p", { class: "hint" }, hint)] : []), ...body);
  if (!sheet.open) sheet.showModal();
  sheet.querySelector("[autofocus]")?.focus();
}

/** `[label, act, may]` as buttons with the digits 1 to 9. */
const choices = (list) => make("div", { class: "choices" }, ...list.map(([label, act, allowed = true], at) =>
  pressed({
    class: "choice", ...(at < 9 ? { "data-digit": String(at + 1) } : {}), ...(at === 0 ? { autofocus: "" } : {}),
    "aria-disabled": String(!allowed),
  }, () => allowed && (sheet.close(), act()), make("span", {}, label), at < 9 ? keycap(String(at + 1)) : null)));

/** A line to write in, for the sheet of that name. */
function words(name, label, attributes) {
  const input = make("input", { type: "text", autocomplete: "off", "aria-label": label, placeholder: label, ...attributes });
  if (unsent?.sheet === name) input.value = unsent.words;
  input.addEventListener("input", () => { unsent = { sheet: name, words: input.value }; });
  return input;
}

/** `act`, and once the hall has taken it, what was written for it is done with. */
const sent = (act) => async (what) => { if (await act(what)) unsent = null; };

/** Words of one's own beside the ready ones. */
function ownWords(name, label, button, act) {
  const input = words(name, label, { maxlength: "60" });
  const form = make("form", { class: "own" }, input, make("button", { class: "primary" }, button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return input.focus();
    sheet.close();
    return act(input.value.trim());
  });
  return form;
}

/** A ready reason, with what may have been written beside it, or the clerk's own words. */
export function askReason(group, ticket, act) {
  const done = sent(act);
  const own = ownWords(`${group} ${ticket?.id}`, say("own_words"), say(`do.${group === "pause_for" ? "pause" : "hold"}`), done);
  const written = () => own.querySelector("input").value.trim();
  open(say(`${group}_title`), say(`${group}_hint`), ticket,
    choices(codes(texts, group).map((code) => [say(`${group}.${code}`), () => done(reason(code, written()))])), own);
}

export function askService(ticket, act) {
  const others = Object.keys(services).filter((id) => id !== ticket.service && !ticket.also.includes(id));
  open(say("add_title"), say("add_hint", { number: ticket.number }), ticket,
    choices(others.map((id) => [serviceName(id), () => act(id)])));
}

export function askMore(actions, ticket, act) {
  open(say("do.more"), null, ticket, make("div", { class: "choices" }, ...actions.map((action, at) =>
    pressed({ class: "choice", "data-letter": action, ...(at === 0 ? { autofocus: "" } : {}) },
      () => { sheet.close(); act(action); }, make("span", {}, say(`do.${action}`)), capOf(action)))));
}

/** One of the line: call it out of turn, or put somebody who was parked back in line. */
export function askTicket(row, { mayCall, busyWith }, act) {
  const hint = [serviceName(row.service), noteWords(row.note)].filter(Boolean).join(" · ");
  open(row.number, hint, undefined, choices([
    ...(row.state === "parked" ? [[say("do.unpark"), () => act("unpark", row)]] : []),
    [say("do.call", { number: row.number }), () => act("call", row), mayCall],
  ]), ...(mayCall ? [] : [make("p", { class: "hint" }, say(busyWith ? "call_busy" : "call_not_now", { number: busyWith }))]));
}

export function askTakeOver(name, act) {
  open(say("take_over_title", { clerk: name }), say("take_over_hint"), undefined,
    choices([[say("do.take_over"), act]]));
}

export function askLeave(act) {
  open(say("leave_title"), say("leave_hint"), undefined,
    choices([[say("leave_close"), () => act(true)], [say("leave_only"), () => act(false)]]));
}

export function askTransfer(ticket, found, act) {
  const form = make("form", { class: "transfer" },
    make("div", { class: "destinations" },
      group("to_lane", found.lanes.map(({ id, place, waiting }) =>
        radio("lane", id, laneName(id), [place[clerk.language], say("people", { people: waiting })]))),
      group("to_window", found.windows.map(({ window, state, clerk: name }) =>
        radio("window", window, windowName(window), [say(`window_${state}`), name]))),
      group("to_person", found.people.map(({ login, name, window }) =>
        radio("person", login, name, [windowName(window)])))),
    make("div", { class: "own" },
      words(`transfer ${ticket.id}`, say("transfer_note"), { name: "note", maxlength: "200" }),
      make("button", { class: "primary" }, say("do.transfer"), keycap("Enter"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [kind, id] = new FormData(form).get("to").split(" ");
    sheet.close();
    sent(act)({ to: { kind, id }, note: form.elements.note.value.trim() });
  });
  open(say("transfer_title", { number: ticket.number }), null, ticket, form);
  form.querySelector("input[type=radio]").checked = true;
  form.querySelector("input[type=radio]").focus();
}

const group = (key, radios) => (radios.length
  ? make("fieldset", {}, make("legend", {}, say(key)), ...radios) : null);

const radio = (kind, id, words, more) => make("label", {},
  make("input", { type: "radio", name: "to", value: `${kind} ${id}` }),
  make("span", {}, words, make("small", {}, more.filter(Boolean).join(" · "))));

export function showHelp() {
  const known = [...new Set(Object.values(KEYS))];
  const toggle = pressed({ class: "choice", autofocus: "", "aria-pressed": String(clerk.keysOn) },
    () => { switchKeys(); showHelp(); }, make("span", {}, say("keys_alone")), make("strong", {}, say(clerk.keysOn ? "on" : "off")));
  open(say("do.help"), say("help_hint"), undefined,
    make("dl", { class: "keys" }, make("dt", {}, keycap("Enter")), make("dd", {}, say("do.primary")),
      ...known.flatMap((action) => [make("dt", {}, keycap(KEY_OF[action])), make("dd", {}, say(`key.${action}`))]),
      make("dt", {}, keycap("Esc")), make("dd", {}, say("do.back"))),
    toggle);
}

/** A digit, or in the list of everything a letter, presses the button that bears it. */
sheet.addEventListener("keydown", (event) => {
  if (event.target.matches("input[type=text]") || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const letter = clerk.keysOn && KEYS[event.code];
  const button = digit ? sheet.querySelector(`[data-digit="${digit}"]`)
    : letter && sheet.querySelector(`[data-letter="${letter}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
// Beside the sheet; but who marks what they wrote may let go of the pointer there.
sheet.addEventListener("click", ({ target }) => target === sheet && !sheet.querySelector("input[type=text]")?.value && sheet.close());
