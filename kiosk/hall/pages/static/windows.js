// Choosing a window: which are open, and for whom; one's own comes first to the eye. The places are in the page already,
// so that a window can be chosen while the hall still thinks.

import { drawn, make, settings } from "./page.js";
import { ask } from "./session.js";
import { part, StaffPage } from "./staff_page.js";

const { windows, ownNames } = settings();
const redraw = drawn();
let states = {};

const page = new StaffPage(draw);

const nameOf = (window) => ownNames[window]?.[page.language] ?? page.say("window", { window });

function draw() {
  part("choose").textContent = page.say("choose");
  redraw(part("windows"), [page.language, states], () => windows.map(choice));
}

function choice(window) {
  const { state, clerk, mine } = states[window] ?? {};
  const how = mine ? "mine" : state;
  return make("li", {}, make("a", { href: `/console/${encodeURIComponent(window)}`, "data-state": how ?? "" },
    make("strong", {}, nameOf(window)),
    make("span", { class: "how" }, how ? page.say(`here_${how}`) : "\u00a0"),
    make("span", { class: "by" }, mine ? "" : (clerk ?? ""))));
}

/** One window tells of itself, and where else its asker could pass somebody on to: all the others. */
async function look() {
  const first = `/api/counters/${encodeURIComponent(windows[0])}`;
  const [here, others] = await Promise.all([ask("GET", first), ask("GET", `${first}/destinations`)]);
  if (!here.ok || !others.ok) return;
  const { state, mine, clerk_name: clerk, elsewhere } = here.data;
  states = { [windows[0]]: { state, mine: mine && state !== "closed", clerk } };
  for (const one of others.data.windows) states[one.window] = { ...one, mine: one.window === elsewhere };
  page.show();
}

page.start();
look();
