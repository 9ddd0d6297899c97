// The page of a ticket looks again every ten seconds: the server's new middle takes the place of the old one.

const EVERY_MS = 10_000;
const ANSWER_MS = 8_000;
const OVER = new Set(["done", "no_show", "void"]);
let timer = null;

const middle = (page) => page.getElementById("now");

async function fetched() {
  const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
  if (answer.status === 404 || answer.status === 410) location.reload(); // it says so itself
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function show(page) {
  const before = middle(document).dataset.state;
  const now = middle(page);
  document.title = page.title;
  middle(document).replaceWith(now);
  const called = now.dataset.state === "called" && before !== "called";
  if (called && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([400, 200, 400]); // else it is refused
}

/** A number that may be old is marked as old, never shown as current. */
function markStale() {
  const fresh = document.getElementById("fresh");
  fresh.textContent = fresh.dataset.stale;
  fresh.classList.add("stale");
  middle(document).classList.add("old");
}

async function look() {
  clearTimeout(timer);
  try {
    show(await fetched());
  } catch {
    markStale();
  }
  if (!OVER.has(middle(document).dataset.state)) timer = setTimeout(look, EVERY_MS);
}

// A phone that was in a pocket is looked at: what it shows must be of now.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
  else clearTimeout(timer);
});
timer = setTimeout(look, EVERY_MS);
