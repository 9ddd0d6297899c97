// The manager's page as pure functions over what the hall answered: figures with their trend, rows, and the chart.

const STEADY = 0.05; // a change of less than a twentieth is none

/** How `now` compares with `usual`: "more", "less" or "same"; null when either is unknown. */
export function compared({ now, usual }) {
  if (now === null || usual === null) return null;
  if (Math.abs(now - usual) <= STEADY * Math.max(Math.abs(usual), 1e-9)) return "same";
  return now > usual ? "more" : "less";
}

/** One figure for each question. `over`: beyond what was promised; `good`: which way of the trend is welcome. */
export function cards(view) {
  const { longest, fairness } = view;
  const unserved = view.lanes.reduce((sum, lane) => sum + lane.unserved, 0); // whom no window calls
  return [
    { key: "longest", value: longest?.minutes ?? null, unit: "minutes", note: longest, over: Boolean(longest) && longest.minutes > longest.promise_min,
      trend: view.median, trendUnit: "minutes", good: "less" },
    { key: "kept", value: view.kept, unit: "share", note: null, over: false, trend: view.kept_hour, trendUnit: "share", good: "more" },
    { key: "waiting", value: view.waiting, unit: "count", note: unserved, over: unserved > 0, trend: view.came, trendUnit: "count", good: null },
    { key: "error", value: view.error.now, unit: "minutes", note: { count: view.predictions }, over: false,
      trend: view.error, trendUnit: "minutes", good: "less" },
    { key: "fair", value: fairness.worst_ordinary_min, unit: "minutes", note: fairness,
      over: fairness.worst_ordinary_min >= fairness.max_wait_min, trend: null, trendUnit: null, good: null },
  ];
}

/** A window's row at `now` (epoch ms): what it is doing and for how many whole minutes. */
export function doing(counter, now) {
  const minutes = (since) => (since ? Math.max(0, Math.floor((now - Date.parse(since)) / 60_000)) : null);
  if (counter.number) return { kind: counter.number_state, minutes: minutes(counter.number_since) };
  if (counter.state === "paused") return { kind: "paused", minutes: minutes(counter.since) };
  return counter.state === "open" ? { kind: "idle", minutes: minutes(counter.idle_since) } : { kind: "closed", minutes: null };
}

/** The top of the chart: a round number not less than anything in it. */
export function roof(flow) {
  const most = Math.max(4, ...flow.flatMap((slot) => [slot.tickets, slot.could_serve]));
  const step = [2, 5, 10, 20, 50, 100, 200, 500].find((size) => most / size <= 5) ?? 1000;
  return { top: Math.ceil(most / step) * step, step };
}

/** Bars and the line over them, in units of `width` x `height`, from the left below; `now` in epoch ms. */
export function chart(flow, now, width, height) {
  const { top, step } = roof(flow);
  const each = width / Math.max(1, flow.length);
  const y = (value) => height - (height * value) / top;
  const begun = flow.filter((slot) => Date.parse(slot.starts_at) <= now);
  return {
    each,
    lines: Array.from({ length: top / step + 1 }, (_, index) => ({ value: index * step, y: y(index * step) })),
    bars: flow.map((slot, index) => ({
      x: index * each, y: y(slot.tickets), height: height - y(slot.tickets), slot,
      over: index < begun.length && slot.tickets > slot.could_serve ? y(slot.could_serve) - y(slot.tickets) : 0,
    })),
    steps: begun.map((slot, index) => `${index ? "L" : "M"}${index * each} ${y(slot.could_serve)}H${(index + 1) * each}`).join(""),
  };
}

/** The half hour under way and the whole one before it. */
export function lately(flow, now) {
  const begun = flow.filter((slot) => Date.parse(slot.starts_at) <= now);
  return { current: begun.at(-1) ?? null, last: begun.at(-2) ?? null };
}

/** Half hours that are over in which more people came than the open windows had time for. */
export const short = (flow, now) =>
  flow.filter((slot) => Date.parse(slot.starts_at) + 1_800_000 <= now && slot.tickets > slot.could_serve).length;
