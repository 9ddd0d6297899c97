// The guide's tablet: who waits where; one touch gives a number, two move or mark somebody, one takes it back.

import { begin, learn, look, minutes, newId } from "./guide_model.js";
import { drawn, make, settings } from "./page.js";
import { ask } from "./session.js";
import { part, StaffPage } from "./staff_page.js";
import { code, pictogram } from "./svg.js";
import { Watch } from "./watch.js";

const { lanes, services } = settings();
const MARKS = ["elderly", "disabled"];
const redraw = drawn();
let state = begin();
let attempt = null; // of a number nobody knows to be given: asked again, it is the same one

const now = () => performance.now();
const page = new StaffPage(draw);
const say = page.say;
const watch = new Watch("/api/guide/waiting", {
  seen: (view) => { page.tell(null); take({ kind: "seen", view }); },
  refused: (code) => page.tell(code),
});

function take(fact) {
  state = learn(state, fact, now());
  page.show();
}

// --- what is done ---

async function give(service) {
  if (state.busy) return;
  const wish = { service, ...state.options };
  if (attempt?.key !== JSON.stringify(wish)) attempt = { key: JSON.stringify(wish), id: newId() };
  take({ kind: "asked" });
  const answer = await ask("POST", "/api/guide/tickets", { request_id: attempt.id, ...wish });
  if (answer.code !== "unreachable" || answer.ok) attempt = null;
  await after(answer, () => ({ kind: "given", answer: answer.data }));
}

async function act(path, body, done) {
  if (state.busy) return;
  take({ kind: "asked" });
  await after(await ask("POST", `/api/guide/${path}`, body), () => ({ kind: "done", ...done }));
}

async function after(answer, fact) {
  if (!answer.ok && ["token_needed", "sign_in"].includes(answer.code)) page.tell(answer.code);
  const number = look(state, lanes, now()).person?.number ?? "";
  take(answer.ok ? fact() : { kind: "failed", code: answer.code, number });
  await watch.look();
}

const move = (one, lane) => act(`tickets/${one.id}/move`, { lane: lane.id }, { key: "moved", number: one.number, lane: lane.id });
// A touch on the mark somebody has takes it away.
const mark = (one, what) => act(`tickets/${one.id}/mark`, { mark: one.mark === what ? null : what },
  { key: one.mark === what ? "unmarked" : `marked_${what}`, number: one.number });
const undo = ({ number }) => act("undo", undefined, { key: "undone", number });

// --- what is seen ---

function draw() {
  const seen = look(state, lanes, now());
  const language = page.language;
  const connection = watch?.connection() ?? "connecting";
  document.body.dataset.connection = connection;
  redraw(part("state"), [language, connection, seen.open, seen.total], hallState);
  redraw(part("groups"), [language, seen.groups, seen.away, seen.empty, state.chosen], groups);
  redraw(part("news"), [language, seen.line, seen.undo, seen.panel], news);
  const { panel, person, given, options, busy } = seen;
  part("panel").dataset.panel = panel;
  redraw(part("panel"), [language, panel, person, given, options, busy], () => panels[panel](seen));
}

const hallState = ([, connection, open, total]) => [
  make("strong", {}, total === null ? "–" : String(total)),
  make("span", {}, say("waiting")),
  ...(connection === "live" ? [] : [make("b", { class: "warn" }, say(connection))]),
  ...(open ? [] : [make("b", { class: "warn" }, say("closed_now"))]),
];

const groups = ([, waiting, away, empty]) => [
  make("div", { class: "groups" },
    ...waiting.map(({ lane, people, longest, unserved }) =>
      group(laneName(lane), lane?.place[page.language], longest, people, unserved)),
    ...(away.length ? [group(say("away"), say("away_hint"), null, away)] : [])),
  ...(empty.length ? [make("p", { class: "empty" }, say("nobody"), " ", ...empty.map((lane) => make("span", {}, laneName(lane))))] : []),
];

const laneName = (lane) => (lane ? lane.name[page.language] : say("elsewhere"));

const group = (name, place, longest, people, unserved = 0) => make("section", {},
  make("h2", {}, make("span", {}, name), make("small", {}, place ?? ""), make("strong", {}, String(people.length))),
  make("p", { class: "longest" }, longest === null ? "" : say("longest", { minutes: minutes(longest) }),
    unserved ? make("b", { class: "warn" }, say(unserved === people.length ? "unserved" : "unserved_some", { count: unserved })) : null),
  make("ol", {}, ...people.map((one) => make("li", {}, person(one)))));

