// Drawings of our own: elements of SVG, and the few pictograms the staff's pages need.

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// On a square of 24, one stroke weight: somebody with a stick, somebody in a wheelchair.
const STROKES = {
  elderly: "M10.6 8.2 9 13.5l2.8 2.2.7 5.3M9.4 14.5 7 21M10.6 8.2l2.9 3.6 3 .9M17.6 12.4v8.6",
  disabled: "M10 8v6h5.5l2.6 6M10 10.7h4.6M8 12.4a4.9 4.9 0 1 0 6.6 6.4",
};
const HEADS = { elderly: { cx: 11.6, cy: 4.4 }, disabled: { cx: 10, cy: 4.4 } };

/** `mark` is "elderly" or "disabled"; `name` is read aloud, without one the drawing is silent. */
export const pictogram = (mark, name = null) =>
  svg("svg", { class: "pictogram", viewBox: "0 0 24 24", ...(name ? { role: "img", "aria-label": name } : { "aria-hidden": "true" }) },
    svg("circle", { ...HEADS[mark], r: 2.1 }),
    svg("path", { d: STROKES[mark] }));

/** A QR code as the hall sends it: `path` on a square of `side` units. */
export const code = ({ path, side }, name) =>
  svg("svg", { class: "code", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": name },
    svg("rect", { width: side, height: side, fill: "#fff" }),
    svg("path", { d: path, fill: "#000" }));
