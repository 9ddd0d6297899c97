// A picture of the hall that keeps itself new: asked for whenever the hall says that something has changed, and every
// few seconds in any case. How old it is decides whether it may be shown as current.

import { Feed } from "./feed.js";
import { ask } from "./session.js";

export const EVERY_MS = 5_000;
export const STALE_MS = 12_000; // two looks missed and some patience: marked within 15 s
export const GAP_MS = 1_000; // a rush of changes is one look a second

/** What a watch needs of the world; tests hand in their own. Times are monotonic milliseconds. */
export const browserWorld = () => ({
  now: () => performance.now(),
  ask: (url) => ask("GET", url),
  later: (ms, task) => setTimeout(task, ms),
  never: (timer) => clearTimeout(timer),
  listen: (changed, refused) =>
    new Feed({ url: "/events", probe: "/api/session", snapshot: changed, beat: () => {}, refused }).start(),
});

export class Watch {
  #url;
  #wants;
  #world;
  #seenAt = null;
  #askedAt = -Infinity;
  #asking = false;
  #again = false;
  #timer = null;

  /** `wants`: seen(data) after every look that was answered, refused(code) after one that was not. */
  constructor(url, wants, world = browserWorld()) {
    this.#url = url;
    this.#wants = wants;
    this.#world = world;
  }

  start() {
    this.#world.listen(() => this.#soon(), () => this.#wants.refused("token_needed"));
    this.look();
  }

  /** "connecting" before the first answer, then "live", or "stale" when the newest is too old. */
  connection() {
    if (this.#seenAt === null) return "connecting";
    return this.#world.now() - this.#seenAt >= STALE_MS ? "stale" : "live";
  }

  /** Look now; while a look is under way, once more after it: what it brings may be older than this wish. */
  async look() {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#world.never(this.#timer);
    this.#asking = true;
    const askedAt = this.#askedAt = this.#world.now();
    const answer = await this.#world.ask(this.#url);
    this.#asking = false;
    if (answer.ok) this.#seenAt = askedAt;
    this.#timer = this.#world.later(this.#again ? 0 : EVERY_MS, () => this.look());
    this.#again = false;
    if (answer.ok) this.#wants.seen(answer.data);
    else this.#wants.refused(answer.code);
  }

  #soon() {
    const wait = this.#askedAt + GAP_MS - this.#world.now();
    if (this.#asking) this.#again = true;
    else if (wait <= 0) this.look();
    else {
      this.#world.never(this.#timer);
      this.#timer = this.#world.later(wait, () => this.look());
    }
  }
}
