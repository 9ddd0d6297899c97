// The language somebody chose, kept in this browser; the consoles use the same place.

export function chosenLanguage(texts) {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked in texts) localStorage.setItem("language", asked);
  const kept = localStorage.getItem("language");
  return kept in texts ? kept : "zh";
}

/** The other of the two languages, kept from now on. */
export function otherLanguage(language) {
  const other = language === "zh" ? "en" : "zh";
  localStorage.setItem("language", other);
  return other;
}
