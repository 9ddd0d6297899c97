// Draws the portrait panel: what portrait_model.js says, as elements. Every button says in `data-do` what it is for.

import { make } from "./page.js";
import { icon } from "./portrait_icons.js";
import { TABS, day, improved, sentence, told } from "./portrait_model.js";

/** What drawing needs beside the state: words in the clerk's language, and which language the customer speaks. */
export const pen = (texts, language, services) => ({
  texts, language, services,
  say: (key, places) => sentence(texts, language, key, places),
  to: (state) => (state.ticket.language === "en" ? "en" : "zh"),
});

const html = (language) => (language === "zh" ? "zh-CN" : "en");
const button = (what, attributes, ...children) =>
  make("button", { type: "button", "data-do": what, ...attributes }, ...children);

/** Words for a screen reader, where a sign says it to everybody else. */
const heard = (words) => make("span", { class: "pp-only-heard" }, words);

export function panel(draw, seen) {
  if (seen.phase === "shown") return [top(draw, seen), chips(draw, seen), tabs(draw, seen), body(draw, seen)];
  return [nothing[seen.phase] ? nothing[seen.phase](draw, seen) : quiet(draw, "general", draw.say("looking"))];
}

const quiet = (draw, sign, headline, hint = null, ...more) => make("div", { class: "pp-quiet" },
  icon(sign), make("p", { class: "pp-headline" }, headline), hint && make("p", { class: "pp-hint" }, hint), ...more);

const nothing = {
  not_identified: (draw) => quiet(draw, "card", draw.say("not_identified"), draw.say("not_identified_hint")),
  unknown: (draw) => quiet(draw, "card", draw.say("unknown"), draw.say("unknown_hint")),
  away: (draw) => quiet(draw, "away", draw.say("away"), draw.say("away_hint"),
    button("look", { class: "pp-button" }, draw.say("again"))),
  trouble: (draw, seen) => quiet(draw, "away", draw.say(`trouble_${seen.trouble}`), null,
    button("look", { class: "pp-button" }, draw.say("again"))),
  closed: (draw, seen) => quiet(draw, "lock", draw.say("confidential"), draw.say("closed_hint"),
    seen.trouble && make("p", { class: "pp-line", "data-tone": "trouble" }, draw.say(`trouble_${seen.trouble}`)),
    button("open", { class: "pp-button pp-primary" }, draw.say("open"))),
};

// --- above everything: whose portrait, how old ---

function top(draw, { view }) {
  const date = view.as_of ? day(view.as_of, draw.language) : "";
  const fresh = view.source === "now";
  const about = [
    view.accounts > 1 && draw.say("accounts", { count: view.accounts }),
    view.segment && draw.say("segment", { segment: view.segment }),
  ].filter(Boolean);
  return make("div", { class: "pp-top" },
    make("h2", {}, draw.say("title")),
    make("p", { class: fresh ? "pp-age" : "pp-age pp-stale" },
      fresh ? "" : icon("away"), draw.say(fresh ? "as_of" : view.source, { date })),
    about.length ? make("p", { class: "pp-about" }, about.join(" · ")) : null,
    view.confidential ? make("p", { class: "pp-secret" }, icon("lock"), draw.say("opened")) : null);
}

// --- the four elements ---

const chips = (draw, seen) => make("ul", { class: "pp-chips" }, ...seen.view.elements.map((one) =>
  make("li", {}, chip(draw, one, seen.element === one.element))));

function chip(draw, one, chosen) {
  const small = smallWords(draw, one);
  return button(`element:${one.element}`, {
    class: "pp-chip", "data-tone": one.tone, "aria-expanded": String(chosen), ...(one.in_hand ? { "data-in-hand": "" } : {}),
  },
    icon(one.element, "pp-sign"),
    make("span", { class: "pp-name" }, draw.say(`element.${one.element}`)),
    make("span", { class: "pp-value" }, draw.say(`value.${one.element}_${one.value}`),
      one.tone === "plain" ? null : icon(one.tone, "pp-tone")),
    small && make("span", { class: "pp-small" }, small),
    one.in_hand ? make("span", { class: "pp-in-hand", title: draw.say("in_hand") }, icon("in_hand"),
      heard(draw.say("in_hand"))) : null);
}

