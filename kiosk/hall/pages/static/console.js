// The counter console: draws what console_model.js says and asks the hall for what the clerk wishes.

import { counterOf } from "./counter.js";
import { Feed } from "./feed.js";
import { writers } from "./hall_clock.js";
import { make, typing } from "./page.js";
import { mountPortrait } from "./portrait_panel.js";
import { leave, toLogin, whoAmI } from "./session.js";
import { KEYS } from "./console_actions.js";
import {
  capOf, clerk, counterWindow, hall, keycap, part, recalls, redraw, say, switchLanguage, text, timeZone, undoS, windowName,
} from "./console_draw.js";
import { drawLine, enterLine, walkLine } from "./console_line.js";
import { begin, learn, plan, seen } from "./console_model.js";
import { drawPerson } from "./console_person.js";
import * as sheets from "./console_sheets.js";

const LOOK_AGAIN_MS = 3_000;
const LOOK_ANYWAY_MS = 10_000; // what displays do not show changes too: a mark, a colleague's window, the minutes
const { clock } = writers(timeZone);
const counter = counterOf(counterWindow);
const portrait = mountPortrait(part("portrait"), { window: counterWindow, language: () => clerk.language });
const now = () => performance.now();
let state = begin({ recalls, undoS });
let me = null;
let looks = 0;
let looking = false; // a look is under way
let lookAgain = false; // something has changed since it began
let portrayed;

// --- what happens ---

function take(fact) {
  state = learn(state, fact, now());
  if (fact.kind === "failed" && ["sign_in", "token_needed"].includes(fact.why)) toLogin();
  show();
}

/** What the clerk wants: some wishes are a question first, some are done by the page itself. */
async function wish(what) {
  const action = plan(state, what, now());
  if (!action) return undefined;
  return asks[action] ? asks[action](state.view.current) : act(action);
}

/** Ask the hall for it; whether it was done. */
async function act(action, what = {}) {
  if (!plan(state, action, now())) return false;
  looks += 1; // an answer to an older look must not undo what is done now
  take({ kind: "asked", action });
  const fact = await counter.act(action, what, state.view.current?.id);
  take(fact);
  // The next Enter is meant for the next step, whatever was pressed for this one; unless somebody types by now.
  if (!typing(document.activeElement)) part("primary").focus();
  if (fact.kind === "failed") setTimeout(look, 0);
  return fact.kind !== "failed";
}

const asks = {
  hold: (ticket) => sheets.askReason("hold_for", ticket, (reason) => act("hold", { reason })),
  pause: () => sheets.askReason("pause_for", undefined, (reason) => act("pause", { reason })),
  add_service: (ticket) => sheets.askService(ticket, (service) => act("add_service", { service })),
  more: (ticket) => sheets.askMore(seen(state, now()).rare, ticket, wish),
  take_over: () => sheets.askTakeOver(state.view.clerk_name ?? say("somebody"), () => act("take_over")),
  transfer: async (ticket) => {
    const found = await counter.destinations();
    if (found.kind === "failed") take(found);
    else if (state.view.current?.id === ticket.id) sheets.askTransfer(ticket, found, (to) => act("transfer", to));
  },
  name: async (ticket) => {
    if (state.name) take({ kind: "hidden" });
    else take(await counter.name(ticket.id));
  },
  go_there: () => location.assign(`/console/${encodeURIComponent(state.view.elsewhere)}`),
  line: () => enterLine(part("line")),
  help: () => sheets.showHelp(),
};

function choose(row) {
  const mayCall = plan(state, "call", Math.max(now(), state.restedAt)) === "call";
  sheets.askTicket(row, { mayCall, busyWith: state.view.current?.number }, act);
}

async function look() {
  if (state.asking) return;
  if (looking) { lookAgain = true; return; } // while the password is asked for, looks would pile up behind it
  const ours = (looks += 1);
  looking = true;
  lookAgain = false;
  const fact = await counter.look();
  looking = false;
  if (lookAgain) setTimeout(look);
  if (ours !== looks || state.asking) return;
  take(fact);
  if (fact.kind === "failed") setTimeout(() => ours === looks && look(), LOOK_AGAIN_MS);
}

// --- what is seen ---

function show() {
  const what = seen(state, now());
  document.documentElement.lang = clerk.language === "zh" ? "zh-CN" : "en";
  document.title = [what.current?.number, windowName(counterWindow)].filter(Boolean).join(" · ");
  document.body.dataset.connection = what.connection;
  document.body.toggleAttribute("data-resting", what.resting); // for whoever looks on from outside: not yet
  masthead(what);
  drawPerson(part("current"), what, state.view, () => wish("name"));
  drawLine(part("next"), part("line"), what, choose);
  redraw(part("news"), [clerk.language, what.line], () => (what.line ? [news(what.line)] : []));
  part("news").dataset.tone = what.line?.tone ?? "none";
  undo(what.undo);
  buttons(what);
  sheets.closeIfGone(what.current);
  portray(what.current);
}

