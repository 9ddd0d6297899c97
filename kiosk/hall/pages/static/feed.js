// The live line from the hall: an EventSource that mends itself.
//
// The browser's own reconnect is not enough: it ends for good when a proxy answers 502 while the hall restarts, and a
// half-open socket never reports an error. So every trouble, silence included, ends in a new EventSource of ours.

export const SILENCE_MS = 12_000; // the hall speaks every 5 s: two words missed and some patience
export const OPENING_MS = 5_000; // an attempt that says nothing for this long is given up
export const FIRST_RETRY_MS = 1_000;
// Five seconds of opening and eight of pause keep "right again within 15 s" after an outage of any length.
export const LAST_RETRY_MS = 8_000;
export const RELOAD_MS = 600_000; // this long in trouble: perhaps it is our own script that is too old

/** Pause before attempt `failures` + 1, spread so that the displays of a hall do not all come back at once. */
export function retryDelay(failures, random) {
  const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
  return longest * (0.5 + random / 2);
}

/** What a feed needs of the world; tests hand in their own. Times are monotonic milliseconds. */
export const browserWorld = () => ({
  connect: (url) => new EventSource(url),
  now: () => performance.now(),
  random: () => Math.random(),
  later: (ms, task) => setTimeout(task, ms),
  never: (timer) => clearTimeout(timer),
  status: async (url) => (await fetch(url, { cache: "no-store" })).status,
  here: () => location.href,
  reload: () => location.reload(),
});

const CLOSED = 2; // EventSource.CLOSED: an answer came, and it was not a stream

export class Feed {
  #world;
  #wants;
  #source = null;
  #timer = null;
  #failures = 0;
  #heardAt;

  /** `wants`: url; probe, an address that answers 401 or 403 when we may not listen;
   *  snapshot(data), beat() and refused() are called with what happens. */
  constructor(wants, world = browserWorld()) {
    this.#wants = wants;
    this.#world = world;
    this.#heardAt = world.now();
  }

  start() {
    const source = this.#world.connect(this.#wants.url);
    this.#source = source;
    const ours = (task) => (event) => source === this.#source && task(event);
    let told = false; // a beat says "still so", which means something only after this line's own snapshot
    source.addEventListener("snapshot", ours((event) => {
      told = true;
      this.#heard();
      this.#wants.snapshot(JSON.parse(event.data));
    }));
    source.addEventListener("hb", ours(() => {
      this.#heard();
      if (told) this.#wants.beat();
    }));
    source.addEventListener("error", ours(() => this.#lost()));
    this.#watch(OPENING_MS);
  }

  #heard() {
    this.#failures = 0;
    this.#heardAt = this.#world.now();
    this.#watch(SILENCE_MS);
  }

  #watch(ms) {
    this.#world.never(this.#timer);
    this.#timer = this.#world.later(ms, () => this.#lost());
  }

  #lost() {
    const answered = this.#source.readyState === CLOSED;
    this.#source.close();
    this.#source = null;
    this.#failures += 1;
    this.#world.never(this.#timer);
    this.#timer = this.#world.later(retryDelay(this.#failures, this.#world.random()), () => this.start());
    if (answered) this.#askWhy();
    if (this.#world.now() - this.#heardAt >= RELOAD_MS) reloadIfThere(this.#world);
  }

  async #askWhy() {
    const status = await this.#world.status(this.#wants.probe).catch(() => 0);
    if (status === 401 || status === 403) this.#wants.refused();
  }
}

/** Load the page anew, but only when it is there to be loaded: reloading while the hall is away would leave the
 *  browser's own error page on the wall, which never comes back by itself. */
export async function reloadIfThere(world = browserWorld()) {
  if ((await world.status(world.here()).catch(() => 0)) === 200) world.reload();
}
