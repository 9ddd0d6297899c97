// One counter's three questions to the hall. Every answer, a missing one included, becomes a fact for console_model.js.

const ANSWER_MS = 8_000;

/** `counter.current()`, `.next()`, `.finish()`: promises of a fact; they never reject. */
export function counterOf(window, ask = (url, options) => fetch(url, options)) {
  const url = `/api/counters/${encodeURIComponent(window)}`;
  const post = { method: "POST", headers: { "X-Hall-Request": "1" } };
  return {
    current: () => fact(ask, url, {}, (view) => ({ kind: "current", ticket: view.current })),
    next: () => fact(ask, `${url}/next`, post, (ticket) => (ticket ? { kind: "called", ticket } : { kind: "nobody" })),
    finish: () => fact(ask, `${url}/finish`, post, () => ({ kind: "finished" })),
  };
}

async function fact(ask, url, options, meaning) {
  try {
    const answer = await ask(url, { ...options, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
    if (!answer.ok) return { kind: "failed", why: await reason(answer) };
    return meaning(answer.status === 204 ? null : await answer.json());
  } catch {
    return { kind: "failed", why: "unreachable" }; // no answer, or half of one: it may have been done all the same
  }
}

async function reason(answer) {
  const why = { 401: "sign_in", 403: "forbidden", 502: "unreachable", 503: "unreachable", 504: "unreachable" };
  if (answer.status !== 409) return why[answer.status] ?? "hall";
  const problem = await answer.json().catch(() => ({}));
  return problem.code === "counter_busy" ? "busy" : "hall";
}
