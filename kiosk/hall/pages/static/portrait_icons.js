// The panel's signs: one stroke weight, round ends, drawn here at any size.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  risk: ["M12 3l7.5 3v5.5c0 4.6-3.1 7.6-7.5 9.5-4.4-1.9-7.5-4.9-7.5-9.5V6z", "M9.5 8.5l2.5 3.2 2.5-3.2M12 11.7v4.8M9.5 13h5"],
  credit: ["M12 3.5a5.7 5.7 0 1 0 0 11.4 5.7 5.7 0 0 0 0-11.4z", "M8.4 14l-1.6 7 5.2-2.8 5.2 2.8-1.6-7", "M9.8 9.2l1.6 1.6 2.9-3"],
  usage: ["M13.2 3L5.5 13.5h5.3L9.8 21l8.2-11h-5.6z"],
  preference: ["M12 20.5S4 15.7 4 9.6A4.3 4.3 0 0 1 12 7.3a4.3 4.3 0 0 1 8 2.3c0 6.1-8 10.9-8 10.9z"],
  general: ["M6 3.5h9l4 4v13H6z", "M9.5 10h6M9.5 13.5h6M9.5 17h4"],
  in_hand: ["M6 21V4", "M6 4.5h12l-3 4 3 4H6z"],
  good: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M8 12.3l2.8 2.8L16 9.5"],
  watch: ["M12 4L2.8 20h18.4z", "M12 10v4.6M12 17.2v.3"],
  plain: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M8.5 12h7"],
  complaint: ["M4 5h16v11h-8.5L7 20v-4H4z", "M12 7.8v3.4M12 13.3v.3"],
  order: ["M14.5 6.5a4 4 0 0 1 5-1.2l-2.6 2.6 1.2 2.2 2.2 1.2 0 0a4 4 0 0 1-5.5 1.7L8 19.8a2 2 0 0 1-3-3l6.6-6.8a4 4 0 0 1 2.9-3.5z"],
  business: ["M3.5 9.5L5 4h14l1.5 5.5", "M5 9.5V20h14V9.5", "M3.5 9.5h17", "M9.5 20v-6h5v6"],
  notice: ["M3.5 6h17v12.5h-17z", "M3.5 7l8.5 6.5L20.5 7"],
  say: ["M4 5h16v11h-8.5L7 20v-4H4z", "M8 9h8M8 12.2h5"],
  avoid: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M6.2 6.2l11.6 11.6"],
  done: ["M4.5 12.8l4.8 4.7L19.5 7"],
  refused: ["M6 6l12 12M18 6L6 18"],
  not_fitting: ["M5 12h14"],
  pen: ["M4 20l1.2-4.6L16.2 4.4l3.4 3.4L8.6 18.8z", "M13.8 6.8l3.4 3.4"],
  lock: ["M5.5 10.5h13V20h-13z", "M8.3 10.5V8a3.7 3.7 0 0 1 7.4 0v2.5", "M12 14v2.5"],
  card: ["M3 5.5h18v13H3z", "M3 9.5h18", "M6.5 14.5h5"],
  away: ["M6.5 18h10a4 4 0 0 0 .6-8A5.5 5.5 0 0 0 6.7 9.6 4.3 4.3 0 0 0 6.5 18z", "M4 4l16 17"],
  unfold: ["M6 9.5l6 6 6-6"],
  fold: ["M6 14.5l6-6 6 6"],
  back: ["M14.5 5.5L8 12l6.5 6.5"],
};

/** A sign by name. The words beside it say the same, so that it says nothing to a screen reader. */
export function icon(name, kind = "") {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", class: `icon ${kind}`.trim(), "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const d of PATHS[name] ?? PATHS.general) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
