// The place for the portrait of whoever is at the window.

/** Mounts into `section`; `show(ticket | null)` draws that ticket's portrait, or leaves the section empty. */
export function mountPortrait(section, options) {
  void options; // { window, language: () => "zh" | "en" }
  return { show: () => section.replaceChildren() };
}