function masthead(what) {
  const window = { free: "open", called: "open", serving: "open" }[what.stage] ?? what.stage;
  const how = what.paused ? "paused" : window;
  part("window").textContent = windowName(counterWindow);
  part("state").textContent = how === "loading" ? "" : say(`state_${how}`);
  part("state").dataset.state = how;
  part("hall").textContent = what.hallOpen ? hall[clerk.language] : say("hall_closed");
  part("connection").textContent = say(what.connection, { time: what.connection === "stale" ? clock(what.heard) : "" });
  part("clock").textContent = what.hallNow ? clock(what.hallNow) : "";
  part("who").textContent = me?.name ?? "";
  part("language").textContent = text("language");
  part("leave").textContent = say("do.leave");
  redraw(part("help"), clerk, () => [make("span", {}, say("do.help")), capOf("help")].filter(Boolean));
}

const news = ({ key, tone, detail, places }) =>
  (tone === "calm" ? say(`done.${key}`, places) : say(text(`refused.${key}`) ? `refused.${key}` : "refused.hall", { detail }));

function undo(what) {
  part("undo").hidden = !what;
  redraw(part("undo"), [clerk, what], () => (what ? [
    make("span", {}, say(`undo.${what.action}`)), capOf("undo"),
    make("span", { class: "seconds" }, say("seconds", { seconds: what.seconds })),
    make("progress", { max: what.of, value: what.seconds, "aria-hidden": "true" })].filter(Boolean) : []));
}

// Never the disabled attribute: it would throw the keyboard's focus away in the middle of the clerk's work.
function buttons({ primary, second, rare, next, stage }) {
  const who = primary.action === "finish_next" && next ? next.number : "";
  redraw(part("primary"), [clerk, primary, who], () => [
    make("span", {}, primary.asking ? say("asking") : say(`do.${primary.action}`),
      who && !primary.asking ? make("small", {}, say("then", { number: who })) : null),
    keycap("Enter")]);
  part("primary").setAttribute("aria-disabled", String(!primary.may));
  const more = rare.length && ["called", "serving"].includes(stage) ? [{ action: "more", may: true }] : [];
  redraw(part("second"), [clerk, second, more], () => [...second, ...more].map(one));
}

function one({ action, may }) {
  const button = make("button", { type: "button", "data-focus": action, "aria-disabled": String(!may) },
    make("span", {}, say(`do.${action}`)), capOf(action));
  button.addEventListener("click", () => wish(action));
  return button;
}

function portray(ticket) {
  const which = JSON.stringify([ticket, clerk.language]);
  if (which === portrayed) return;
  portrayed = which;
  portrait.show(ticket);
}

// --- hands ---

part("primary").addEventListener("click", () => wish("primary"));
part("undo").addEventListener("click", () => wish("undo"));
part("help").addEventListener("click", () => wish("help"));
part("leave").addEventListener("click", () =>
  (state.view?.mine && !state.view.current ? sheets.askLeave(leaveWindow) : leave()));
part("language").addEventListener("click", (event) => {
  switchLanguage();
  if (event.detail) part("primary").focus(); // by pointer: the next Enter is meant for the work, not for the switch
  show();
});

async function leaveWindow(closing) {
  if (closing) await counter.act("close");
  await leave();
}

// By place on the keyboard, not by letter: with a Chinese input method on, the letter never arrives.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector("dialog[open]") || typing(event.target)) return;
  const enter = ["Enter", "NumpadEnter", "Space"].includes(event.code);
  if (enter && event.target.closest("button, a, summary, [tabindex]") && !event.repeat) return; // it answers itself
  const action = enter ? "primary" : (clerk.keysOn || event.code === "F1") && KEYS[event.code];
  if (!action) return;
  event.preventDefault();
  if (!event.repeat) wish(action); // a key held down is one wish
});

walkLine(part("line"));
new Feed({
  url: "/events",
  probe: "/api/snapshot",
  snapshot: (snapshot) => { take({ kind: "snapshot", snapshot }); look(); },
  beat: () => take({ kind: "beat" }),
  refused: () => take({ kind: "refused" }),
}).start();
setInterval(() => take({ kind: "tick" }), 250);
setInterval(look, LOOK_ANYWAY_MS);
show();
look();
me = await whoAmI();
show();
