// Asking the hall as somebody who has signed in.

import { signInAgain } from "./sign_in_again.js";

const ANSWER_MS = 15_000;
const WORDS = { 401: "sign_in", 403: "forbidden", 502: "unreachable", 503: "unreachable", 504: "unreachable" };

const PAIRED = "pairing"; // a browser that was let in with a token: nobody in person, and no password
let me = null; // who had signed in when this page began

/** `{ok, data, code, seconds}`; never rejects. `code` is the hall's word for a refusal, or ours for no answer;
 *  `more`: headers beside the usual ones. Whose sign-in has ended meanwhile is asked for the password, and the hall
 *  once more: it had refused, so nothing is done twice. */
export async function ask(method, url, body = undefined, more = {}) {
  const answer = await askOnce(method, url, body, more);
  if (answer.status !== 401 || !me || me.login === PAIRED || url.startsWith("/api/session")) return answer;
  return (await signInAgain(me, askOnce)) ? askOnce(method, url, body, more) : answer;
}

async function askOnce(method, url, body = undefined, more = {}) {
  const headers = { "X-Hall-Request": "1", ...more, ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  const options = { method, headers, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body) };
  try {
    const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(ANSWER_MS) });
    const data = answer.status === 204 ? null : await answer.json().catch(() => null);
    const seconds = Number(answer.headers.get("Retry-After") ?? 0);
    return { ok: answer.ok, status: answer.status, data, code: data?.code ?? WORDS[answer.status] ?? "hall", seconds };
  } catch {
    return { ok: false, status: 0, data: null, code: "unreachable", seconds: 0 };
  }
}

export async function whoAmI() {
  me = (await ask("GET", "/api/session")).data;
  return me;
}

export async function leave() {
  await ask("DELETE", "/api/session");
  location.assign("/login");
}

/** To the login, and afterwards back to this page. */
export const toLogin = () => location.assign(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);

/** `to` when it is a page of this very server, else `otherwise`: nobody is led elsewhere by a link to our login. */
export function ownPage(to, otherwise, origin = location.origin) {
  if (!to || !to.startsWith("/") || to.startsWith("/login")) return otherwise;
  try {
    const url = new URL(to, origin);
    return url.origin === origin ? url.pathname + url.search + url.hash : otherwise;
  } catch {
    return otherwise;
  }
}
