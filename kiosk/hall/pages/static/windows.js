// Choosing a window: the list is in the page; its words, and the way to one's other pages, are those of all staff pages.

import { part, StaffPage } from "./staff_page.js";

const page = new StaffPage(() => { part("choose").textContent = page.say("choose"); });
page.start();
