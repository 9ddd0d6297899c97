// Setting something by hand for whoever holds a number of today: what, why, until when. Typed words outlive a redraw.

import { make } from "./page.js";

const FIELDS = ["number", "what", "last", "reason"];

/** The form in the page's language; `send(body)` answers whether the hall took it. `lastDay`: the latest there may be. */
export function overrideForm(page, values, title, lastDay, send) {
  const form = make("form", { class: "make" },
    make("label", {}, page.say("number"), make("input", {
      name: "number", required: "", maxlength: "7", autocomplete: "off", placeholder: "A012", "aria-describedby": "make_hint",
    })),
    make("label", { class: "wide" }, page.say("what"), choice(page, values, title)),
    make("label", {}, page.say("last_day"), make("input", { name: "last", type: "date", required: "", max: lastDay })),
    make("label", { class: "long" }, page.say("why"),
      make("textarea", { name: "reason", rows: "2", maxlength: "500", required: "" })),
    make("p", { class: "hint", id: "make_hint" }, page.say("make_hint")),
    make("button", { class: "primary" }, page.say("make_it")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await send(body(form))) form.reset();
  });
  return form;
}

function choice(page, values, title) {
  const options = ([element, all]) => make("optgroup", { label: page.say(`group_${element}`) },
    ...all.map((value) => make("option", { value: `${element}:${value}` }, title(element, String(value)))));
  return make("select", { name: "what", required: "" },
    make("option", { value: "" }, "–"), // chosen, never left at what happens to be first
    ...Object.entries(values).map(options));
}

function body(form) {
  const { number, what, last, reason } = form.elements;
  const [element, ...value] = what.value.split(":");
  return { number: number.value.trim(), element, value: value.join(":"), until: last.value, reason: reason.value };
}

/** What was typed into `from`, typed into `to` too. */
export function carriedOver(from, to) {
  for (const name of from ? FIELDS : []) to.elements[name].value = from.elements[name].value;
  return to;
}