function smallWords(draw, { element, about }) {
  const needed = { risk: "yuan", credit: "score", usage: "percent" }[element];
  return needed && about[needed] ? draw.say(`small.${element}`, about) : null;
}

// --- four pages, or one element ---

const tabs = (draw, seen) => make("div", { class: "pp-tabs", role: "tablist" }, ...TABS.map((tab) => {
  const chosen = seen.tab === tab && !seen.element;
  const count = tab === "notes" && seen.view.notes ? ` ${seen.view.notes}` : "";
  return button(`tab:${tab}`, {
    role: "tab", id: `pp-tab-${tab}`, "aria-controls": "pp-body", "aria-selected": String(chosen),
    tabindex: seen.tab === tab ? "0" : "-1",
  }, draw.say(`tab_${tab}`) + count);
}));

function body(draw, seen) {
  const page = seen.detail ? element : { advise, history, notes, tell }[seen.tab];
  return make("div", {
    id: "pp-body", class: "pp-body", tabindex: "-1", role: "tabpanel", "aria-labelledby": `pp-tab-${seen.tab}`,
  }, line(draw, seen), ...page(draw, seen));
}

function line(draw, { trouble, said }) {
  const words = trouble ? draw.say(`trouble_${trouble}`)
    : said ? (said === "note_saved" || said === "objection_kept" ? draw.say(said) : draw.say("recorded", { what: draw.say(said) })) : "";
  return make("p", { class: "pp-line", role: "status", "data-tone": trouble ? "trouble" : "calm" }, words);
}

// --- how to serve ---

function advise(draw, seen) {
  const { complaint } = seen.view;
  return [
    complaint ? make("p", { class: "pp-complaint" }, icon("complaint"), make("span", {},
      make("strong", {}, `${day(complaint.on, draw.language, seen.view.as_of)} ${past(draw, complaint)}`),
      complaint.about.words ? make("span", {}, complaint.about.words) : null)) : null,
    seen.first ? strategy(draw, seen, seen.first, true)
      : make("p", { class: "pp-hint" }, draw.say(seen.done.length ? "all_done" : "nothing_to_do")),
    ...seen.next.map((one) => row(draw, seen, one)),
    ...(seen.all ? seen.folded.map((one) => row(draw, seen, one)) : []),
    make("div", { class: "pp-folds" },
      seen.folded.length ? fold("all", seen.all, draw.say(seen.all ? "less" : "more", { count: seen.folded.length })) : null,
      seen.done.length ? fold("handled", seen.handled, draw.say("handled", { count: seen.done.length })) : null),
    ...(seen.handled ? seen.done.map((one) => row(draw, seen, one)) : []),
  ];
}

const fold = (what, open, words) => button(`${what}:${open ? "" : "1"}`, { class: "pp-fold", "aria-expanded": String(open) },
  icon(open ? "fold" : "unfold"), words);

function row(draw, seen, one) {
  const open = seen.unfolded === one.strategy;
  const head = button(`unfold:${one.strategy}`, { class: "pp-row", "aria-expanded": String(open) },
    one.state ? icon(one.state, "pp-state") : icon(open ? "fold" : "unfold"),
    one.state ? make("strong", {}, draw.say(one.state)) : null,
    make("span", {}, one.do[draw.language]));
  return make("div", { class: open ? "pp-item pp-open" : "pp-item" }, head, open ? strategy(draw, seen, one, false) : null);
}

