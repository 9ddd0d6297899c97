// The accounts of the staff: make one, give roles, help who is locked out, close one.

import { drawn, make, settings } from "./page.js";
import { ask } from "./session.js";
import { StaffPage, part } from "./staff_page.js";

const { roles } = settings();
const redraw = drawn();
const words = { built_in: "system_account", not_yours: "forbidden", malformed: "incomplete" };
let accounts = [];
let given = null; // the temporary password that is shown now

const page = new StaffPage(show);
const { say } = page;

function show() {
  redraw(part("new"), page.language, form);
  redraw(part("accounts"), [page.language, accounts], table);
  redraw(part("password"), [page.language, given], () => (given ? password(given) : []));
}

// --- what happens ---

async function look() {
  const answer = await ask("GET", "/api/accounts");
  if (!answer.ok) return page.tell(words[answer.code] ?? answer.code);
  accounts = answer.data;
  return show();
}

/** Ask for a change, say how it went, and show what is so now. */
async function change(url, body = undefined) {
  page.tell(null);
  const answer = await ask("POST", url, body);
  if (!answer.ok) page.tell(words[answer.code] ?? answer.code);
  else if (answer.data) tellPassword(answer.data);
  else page.tell("made", "calm");
  await look();
  return answer.ok;
}

const of = (login, what) => `/api/accounts/${encodeURIComponent(login)}/${what}`;
const ticked = (box) => roles.filter((role) => box.querySelector(`input[value="${role}"]`).checked);

async function makeOne() {
  const box = part("new");
  const [login, name] = ["login", "name"].map((field) => box.querySelector(`input[name="${field}"]`).value.trim());
  if (!login || !name) return page.tell("incomplete");
  if (!ticked(box).length) return page.tell("no_roles");
  const done = await change("/api/accounts", { login, name, roles: ticked(box) });
  return done && box.reset();
}

function tellPassword(temporary) {
  given = temporary;
  show();
  part("password").showModal();
}

// A password that was noted down need not stay in the page.
part("password").addEventListener("close", () => {
  given = null;
  show();
});

part("new").addEventListener("submit", (event) => {
  event.preventDefault();
  makeOne();
});

// --- what is seen ---

const typed = (name) => part("new").elements[name]?.value ?? ""; // the other language loses nothing

const form = () => [
  make("h2", {}, say("new")),
  field("login", say("login"), say("login_hint"), 32),
  field("name", say("name"), "", 40),
  choice(say("roles"), part("new").children.length ? ticked(part("new")) : []),
  make("button", { class: "primary" }, say("make")),
];

const field = (name, words, hint, longest) => make("label", { class: "field" }, words, make("small", {}, hint),
  make("input", { name, maxlength: String(longest), autocomplete: "off", spellcheck: "false", autocapitalize: "none", value: typed(name) }));

function choice(words, chosen) {
  const boxes = roles.map((role) => make("label", { class: "role" },
    make("input", { type: "checkbox", value: role, ...(chosen.includes(role) ? { checked: "" } : {}) }),
    say(`role.${role}`)));
  return make("fieldset", { class: "roles" }, make("legend", {}, words), ...boxes);
}

const table = () => accounts.map((account) => make("article", {
  class: "account", "aria-label": account.name, ...(account.active ? {} : { "data-closed": "" }),
},
make("h3", {}, account.name, make("small", {}, account.login)),
make("p", { class: "state" }, ...states(account)),
make("p", { class: "last" }, say("last"), " ", make("time", {}, page.time(account.signed_in_at))),
rolesOf(account),
make("div", { class: "deeds" }, ...deeds(account)),
));

const states = (account) => [
  [!account.active, "closed"], [account.locked, "locked"], [account.must_change_password, "must_change"],
  [account.built_in, "built_in"],
  [account.active && !account.locked && !account.must_change_password && !account.built_in, "active"],
].filter(([so]) => so).map(([, key]) => make("span", { "data-state": key }, say(key)));

function rolesOf(account) {
  const box = choice(say("roles"), account.roles);
  if (account.built_in) box.disabled = true;
  else {
    const save = deed("save", () => (ticked(box).length
      ? change(of(account.login, "roles"), { roles: ticked(box) }) : page.tell("no_roles")));
    save.hidden = true;
    box.addEventListener("change", () => { save.hidden = false; });
    box.append(save);
  }
  return box;
}

const deeds = (account) => [
  account.built_in ? null : twice("reset", () => change(of(account.login, "reset"))),
  account.locked ? deed("unlock", () => change(of(account.login, "unlock"))) : null,
  account.active ? twice("deactivate", () => change(of(account.login, "deactivate")))
    : deed("activate", () => change(of(account.login, "activate"))),
];

function deed(key, act) {
  const button = make("button", { type: "button", "data-deed": key }, say(key));
  button.addEventListener("click", act);
  return button;
}

/** A button that asks once more in its own place. */
function twice(key, act) {
  let sure = false;
  const button = deed(key, () => {
    if (sure) return act();
    sure = true;
    button.textContent = say("sure");
    button.dataset.sure = "";
    return undefined;
  });
  button.addEventListener("blur", () => {
    sure = false;
    delete button.dataset.sure;
    button.textContent = say(key);
  });
  return button;
}

const password = ({ login, password: words }) => {
  const done = make("button", { type: "button", class: "primary", autofocus: "" }, say("done"));
  done.addEventListener("click", () => part("password").close());
  return [
    make("h2", { id: "password-for" }, say("password_for", { login })),
    make("p", { class: "secret" }, words),
    make("p", {}, say("password_hint")),
    done,
  ];
};

await page.start();
await look();
