// Signing in, and choosing a password of one's own. One form; what it asks for depends on who is known already.

import { chosenLanguage, otherLanguage } from "./language.js";
import { fill, make, settings } from "./page.js";
import { ask, ownPage, whoAmI } from "./session.js";

const { texts, least } = settings();
const part = (id) => document.getElementById(id);
const wish = new URLSearchParams(location.search);
const forms = {
  enter: { title: "title", fields: ["login", "password"], button: "enter", busy: "entering", hint: null },
  first: { title: "change_title", fields: ["new", "again"], button: "change", busy: "changing", hint: "change_hint" },
  change: {
    title: "change_title", fields: ["current", "new", "again"], button: "change", busy: "changing", hint: "change_hint",
  },
};
const completions = { login: "username", password: "current-password", current: "current-password" };
let language = chosenLanguage(texts);
let form = "enter";
let line = null; // { key, seconds, name }
let home = null; // the page of who is signed in but may not see the page they came for
let busy = false;
let typed = ""; // the password just signed in with, so that a first change need not ask for it again

const say = (key, places = {}) => fill(texts[language][key], { least, ...places });
const value = (name) => part(name)?.value ?? "";

// --- what is seen ---

function show() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say(forms[form].title);
  part("title").textContent = say(forms[form].title);
  part("hint").textContent = forms[form].hint ? say(forms[form].hint) : "";
  part("language").textContent = say("language");
  part("language").lang = language === "zh" ? "en" : "zh";
  part("forgotten").replaceChildren(home ? make("a", { href: home }, say("own_page"))
    : form === "enter" ? say("forgotten") : "");
  part("enter").textContent = say(busy ? forms[form].busy : forms[form].button);
  part("enter").setAttribute("aria-disabled", String(busy));
  part("line").textContent = line && line.key in texts[language] ? say(line.key, line) : "";
  for (const name of forms[form].fields) label(name);
}

function label(name) {
  document.querySelector(`label[for="${name}"]`).textContent = say(name);
  const button = document.querySelector(`.show[data-of="${name}"]`);
  if (button) button.textContent = say(part(name).type === "password" ? "show" : "hide");
}

function open(which) {
  form = which;
  part("fields").replaceChildren(...forms[which].fields.map(field));
  show();
  part(forms[which].fields[0]).focus();
}

function field(name) {
  const input = make("input", {
    id: name, name, type: name === "login" ? "text" : "password", required: "",
    autocomplete: completions[name] ?? "new-password", maxlength: name === "login" ? "64" : "200",
    autocapitalize: "none", spellcheck: "false", "aria-describedby": "line",
  });
  const row = make("div", { class: "field" }, make("label", { for: name }), input);
  if (name !== "login") row.append(eye(name, input));
  return row;
}

function eye(name, input) {
  const button = make("button", { type: "button", class: "show", "data-of": name, "aria-controls": name });
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    label(name);
  });
  return button;
}

// --- what happens ---

async function enter() {
  if (!value("login").trim() || !value("password")) return trouble({ code: "empty" });
  const answer = await ask("POST", "/api/session", { login: value("login"), password: value("password") });
  if (!answer.ok) return trouble(answer, "password");
  typed = value("password");
  return go(answer.data);
}

async function change() {
  if (value("new") !== value("again")) return trouble({ code: "differ" }, "again");
  const current = form === "first" ? typed : value("current");
  const answer = await ask("POST", "/api/session/password", { current, new: value("new") });
  if (!answer.ok) return trouble(answer.code === "wrong_login" ? { code: "wrong_current" } : answer, "new");
  typed = "";
  return location.replace(ownPage(wish.get("to"), answer.data.start));
}

function go(me) {
  if (!me.must_change_password) return location.replace(ownPage(wish.get("to"), me.start));
  line = null;
  return open(typed ? "first" : "change");
}

function trouble({ code, seconds = 0 }, at = "login") {
  if (code === "token_needed") return open("enter"); // the session ended while a new password was thought up
  line = { key: code in texts[language] ? code : "hall", seconds };
  const input = part(at) ?? part(forms[form].fields[0]);
  input.focus();
  input.select();
  return undefined;
}

part("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  line = null;
  show();
  await (form === "enter" ? enter() : change());
  busy = false;
  show();
});

part("language").addEventListener("click", () => {
  language = otherLanguage(language);
  show();
});

open("enter");
const me = await whoAmI(); // a link from elsewhere comes without the cookie; this page's own question does not
if (me && wish.has("change")) open("change");
else if (me && wish.has("other") && !me.must_change_password) {
  line = { key: "other", name: me.name };
  home = me.start;
  show();
} else if (me) go(me);
