// The line at the side: who is next and why, who waits, who was put aside. One stop for Tab, arrows within.

import { make } from "./page.js";
import { clerk, pressed, redraw, reasonName, say, serviceName, turnName } from "./console_draw.js";
import { waited } from "./console_person.js";

const GROUPS = ["waiting", "held", "parked"];

/** Draws who is next into `next` and the line into `line`; `choose(row)` is called with the one that was picked. */
export function drawLine(next, line, now, choose) {
  const shown = now.stage === "free" ? null : now.next; // a free window shows them large
  redraw(next, [clerk, shown, now.waiting.length], () => (shown ? whoIsNext(shown) : []));
  for (const group of GROUPS) {
    redraw(line.querySelector(`[data-group=${group}]`), [clerk, now[group], now.next?.id], () =>
      (now[group].length || group === "waiting" ? rows(group, now[group], now.next?.id, choose) : []));
  }
  oneStop(line);
}

const whoIsNext = (ticket) => [
  make("h2", { class: "label" }, say("next")),
  make("p", { class: "who" }, make("strong", {}, ticket.number), make("span", {}, serviceName(ticket.service))),
  make("p", {}, waited(ticket.waited_s)),
  make("p", {}, turnName(ticket.turn)),
  make("p", { class: "why" }, reasonName(ticket.reason), " · ", say("rule", { rule: ticket.rule })),
];

const rows = (group, tickets, next, choose) => [
  make("h2", { class: "label" }, say(group), make("span", { class: "count" }, String(tickets.length))),
  make("ul", {}, ...tickets.map((ticket) => make("li", {}, row(ticket, ticket.id === next, choose)))),
];

const row = (ticket, isNext, choose) => pressed(
  { class: "row", "data-focus": ticket.id, tabindex: "-1", ...(isNext ? { "data-next": "" } : {}) },
  () => choose(ticket),
  make("strong", {}, ticket.number),
  make("span", { class: "came" }, serviceName(ticket.service),
    ...ticket.marks.map((mark) => make("em", { "data-mark": mark }, say(`mark.${mark}`)))),
  make("span", { class: "minutes" },
    say(ticket.state === "parked" ? "minutes_left" : "minutes", { minutes: ticket.minutes })));

const buttons = (line) => [...line.querySelectorAll(".row")];

function oneStop(line) {
  const all = buttons(line);
  if (!all.some((button) => button.tabIndex === 0)) all[0]?.setAttribute("tabindex", "0");
}

/** Into the line, to the first of it or where one was. */
export const enterLine = (line) => (buttons(line).find((one) => one.tabIndex === 0) ?? buttons(line)[0])?.focus();

/** Arrow keys, Home and End walk through the whole line. */
export function walkLine(line) {
  line.addEventListener("keydown", (event) => {
    const all = buttons(line);
    const at = all.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[Math.min(Math.max(to, 0), all.length - 1)].focus();
  });
  line.addEventListener("focusin", ({ target }) => {
    if (!target.matches(".row")) return;
    for (const one of buttons(line)) one.setAttribute("tabindex", one === target ? "0" : "-1");
  });
}
