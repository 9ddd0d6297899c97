// A sign-in that ends in the middle of the work: the password is asked for over the page, which stays as it is beneath,
// so that nothing typed is lost. The page cannot be read meanwhile: whoever left it open may not be who stands there.

import { chosenLanguage } from "./language.js";
import { fill, make, settings } from "./page.js";

let asking = null;

/** True when `me` has signed in again; false when somebody else must, or nobody did. One question for all who ask;
 *  `ask(method, url, body)` as in session.js, but never asking again itself. */
export function signInAgain(me, ask) {
  asking ??= question(me, ask).finally(() => { asking = null; });
  return asking;
}

function question(me, ask) {
  const { signIn } = settings();
  const texts = signIn[chosenLanguage(signIn)];
  const say = (key, places = {}) => fill(texts[key] ?? texts.hall, places);
  const field = make("input", {
    type: "password", id: "again-password", autocomplete: "current-password", maxlength: "200", required: "",
    "aria-describedby": "again-line",
  });
  const line = make("p", { class: "again-line", id: "again-line", role: "alert" });
  const enter = make("button", { class: "again-enter" }, say("enter"));
  const other = make("button", { type: "button", class: "again-other" }, say("ended_other"));
  const form = make("form", {},
    make("h2", { id: "again-title" }, say("ended")), make("p", {}, say("ended_hint")),
    make("label", { for: "again-password" }, say("ended_password", { name: me.name })),
    make("input", { type: "text", value: me.login, autocomplete: "username", hidden: "" }), // for password keepers
    field, line, enter, other);
  const sheet = make("dialog", { class: "again", "aria-labelledby": "again-title" }, form);
  document.body.append(sheet);
  sheet.showModal();
  field.focus();

  return new Promise((resolve) => {
    let ended = false;
    const end = (how) => { ended = true; resolve(how); sheet.close(); sheet.remove(); }; // closing gives the focus back
    other.addEventListener("click", () => end(false));
    sheet.addEventListener("cancel", (event) => event.preventDefault()); // the Escape key leads nowhere
    sheet.addEventListener("close", () => { // pressed twice, a browser closes all the same
      if (ended) return;
      sheet.showModal();
      field.focus();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (enter.getAttribute("aria-disabled") === "true") return;
      enter.setAttribute("aria-disabled", "true");
      line.textContent = "";
      const answer = await ask("POST", "/api/session", { login: me.login, password: field.value });
      enter.removeAttribute("aria-disabled");
      if (answer.ok) return end(!answer.data.must_change_password);
      line.textContent = say(answer.code === "wrong_login" ? "ended_wrong" : answer.code, { seconds: answer.seconds });
      field.select();
      return field.focus();
    });
  });
}