function strategy(draw, seen, one, first) {
  const to = draw.to(seen);
  const avoid = one.avoid[to] ?? [];
  return make("article", { class: first ? "pp-strategy pp-hero" : "pp-strategy", "data-strategy": one.strategy },
    first && one.first ? make("p", { class: "pp-before" }, icon("watch"), draw.say("first")) : null,
    first ? make("h3", { tabindex: "-1" }, one.do[draw.language]) : null,
    make("p", { class: "pp-say", title: draw.say("say") }, icon("say"), heard(draw.say("say")),
      make("q", { lang: html(to) }, one.say[to])),
    avoid.length ? make("p", { class: "pp-avoid" }, icon("avoid"), make("span", {}, draw.say("avoid")),
      ...avoid.map((word) => make("s", { lang: html(to) }, word))) : null,
    one.blocked ? make("p", { class: "pp-hint" }, draw.say("blocked")) : null,
    make("div", { class: "pp-touches" },
      touch(draw, one, "done", first), touch(draw, one, "refused"), touch(draw, one, "not_fitting"),
      make("details", { class: "pp-word", ...(seen.drafts[one.strategy]?.open ? { open: "" } : {}) },
        make("summary", { title: draw.say("note_add") }, icon("pen"), heard(draw.say("note_add"))),
        make("textarea", {
          "aria-label": draw.say("note_for"), placeholder: draw.say("note_for"), rows: "2", maxlength: "200",
          "data-field": one.strategy,
        }, seen.drafts[one.strategy]?.text ?? one.note))));
}

function touch(draw, one, outcome, primary = false) {
  const not = outcome === "done" && one.blocked;
  return button(`complete:${one.strategy}:${outcome}`, {
    class: primary ? "pp-button pp-primary" : "pp-button", "aria-disabled": String(not),
    ...(one.state === outcome ? { "aria-pressed": "true" } : {}),
  }, icon(outcome), draw.say(outcome));
}

// --- what went before ---

function past(draw, event) {
  const service = draw.services[event.about.service]?.[draw.language] ?? event.about.service ?? "";
  return draw.say(`past.${event.kind}_${event.code}`, { ...event.about, service });
}

function history(draw, seen) {
  if (!seen.history) return [make("p", { class: "pp-hint" }, draw.say("reckoning"))];
  const [complaints, others] = [seen.history.filter((one) => one.pinned), seen.history.filter((one) => !one.pinned)];
  if (!seen.history.length) return [make("p", { class: "pp-hint" }, draw.say("nothing_past"))];
  const list = (events) => make("ol", { class: "pp-past" }, ...events.map((one) => make("li", { "data-kind": one.kind },
    icon(one.kind), make("time", { datetime: one.on }, day(one.on, draw.language, seen.view.as_of)),
    make("span", {}, past(draw, one), one.about.words ? make("em", {}, one.about.words) : null))));
  return [
    ...(complaints.length ? [make("h3", { class: "pp-title" }, draw.say("past_complaints")), list(complaints)] : []),
    ...(others.length ? [make("h3", { class: "pp-title" }, draw.say("past_others")), list(others)] : []),
  ];
}

// --- notes ---

function notes(draw, seen) {
  if (!seen.notes) return [make("p", { class: "pp-hint" }, draw.say("reckoning"))];
  if (seen.editing) return [form(draw, seen.editing)];
  return [
    button("edit:", { class: "pp-button" }, draw.say("note_new")),
    seen.notes.length ? null : make("p", { class: "pp-hint" }, draw.say("no_notes")),
    make("ul", { class: "pp-notes" }, ...seen.notes.map((one) => make("li", {},
      make("p", { class: "pp-note-about" }, icon(one.element), draw.say(`element.${one.element}`)),
      make("p", { class: "pp-note-text" }, one.text),
      make("p", { class: "pp-note-by" }, draw.say("note_by", { author: one.author, time: stamp(one.at) }),
        one.version > 1 ? ` · ${draw.say("note_version", { version: one.version })}` : ""),
      one.may_change ? make("div", { class: "pp-touches" },
        button(`edit:${one.id}`, { class: "pp-button" }, draw.say("change")),
        button(`remove:${one.id}`, { class: "pp-button" }, draw.say("note_remove"))) : null))),
  ];
}

const stamp = (at) => at.slice(0, 16).replace("T", " "); // the hall sends its own local time

