// The hall's time, as the hall tells it: never the browser's own clock or zone.

/** The hall's time in epoch milliseconds at the monotonic moment `at`, from a snapshot received at `receivedAt`. */
export const hallTime = (snapshot, receivedAt, at) => Date.parse(snapshot.now) + (at - receivedAt);

/** Writers of times for one zone: `clock` HH:MM, and the day in each language. */
export function writers(timeZone) {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const zh = new Intl.DateTimeFormat("zh-CN", { timeZone, month: "long", day: "numeric", weekday: "long" });
  const en = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", day: "numeric", month: "short" });
  return {
    clock: (ms) => clock.format(ms),
    day: { zh: (ms) => zh.format(ms).replace("日星", "日 星"), en: (ms) => en.format(ms) },
  };
}
