// What one counter asks of the hall. Every answer, a missing one included, becomes a fact for console_model.js.

import { ask as askHall } from "./session.js";

const paths = {
  next: "next",
  finish_next: "finish-next",
  add_service: "add-service",
  take_over: "open",
  call: ({ id }) => `call/${id}`,
  unpark: ({ id }) => `unpark/${id}`,
};
const body = {
  take_over: () => ({ take_over: true }),
  pause: ({ reason }) => ({ reason }),
  hold: ({ reason }) => ({ reason }),
  add_service: ({ service }) => ({ service }),
  transfer: ({ to, note }) => ({ to, note }),
};

/** `.look()`, `.act(action, what)`, `.destinations()`, `.name(ticket)`: promises of a fact; they never reject. */
export function counterOf(window, ask = askHall) {
  const url = `/api/counters/${encodeURIComponent(window)}`;

  async function look() {
    const answer = await ask("GET", url);
    return isThere(answer) ? { kind: "view", view: answer.data } : failed(answer);
  }

  /** `here`: whom the clerk sees at the window; with somebody else there (another tab was quicker) the hall declines.
   *  After a change the window is looked at anew, unless the answer was the look. */
  async function act(action, what = {}, here = undefined) {
    const path = typeof paths[action] === "function" ? paths[action](what) : (paths[action] ?? action);
    const answer = await ask("POST", `${url}/${path}`, body[action]?.(what), here ? { "X-Hall-Ticket": here } : {});
    if (!(isThere(answer) || answer.status === 204)) return failed(answer);
    const fact = answer.data && "waiting" in answer.data ? { view: answer.data } : await look();
    return fact.view ? { kind: "done", action, what, view: fact.view } : fact;
  }

  async function destinations() {
    const answer = await ask("GET", `${url}/destinations`);
    return isThere(answer) ? { kind: "destinations", ...answer.data } : failed(answer);
  }

  async function name(ticket) {
    const answer = await ask("POST", `/api/tickets/${ticket}/reveal`);
    return isThere(answer) ? { kind: "named", ticket, name: answer.data.name } : failed(answer);
  }

  return { look, act, destinations, name };
}

// Half an answer is no answer: it may have been done all the same, so the window is looked at again.
const isThere = ({ ok, data }) => ok && data !== null;

const failed = ({ ok, code, data }) => ({ kind: "failed", why: ok ? "unreachable" : code, detail: data?.detail ?? "" });