function person(one) {
  const button = make("button", { type: "button", class: "person", "aria-pressed": String(one.id === state.chosen) },
    make("strong", {}, one.number),
    make("span", { class: "for" }, service(one.service), ...[aside(one)].filter(Boolean).map((words) => make("small", {}, words))),
    one.mark && pictogram(one.mark, say(one.mark)),
    one.language === "en" ? make("abbr", { class: "speaks", title: say("speaks_en") }, "EN") : null,
    make("span", { class: "waited" }, say("minutes", { minutes: minutes(one.waited_s) })));
  button.addEventListener("click", () => {
    take({ kind: "chose", id: one.id });
    part("panel").scrollIntoView({ block: "nearest" }); // on an enlarged page it may be out of sight
  });
  return button;
}

function aside({ state: how, window, until, target }) {
  if (how === "held") return say("held", { window });
  if (how === "parked") return say("parked", { time: clock(until) });
  return target?.startsWith("window:") ? say("for_window", { window: target.slice(7) }) : null;
}

const clock = (text) => page.clock(text);
const service = (id) => services.find((one) => one.id === id)?.title[page.language] ?? (id || say("no_service"));

function news([, line, back, panel]) {
  if (!line && !back && panel === "give") return [make("h2", {}, say("give"))];
  const key = line && (line.key in page.texts ? line.key : "hall");
  const lane = lanes.find((one) => one.id === line?.lane);
  const words = key ? say(key, { number: line.number || say("it"), lane: lane ? laneName(lane) : "" }) : "";
  return [
    make("p", { role: "status", "data-tone": line?.tone ?? "none" }, words),
    ...(back ? [button("undo", say(`undo_${back.action}`, back), () => undo(back))] : []),
  ];
}

function button(className, words, deed, more = {}, ...inside) {
  const element = make("button", { type: "button", class: className, ...more }, ...inside, make("span", {}, words));
  element.addEventListener("click", deed);
  return element;
}

// --- the panel under the hand: give a number, or what can be done for the one chosen ---

const panels = {
  give: ({ options, lanes: open, busy }) => [
    make("div", { class: "options" },
      row("for_whom", ...MARKS.map((what) => option("mark", what, say(what), options, pictogram(what)))),
      row("speaks", ...["zh", "en"].map((which) => option("language", which, say(`speaks_${which}`), options))),
      row("to", option("lane", null, say("by_rules"), options),
        ...open.map((lane) => option("lane", lane.id, laneName(lane), options)))),
    make("div", { class: "services", ...(busy ? { "aria-busy": "true" } : {}) },
      ...services.map((one) => button("give", one.title[page.language], () => give(one.id))),
      button("give plain", say("no_service"), () => give(null))),
  ],
  person: ({ person: one, others }) => [
    heading(one.number, one),
    make("div", { class: "deeds" },
      ...others.filter((lane) => lane.kind === "desk").map((lane) =>
        button("primary", say("to_desk", { lane: laneName(lane) }), () => move(one, lane))),
      make("div", { class: "pair" }, ...MARKS.map((what) =>
        button("deed", say(what), () => mark(one, what), { "aria-pressed": String(one.mark === what) }, pictogram(what)))),
      make("p", { class: "label" }, say("move_to")),
      make("div", { class: "chips" }, ...others.filter((lane) => lane.kind !== "desk").map((lane) =>
        button("chip", laneName(lane), () => move(one, lane))))),
  ],
  given: ({ given }) => [
    make("div", { class: "given" },
      make("div", {},
        make("p", { class: "number" }, given.ticket.number),
        make("p", { class: "place" }, given.place[page.language]),
        make("p", { class: "ahead" }, ahead(given.ticket)),
        make("p", { class: "here" }, given.wait_here[page.language])),
      given.code ? make("figure", {}, code(given.code, say("code")), make("figcaption", {}, say("code_hint"))) : null),
    button("primary", say("next_person"), () => take({ kind: "closed" })),
  ],
};

const heading = (number, one) => make("div", { class: "chosen" },
  make("p", { class: "number" }, number),
  make("p", { class: "facts" }, service(one.service), make("small", {},
    say("waited", { minutes: minutes(one.waited_s), lane: laneName(lanes.find((lane) => lane.id === one.lane)) }))),
  button("quiet", say("close"), () => take({ kind: "closed" })));

const row = (key, ...choices) =>
  make("div", { role: "group", "aria-label": say(key) }, make("span", { class: "label" }, say(key)),
    make("div", { class: "chips" }, ...choices));

const option = (name, value, words, options, ...inside) =>
  button("chip", words, () => take({ kind: "option", name, value }), { "aria-pressed": String(options[name] === value) }, ...inside);

function ahead({ ahead: people, wait_from_min: least, wait_to_min: most }) {
  const first = people ? say("ahead", { people }) : say("ahead_none");
  if (most === null || most === undefined) return first;
  return `${first} · ${least === most ? say("about", { most }) : say("about_range", { least, most })}`;
}

page.start();
watch.start();
setInterval(() => page.show(), 500);
