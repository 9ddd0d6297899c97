// What both pages share: their settings, texts with places, and making elements.

/** What the server put into the page: texts by language, the hall's name, its time zone. */
export const settings = () => JSON.parse(document.getElementById("settings").textContent);

/** `fill("请 {number}", {number: "A012"})`; an unknown place stays as it is. */
export const fill = (text, places) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));

/** The pieces of a text in order: `{text}` or `{place}`, so that a place can be drawn in its own way. */
export const pieces = (text) =>
  text.split(/(\{\w+\})/).filter(Boolean).map((piece) =>
    piece.startsWith("{") ? { place: piece.slice(1, -1) } : { text: piece });

/** An element with attributes and children; a child may be text or null. */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Whether letters go into it: they are no keys of the page then. */
export const typing = (target) => target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

/** Redraw `element` only when `what` is not what it was: a calm page and a calm screen reader. */
export function drawn() {
  const last = new Map();
  return (element, what, draw) => {
    const now = JSON.stringify(what);
    if (last.get(element) === now) return;
    last.set(element, now);
    element.replaceChildren(...draw(what));
  };
}