const form = (draw, note) => make("form", { class: "pp-form" },
  note.newest && note.newest.text !== note.text ? make("div", {},
    make("p", { class: "pp-note-text" }, note.newest.text),
    make("p", { class: "pp-note-by" }, draw.say("note_by", { author: note.newest.author, time: stamp(note.newest.at) }))) : null,
  make("label", {}, draw.say("note_about"), make("select", { name: "element", "data-field": "element", ...(note.id ? { disabled: "" } : {}) },
    ...["general", "risk", "credit", "usage", "preference"].map((one) =>
      make("option", { value: one, ...(one === note.element ? { selected: "" } : {}) }, draw.say(`element.${one}`))))),
  make("label", {}, draw.say("note_text"), make("textarea", { name: "text", "data-field": "text", rows: "4", maxlength: "500" }, note.text)),
  make("div", { class: "pp-touches" },
    make("button", { type: "submit", "data-do": "save", class: "pp-button pp-primary" }, draw.say("note_save")),
    button("leave:", { class: "pp-button" }, draw.say("note_cancel"))));

// --- one element: why, and what would improve it ---

function element(draw, seen) {
  const { detail } = seen;
  const better = seen.improvements ? improved(draw.texts, draw.language, seen.improvements, detail.element) : null;
  return [
    make("div", { class: "pp-detail" }, icon(detail.element),
      make("h3", { tabindex: "-1" }, draw.say(`element.${detail.element}`), " ", draw.say(`value.${detail.element}_${detail.value}`)),
      make("span", {}, detail.as_of ? draw.say("as_of", { date: day(detail.as_of, draw.language) }) : "")),
    make("h4", { class: "pp-title" }, draw.say("why")),
    detail.reasons.length ? make("ul", { class: "pp-reasons" }, ...detail.reasons.map((one) => make("li", {},
      make("span", {}, draw.say(`reason.${detail.element}.${one.code}`, one.about)),
      one.points ? make("strong", {}, one.points > 0 ? `+${one.points}` : `−${-one.points}`) : null)))
      : make("p", { class: "pp-hint" }, draw.say("no_reasons")),
    ...(detail.element === "preference" ? [] : [
      make("h4", { class: "pp-title" }, draw.say("improve")),
      better === null ? make("p", { class: "pp-hint" }, draw.say("reckoning"))
        : better.length ? make("ul", { class: "pp-better" }, ...better.map((words) => make("li", {}, words)))
          : make("p", { class: "pp-hint" }, draw.say("no_improve")),
    ]),
    button(`element:${detail.element}`, { class: "pp-button" }, icon("back"), draw.say("back")),
  ];
}

// --- said to the customer about themselves ---

function tell(draw, seen) {
  if (!seen.improvements) return [make("p", { class: "pp-hint" }, draw.say("reckoning"))];
  const to = draw.to(seen);
  return [
    make("p", { class: "pp-hint" }, draw.say("tell.hint")),
    make("div", { class: "pp-aloud", lang: html(to) },
      ...told(draw.texts, to, seen.view, seen.improvements).map((words) => make("p", {}, words))),
    seen.objecting ? objection(draw, seen.objecting) : button("object:yes", { class: "pp-button" }, icon("pen"), draw.say("object")),
  ];
}

const ABOUT = ["credit", "risk", "usage", "preference", "direction", "privilege", "data", "other"];

const objection = (draw, { about, words }) => make("form", { class: "pp-form" },
  make("label", {}, draw.say("object_about"), make("select", { name: "about", "data-field": "about" },
    ...ABOUT.map((one) => make("option", { value: one, ...(one === about ? { selected: "" } : {}) }, draw.say(`object_${one}`))))),
  make("label", {}, draw.say("object_words"), make("textarea", { name: "words", "data-field": "words", rows: "3", maxlength: "2000", required: "" }, words)),
  make("div", { class: "pp-touches" },
    make("button", { type: "submit", "data-do": "save", class: "pp-button pp-primary" }, draw.say("object_keep")),
    button("object:", { class: "pp-button" }, draw.say("note_cancel"))));
