// The portrait panel of a counter: asks the hall, and draws what portrait_model.js says.

import { drawn, settings, typing } from "./page.js";
import { begin, learn, mayTouch, seen, TABS } from "./portrait_model.js";
import { panel, pen } from "./portrait_views.js";
import { ask } from "./session.js";

const WORDS = {
  sign_in: "sign_in", token_needed: "sign_in", forbidden: "forbidden", not_yours: "forbidden", window_taken: "forbidden",
  clerk_elsewhere: "forbidden", nobody_here: "another_ticket", unreachable: "unreachable",
};

/** A panel in `section` for `window`; `language()` is the clerk's. `show(ticket)` with whoever is at the window, as
 *  often as one likes; `show(null)` empties it. */
export function mountPortrait(section, { window: counter, language }) {
  const { panel: texts, services } = settings();
  const url = `/api/counters/${encodeURIComponent(counter)}/portrait`;
  const redraw = drawn();
  const now = () => performance.now();
  let state = begin();
  let composing = false; // an input method is at work: a redraw would leave its letters behind
  section.classList.add("pp");
  section.hidden = true;

  // --- what happens ---

  function take(fact) {
    state = learn(state, fact, now());
    show();
  }

  /** Ask, and learn the answer as a fact about the ticket that was at the window then. */
  async function put(method, path, body, meaning) {
    const ticket = state.ticket.id;
    const proof = state.view?.opened;
    take({ kind: "asked", ticket });
    const answer = await ask(method, url + path, body && { ticket, ...body }, proof ? { "X-Portrait-Opened": proof } : {});
    take({ ticket, ...(answer.ok ? meaning(answer.data) : { kind: "failed", why: trouble(answer.code) }) });
    return answer.ok;
  }

  const trouble = (code) => WORDS[code] ?? (`trouble_${code}` in texts.zh ? code : "hall");

  const look = () => put("GET", "", undefined, (view) => ({ kind: "portrait", view }));
  const lookUp = {
    history: () => put("GET", "/history", undefined, ({ events }) => ({ kind: "history", events })),
    improvements: () => put("GET", "/improvements", undefined, (data) => ({ kind: "improvements", ...data })),
    notes: () => put("GET", "/notes", undefined, ({ notes }) => ({ kind: "notes", notes })),
  };
  const need = (what) => { if (state[what] === null) lookUp[what](); };

  async function write(note, text, element) {
    if (text) take({ kind: "edit", note: { ...note, text, element } }); // nothing written is lost when it cannot be kept
    const known = note.id ? { id: note.id, version: note.version } : {};
    const ok = await put("POST", "/notes", { ...known, text, element }, ({ notes }) => ({ kind: "notes", notes, said: "note_saved" }));
    if (!ok && state.trouble === "note_changed") {
      await lookUp.notes();
      take({ kind: "failed", why: "note_changed" });
    }
  }

  /** What the customer holds against their portrait goes to the managers, who must answer. */
  async function object({ about, words }) {
    const ticket = state.ticket.id;
    const said = { about: about.value, words: words.value.trim() };
    take({ kind: "object", objecting: said }); // nothing written is lost when it cannot be kept
    take({ kind: "asked", ticket });
    const answer = await ask("POST", "/api/appeals", { ticket, ...said });
    take({ ticket, ...(answer.ok ? { kind: "objected" } : { kind: "failed", why: trouble(answer.code) }) });
  }

  const noteBy = (id) => state.notes.find((one) => one.id === id);
  const doing = {
    look,
    open: () => put("POST", "/open", {}, (view) => ({ kind: "portrait", view })).then(() => { section.scrollTop = 0; }),
    tab: (tab) => {
      take({ kind: "tab", tab });
      if (tab === "tell") need("improvements");
      else if (tab !== "advise") need(tab);
    },
    element: (element) => {
      take({ kind: "element", element: state.element === element ? null : element });
      if (state.element) need("improvements");
    },
    unfold: (strategy) => take({ kind: "unfold", strategy }),
    all: (all) => take({ kind: "all", all: Boolean(all) }),
    handled: (handled) => take({ kind: "handled", handled: Boolean(handled) }),
    edit: (id) => take({ kind: "edit", note: id ? noteBy(id) : { element: state.element ?? "general", text: "" } }),
    leave: () => take({ kind: "edit", note: null }),
    object: (objecting) => take({ kind: "object", objecting: objecting ? { about: "credit", words: "" } : null }),
    remove: (id) => write(noteBy(id), "", noteBy(id).element),
    complete: (strategy, outcome, element) => {
      if (!mayTouch(state, now()) || element.getAttribute("aria-disabled") === "true") return;
      const note = element.closest("article").querySelector("textarea").value.trim();
      put("POST", `/strategies/${strategy}`, { state: outcome, note }, () => ({ kind: "completed", strategy, outcome, note }))
        .then((ok) => ok && !typing(document.activeElement) && section.querySelector(".pp-hero h3")?.focus({ preventScroll: true }));
    },
  };

  // --- what is seen ---

  function show() {
    if (composing) return;
    const what = seen(state);
    section.hidden = what === null;
    const before = section.contains(document.activeElement) ? document.activeElement : null;
    redraw(section, [language(), what && looks(what)], () => (what ? panel(pen(texts, language(), services), what) : []));
    if (!before || section.contains(document.activeElement)) return;
    if (before.dataset.field) typeOn(before);
    else if (before.dataset.do) refocus(before.dataset.do);
  }

  /** What the panel is drawn anew for. What is typed stands in its field already. */
  const looks = (what) => ({
    ...what, ticket: { id: what.ticket.id, language: what.ticket.language }, asking: null, restedAt: 0, drafts: null, left: null,
    editing: what.editing && [what.editing.id, what.editing.version], objecting: Boolean(what.objecting),
  });

  /** Whoever was typing types on, at the same place. */
  function typeOn(before) {
    const field = section.querySelector(`[data-field="${CSS.escape(before.dataset.field)}"]`);
    field?.focus({ preventScroll: true });
    if (field?.setSelectionRange) field.setSelectionRange(before.selectionStart, before.selectionEnd);
  }

  /** A keyboard stays where it was: on the same button, or on what took its place. */
  function refocus(what) {
    const places = [`[data-do="${CSS.escape(what)}"]`, "form textarea", ".pp-hero h3", ".pp-detail h3", "#pp-body", "[data-do]"];
    const found = places.map((one) => section.querySelector(one)).find((one) => one !== null);
    found?.focus({ preventScroll: true });
  }

  // --- hands ---

  section.addEventListener("click", (event) => {
    const element = event.target.closest("[data-do]");
    if (!element || element.dataset.do === "save") return;
    const [what, ...about] = element.dataset.do.split(":");
    doing[what](...about, element);
  });
  const draft = (word) => take({
    kind: "drafted", strategy: word.closest("article").dataset.strategy, text: word.querySelector("textarea").value, open: word.open,
  });
  section.addEventListener("input", ({ target }) => {
    if (target.form) take({ kind: "typed", values: Object.fromEntries([...target.form.elements].filter((one) => one.name).map((one) => [one.name, one.value])) });
    else draft(target.closest(".pp-word"));
  });
  section.addEventListener("toggle", ({ target }) => section.contains(target) && draft(target), true);
  section.addEventListener("compositionstart", () => { composing = true; });
  section.addEventListener("compositionend", () => { composing = false; show(); });
  section.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.elements.about) object(form.elements);
    else write(state.editing, form.elements.text.value, state.editing.id ? state.editing.element : form.elements.element.value);
  });
  section.addEventListener("keydown", (event) => {
    if (typing(event.target)) event.stopPropagation(); // no key of the console while typing
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.getAttribute("role") !== "tab") return;
    event.preventDefault();
    const tab = TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length];
    doing.tab(tab);
    section.querySelector(`#pp-tab-${tab}`).focus();
  });

  const business = (ticket) => JSON.stringify([ticket?.id, ticket?.service, ticket?.also]);

  return {
    show(ticket) {
      const before = business(state.ticket);
      if (ticket?.id !== state.ticket?.id) composing = false;
      take({ kind: "ticket", ticket });
      if (ticket?.identified && business(ticket) !== before) look();
    },
  };
}
