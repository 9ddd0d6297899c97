// What the pages of signed-in staff share: who is here, the way to their other pages and out, the other language, a
// line of news.

import { chosenLanguage, otherLanguage } from "./language.js";
import { writers } from "./hall_clock.js";
import { drawn, fill, make, settings } from "./page.js";
import { leave, toLogin, whoAmI } from "./session.js";

const { texts, hall, timeZone } = settings();
const { clock } = writers(timeZone);
const here = document.body.dataset.page;
const redraw = drawn();

/** The element with this id. */
export const part = (id) => document.getElementById(id);

/** One page: `draw()` is called whenever its words may have changed. */
export class StaffPage {
  #draw;
  #me = null;
  #line = null;
  language = chosenLanguage(texts);

  constructor(draw) {
    this.#draw = draw;
    part("leave").addEventListener("click", leave);
    part("language").addEventListener("click", () => {
      this.language = otherLanguage(this.language);
      this.show();
    });
  }

  async start() {
    this.show();
    this.#me = await whoAmI();
    if (!this.#me) toLogin();
    else this.show();
  }

  say = (key, places = {}) => fill(texts[this.language][key] ?? key, places);

  /** The texts of the language it speaks now. */
  get texts() {
    return texts[this.language];
  }

  /** Hours and minutes of a time, in the hall's zone. */
  clock = (text) => clock(Date.parse(text));

  /** A time as people here write it, in the hall's zone. */
  time = (text) => (text ? new Intl.DateTimeFormat(this.language === "zh" ? "zh-CN" : "en-GB", {
    timeZone, dateStyle: "medium", timeStyle: "medium",
  }).format(new Date(text)) : this.say("never"));

  /** Say what happened: a key of the texts. Whose session has ended is led to the login. */
  tell(key, tone = "trouble") {
    if (["token_needed", "sign_in"].includes(key)) toLogin();
    this.#line = key && { key: key in texts[this.language] ? key : "hall", tone };
    this.#tellAgain();
  }

  #tellAgain() {
    part("line").textContent = this.#line ? this.say(this.#line.key) : "";
    part("line").dataset.tone = this.#line?.tone ?? "none";
  }

  show() {
    document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
    document.title = `${this.say(here)} · ${hall[this.language]}`;
    part("title").textContent = this.say(here);
    part("hall").textContent = hall[this.language];
    part("who").textContent = this.#me?.name ?? "";
    part("change").textContent = this.say("change_password");
    part("leave").textContent = this.say("leave");
    part("language").textContent = this.say("language");
    part("language").lang = this.language === "zh" ? "en" : "zh";
    redraw(part("pages"), [this.language, this.#me?.pages ?? []], ([, pages]) => this.#links(pages));
    this.#tellAgain();
    this.#draw();
  }

  // The hall says which pages this person may see; who has one only needs no way to it.
  #links(pages) {
    part("pages").hidden = pages.length < 2;
    return pages.map((address) => {
      const page = address.slice(1);
      return make("a", { href: address, ...(page === here ? { "aria-current": "page" } : {}) }, this.say(page));
    });
  }
}
