// The audit log, newest first.

import { drawn, make } from "./page.js";
import { ask } from "./session.js";
import { StaffPage, part } from "./staff_page.js";

const redraw = drawn();
let rows = [];
let before = null;
let asked = false;
let checked = null;

const page = new StaffPage(show);
const { say } = page;
const COLUMNS = ["at", "who", "what", "subject", "reason"];

function show() {
  redraw(part("log"), [page.language, rows, asked], () => (rows.length ? [table()] : [asked ? say("nothing") : ""]));
  part("check").textContent = say("check");
  part("checked").textContent = checked ? say(checked.broken ? "broken" : "whole", checked) : "";
  part("checked").toggleAttribute("data-broken", Boolean(checked?.broken));
  part("older").textContent = say("older");
  part("older").hidden = before === null;
}

const table = () => make("table", {},
  make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "#"),
    ...COLUMNS.map((column) => make("th", { scope: "col" }, say(column))))),
  make("tbody", {}, ...rows.map(line)));

const line = (row) => make("tr", {},
  make("td", { title: row.hash }, String(row.number)),
  make("td", {}, page.time(row.at)),
  make("td", {}, row.who),
  make("td", { class: "event" }, said(row.event)),
  make("td", {}, row.subject),
  make("td", {}, row.reason));

/** Another room may write a word of its own, which is then shown as it is. */
function said(event) {
  const words = say(`event.${event}`);
  return words.startsWith("event.") ? event : words;
}

async function look() {
  const answer = await ask("GET", `/api/audit${before ? `?before=${before}` : ""}`);
  asked = true;
  if (!answer.ok) page.tell(answer.code === "not_yours" ? "forbidden" : answer.code);
  else {
    rows = [...rows, ...answer.data.rows];
    before = answer.data.before;
  }
  show();
}

part("check").addEventListener("click", async () => {
  const answer = await ask("GET", "/api/audit/check");
  if (!answer.ok) page.tell(answer.code === "not_yours" ? "forbidden" : answer.code);
  checked = answer.ok ? { ...answer.data, last: answer.data.last ?? "0" } : null;
  show();
});
part("older").addEventListener("click", look);
await page.start();
await look();
