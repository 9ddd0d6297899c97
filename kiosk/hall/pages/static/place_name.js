// Names of windows, desks, rooms and lanes, taken apart into the number people look for and the words around it.

import { make, pieces } from "./page.js";

/** The name of a window as elements: `own` is that of a desk or room by language, or null for an ordinary window. */
export function nameOf(texts, language, window, own) {
  const parts = own ? split(own[language], window) : template(texts[language].window, window);
  return parts.map(({ text, id }) => make("span", { class: id ? "id" : "word" }, id ?? text));
}

const template = (text, window) => pieces(text).map((piece) => (piece.text ? piece : { id: window }));

/** `split("5号咨询台", "5")`: `[{id: "5"}, {text: "号咨询台"}]`; a name without the id is one text. */
export function split(name, id) {
  const at = name.indexOf(id);
  if (at < 0) return [{ text: name }];
  return [{ text: name.slice(0, at) }, { id }, { text: name.slice(at + id.length) }]
    .filter((part) => part.id || part.text);
}

const NUMBERS_ZH = /^([0-9A-Z]+(?:[、，,][0-9A-Z]+)*)(.+)$/;
const NUMBERS_EN = /^(.+?)\s+[0-9A-Z]+(?:, ?[0-9A-Z]+)*$/;

/** A place as its numbers, which every reader knows, and the word after them in each language.
 *  `ids` is null when the name has no numbers in front: then the words are the whole name. */
export function numbersOf(place) {
  const zh = NUMBERS_ZH.exec(place.zh);
  const en = NUMBERS_EN.exec(place.en);
  return zh && en ? { ids: zh[1], zh: zh[2], en: en[1] } : { ids: null, zh: place.zh, en: place.en };
}
