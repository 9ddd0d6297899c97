"""Questions to a page about how it looks, as scripts; each answers with a list of what is wrong."""

# What leaves the glass, or is wider than the block it is in.
OUTSIDE = """[...document.querySelectorAll('body *')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.right > innerWidth + 1 || r.bottom > innerHeight + 1 || r.left < -1 || r.top < -1
    || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display === 'block';
}).map(e => `${e.tagName}.${e.className} ${e.innerText}`)"""
# Blocks of the display that lie on one another.
CROSSING = """(() => {
  const boxes = ['.masthead', '#hero', '#recent', '#waiting', '#notice'].map(s => {
    const parts = [...document.querySelectorAll(`${s}, ${s} *`)].map(e => e.getBoundingClientRect())
      .filter(r => r.width > 0);
    return {s, left: Math.min(...parts.map(r => r.left)), right: Math.max(...parts.map(r => r.right)),
            top: Math.min(...parts.map(r => r.top)), bottom: Math.max(...parts.map(r => r.bottom))};
  });
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(b => `${a.s} over ${b.s}`));
})()"""

# Words that are cut off by the block they are in.
CUT = """[...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth + 1
  && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)).map(e => `${e.className} ${e.innerText}`)
  .concat([...document.querySelectorAll('#waiting li')].filter(li => {
    const [inner, outer] = [li.lastElementChild.getBoundingClientRect(), li.getBoundingClientRect()];
    return inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1; }).map(li => li.innerText))"""

# Every element with words of its own: the contrast of its ink with the nearest ground behind it (WCAG 2.2, 1.4.3).
PALE = """(() => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => rgb(c).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c; } };
  return [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.checkVisibility()
                 && !e.closest('script, noscript'))
    .map(e => { const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
                return [e.innerText, (a + 0.05) / (b + 0.05)]; })
    .filter(([, ratio]) => ratio < 4.5);
})()"""

# What a finger or a trembling hand may miss: smaller than 24 px in either direction (WCAG 2.2, 2.5.8).
SMALL = """[...document.querySelectorAll('button, a, input, [tabindex]')].filter(e => e.checkVisibility())
  .map(e => [e, (e.closest('label') ?? e).getBoundingClientRect()])
  .filter(([, r]) => r.width < 24 || r.height < 24)
  .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.width}x${r.height}`)"""

# What can have the focus without showing it; ask after a key was pressed. A radio button's label bears its ring.
UNRINGED = """(() => {
  const before = document.activeElement;
  const open = document.querySelector('dialog[open]') ?? document.body;
  const bare = [...open.querySelectorAll('button, a, input, [tabindex]')].filter(e => {
    if (!e.checkVisibility()) return false;
    e.focus();
    return ![e, e.closest('label')].some(one => one && parseFloat(getComputedStyle(one).outlineWidth) >= 2
      && getComputedStyle(one).outlineStyle !== 'none');
  }).map(e => e.outerHTML.slice(0, 80));
  before.focus();
  return bare;
})()"""

# What can be pressed and lies, wholly or in part, outside the glass; what a list can scroll to does not count.
OUT_OF_REACH = """[...document.querySelectorAll('dialog[open] button, body:not(:has(dialog[open])) button')]
  .filter(e => e.checkVisibility() && !e.closest('ul')).map(e => [e, e.getBoundingClientRect()])
  .filter(([, r]) => r.right > innerWidth + 1 || r.bottom > innerHeight + 1 || r.left < -1 || r.top < -1)
  .map(([e]) => e.innerText)"""

# Words that are wider than the button they are on.
SPILT = """[...document.querySelectorAll('button')]
  .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"""
