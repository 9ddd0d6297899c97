// The portrait panel as a value and pure functions over it. Moments (`at`) are monotonic milliseconds.

import { fill } from "./page.js";

export const VISIBLE = 3; // strategies a clerk takes in at a glance; the rest is folded away
export const TABS = ["advise", "history", "notes", "tell"];
// After a strategy is dealt with the next one stands in its place: the second half of a double touch must not end it.
export const REST_MS = 900;

/** `ticket`: whom the panel is about. `view`: what the hall says of them; undefined until it has. What is typed and not
 *  sent yet is kept here, too (`drafts` by strategy, `editing` a note, `objecting`), so that no redraw loses it; `left`:
 *  the last of that for somebody who has gone, whom an undo may bring back.
 */
export const begin = () => ({
  ticket: null, view: undefined, tab: "advise", element: null, unfolded: null, all: false, handled: false,
  history: null, notes: null, improvements: null, editing: null, objecting: null, asking: false, trouble: null, said: null, restedAt: 0,
  drafts: {}, left: null,
});

/** The state after one fact. A fact about another ticket is too late and changes nothing. */
export function learn(state, fact, at = 0) {
  if (fact.kind === "ticket") return changed(state, fact.ticket);
  if (fact.ticket !== undefined && fact.ticket !== state.ticket?.id) return state;
  return { ...state, ...facts[fact.kind](state, fact, at) };
}

function changed(state, ticket) {
  if (state.ticket && ticket && state.ticket.id === ticket.id) return { ...state, ticket };
  const typed = { drafts: state.drafts, editing: state.editing, objecting: state.objecting };
  const some = typed.editing || typed.objecting || Object.values(typed.drafts).some((one) => one.text);
  const left = state.ticket && some ? { ticket: state.ticket.id, typed } : state.left;
  const again = ticket && ticket.id === state.left?.ticket;
  return { ...begin(), ...(again ? state.left.typed : {}), ticket, left: again && left === state.left ? null : kept(left, ticket) };
}

/** For as long as one other has been here since: what is written about people does not pile up. */
function kept(left, ticket) {
  if (!left || !ticket) return left;
  return (left.next ?? ticket.id) === ticket.id ? { ...left, next: ticket.id } : null;
}

/** What is being written of a note when the notes are told: the others' newest version is the one it changes now. */
function rebased(editing, notes) {
  if (!editing?.id) return editing;
  const newest = notes.find((one) => one.id === editing.id);
  return newest ? { ...editing, version: newest.version, newest } : { element: editing.element, text: editing.text };
}

const without = (drafts, strategy) => Object.fromEntries(Object.entries(drafts).filter(([id]) => id !== strategy));

const facts = {
  asked: () => ({ asking: true, trouble: null, said: null }),
  portrait: (state, { view }) => ({ asking: false, trouble: null, view }),
  history: (state, { events }) => ({ asking: false, history: events }),
  improvements: (state, { improvements }) => ({ asking: false, improvements }),
  notes: (state, { notes, said = null }) => ({
    asking: false, notes, said, editing: said ? null : rebased(state.editing, notes), view: { ...state.view, notes: notes.length },
  }),
  completed: (state, { strategy, outcome, note }, at) => ({
    asking: false, said: outcome, unfolded: null, restedAt: at + REST_MS, drafts: without(state.drafts, strategy),
    view: { ...state.view, prompts: settled(state.view.prompts, strategy, outcome, note) },
  }),
  failed: (state, { why }) => ({ asking: false, trouble: why }),
  tab: (state, { tab }) => ({ tab, element: null, trouble: null, said: null }),
  object: (state, { objecting }) => ({ objecting, said: null, trouble: null }),
  objected: () => ({ asking: false, objecting: null, said: "objection_kept" }),
  element: (state, { element }) => ({ element, said: null }),
  unfold: (state, { strategy }) => ({ unfolded: state.unfolded === strategy ? null : strategy }),
  all: (state, { all }) => ({ all }),
  handled: (state, { handled }) => ({ handled }),
  edit: (state, { note }) => ({ editing: note, said: null, trouble: null }),
  drafted: (state, { strategy, text, open }) => ({ drafts: { ...state.drafts, [strategy]: { text, open } } }),
  typed: (state, { values }) => ("words" in values ? { objecting: { ...state.objecting, ...values } }
    : { editing: { ...state.editing, ...values } }),
};

