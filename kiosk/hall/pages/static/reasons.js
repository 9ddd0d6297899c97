// Why a window pauses or a customer is put aside: kept as the code of a ready reason, perhaps with words after it, or as
// a clerk's own words; read in the language of whoever looks. Pure.

const BETWEEN = ": ";

/** The codes of a group ("pause_for", "hold_for"), in the order of the texts' file. */
export const codes = (texts, group) =>
  Object.keys(texts.zh).filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));

/** What is sent to the hall. */
export const reason = (code, words) => [code, words].filter(Boolean).join(BETWEEN);

/** `kept` in `language`. What nobody knows as a code stays as it was written. */
export function reasonIn(texts, language, group, kept) {
  const [first, ...words] = (kept ?? "").split(BETWEEN);
  const known = codes(texts, group);
  const code = known.includes(first) ? first : formerly(texts, group, known, first);
  return code ? [texts[language][`${group}.${code}`], ...words].join(BETWEEN) : (kept ?? "");
}

// Before codes were kept, the words of the clerk's language were.
const formerly = (texts, group, known, first) =>
  known.find((code) => Object.values(texts).some((one) => one[`${group}.${code}`] === first));