/** What was dealt with stands at the end, as the hall would order it. */
function settled(prompts, strategy, state, note) {
  const changed = prompts.map((one) => (one.strategy === strategy ? { ...one, state, note } : one));
  return [...changed.filter((one) => !one.state), ...changed.filter((one) => one.state)];
}

/** Whether touching a strategy means something now. */
export const mayTouch = (state, at) => !state.asking && at >= state.restedAt;

/** Everything on the panel, or null when it stays empty: nobody is here, or no card was shown. */
export function seen(state) {
  if (!state.ticket?.identified) return null;
  const { view } = state;
  const base = { ...state, phase: view ? view.state : state.trouble ? "trouble" : "looking" };
  if (view?.state !== "shown") return base;
  const todo = view.prompts.filter((one) => !one.state);
  return {
    ...base,
    first: todo[0] ?? null,
    next: todo.slice(1, VISIBLE),
    folded: todo.slice(VISIBLE),
    done: view.prompts.filter((one) => one.state),
    detail: view.elements.find((one) => one.element === state.element) ?? null,
  };
}

/** A sentence of the texts, its places in words: a month, a channel or a purpose reads as people say it. */
export function sentence(texts, language, key, places = {}) {
  const text = texts[language][key];
  return text === undefined ? key.split(".").at(-1) : fill(text, spoken(texts[language], language, places));
}

const spoken = (words, language, places) => Object.fromEntries(Object.entries(places).map(([name, value]) => [
  name, name === "month" ? month(String(value), language) : (words[`word.${name}_${value}`] ? fill(words[`word.${name}_${value}`], places) : value),
]));

/** `2026-03` or `2026-03-01` as a month people say. */
export function month(text, language) {
  const [year, number] = text.split("-").map(Number);
  return language === "zh" ? `${year}年${number}月` : `${String(number).padStart(2, "0")}/${year}`;
}

/** `2026-11-23` as a day: without the year when it is that of `today`. */
export function day(text, language, today) {
  const [year, number, date] = text.split("-").map(Number);
  const near = today?.startsWith(`${year}-`);
  if (language === "zh") return `${near ? "" : `${year}年`}${number}月${date}日`;
  return `${date}/${number}${near ? "" : `/${year}`}`;
}

const months = (bills, language) => bills.map((bill) => month(bill, language)).join(language === "zh" ? "、" : ", ");

/** What would improve an element, one sentence each. */
export const improved = (texts, language, improvements, element) => improvements
  .filter((one) => one.element === element)
  .map((one) => sentence(texts, language, `better.${one.element}_${one.action}`, { ...one, bills: months(one.bills, language) }));

/** What a customer is told of their own grade, sentence by sentence. */
export function told(texts, language, view, improvements) {
  const credit = view.elements.find((one) => one.element === "credit");
  const say = (key, places) => sentence(texts, language, `tell.${key}`, places);
  const better = improvements.filter((one) => one.element === "credit" && `tell.${one.action}` in texts[language])
    .map((one) => say(one.action, { ...one, bills: months(one.bills, language) }));
  const reasons = [...credit.reasons].sort((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, 4);
  return [
    say("grade", { grade: credit.value, score: credit.about.score }),
    ...(credit.as_of ? [say("as_of", { date: day(credit.as_of, language) })] : []),
    ...reasons.filter((one) => one.points).map((one) => say(one.code, one.about)),
    ...(credit.value === "A" && !better.length ? [say("best")] : better),
    say("right"),
  ];
}
