"""The run report as a page for the manager: how the city stands, who changed class, what was left out.

It needs nothing but itself: no script, no font, no picture from elsewhere. There is one in each language.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from kiosk.portrait.batch.charts import PATTERN, bars
from kiosk.portrait.batch.page_words import PAGES, Words, reject_words

Report = Mapping[str, Any]

FILES = {"zh": "report.html", "en": "report.en.html"}

_CHARTS = ("classes", "service_classes", "grades", "segments", "scores", "reasons", "usages", "prefers")  # in pairs
_MOST_LINES = 30

_STYLE = """
* { box-sizing: border-box; margin: 0; padding: 0 }
:root { --ground: #f6f8f5; --ink: #0e1f1b; --primary: #00493a; --quiet: #2f3e3a; --soft: #dcebe4; --rule: #b9cbc2 }
body { background: var(--ground); color: var(--ink); line-height: 1.4; margin: 0 auto; max-width: 1320px }
body { font: 18px/1.4 "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif }
body { font-variant-numeric: tabular-nums lining-nums; padding: 0 28px 56px }
header { align-items: baseline; border-bottom: 2px solid var(--rule); display: flex }
header { flex-wrap: wrap; gap: 6px 20px }
header { padding: 22px 0 16px }
h1 { font-size: 30px } header p { color: var(--quiet); flex: 1 }
header a { border: 2px solid var(--ink); border-radius: 10px; color: var(--ink); padding: 8px 16px }
header a { text-decoration: none } :focus-visible { outline: 4px solid var(--ink); outline-offset: 2px }
.cards { display: grid; gap: 18px; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); margin: 24px 0 }
.card { background: var(--soft); border-radius: 16px; padding: 16px 22px 18px }
.card h2 { font-size: 18px; font-weight: 400; margin: 0 }
.card b { display: block; font-size: 40px; line-height: 1.25 }
.card span { color: var(--quiet) }
.warning { background: #ffe7b0; border-left: 10px solid #ffc233; border-radius: 8px }
.warning { margin: 12px 0; padding: 12px 20px }
.warning b { display: block; font-size: 20px }
.charts { display: grid; gap: 30px 48px; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)) }
h2 { font-size: 22px; margin: 26px 0 12px } section h2 { margin-top: 10px }
svg { display: block; font-size: 16px; width: 100% } .defs { height: 0; position: absolute }
.key { color: var(--quiet); margin-top: 14px } .key i { border-radius: 3px; display: inline-block; height: 16px }
.key i { margin: 0 6px 0 18px; vertical-align: -2px; width: 34px } .key i:first-child { margin-left: 0 }
.after { background: var(--primary) }
.before { background: repeating-linear-gradient(45deg, #5c7a6e 0 2px, #dcebe4 2px 7px) }
table { border-collapse: collapse; width: 100% } th { color: var(--quiet); font-weight: 400; text-align: left }
td, th { border-bottom: 2px solid var(--rule); padding: 8px 16px 8px 0 } .n { text-align: right }
td.worse { color: #7f1712; font-weight: 700 } td.better { color: var(--primary); font-weight: 700 }
footer { color: var(--quiet); margin-top: 32px }
"""


def page(report: Report, language: str) -> str:
    """``report`` as ``build`` makes it; ``language`` is zh or en."""
    return "\n".join(_page(report, PAGES[language], language)) + "\n"


def _page(report: Report, words: Words, language: str) -> Iterator[str]:
    after, before = report["after"], report["before"]
    yield f'<!doctype html>\n<html lang="{words["lang"]}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{words['title']} {report['as_of']}</title><style>{_STYLE}</style></head><body>{PATTERN}"
    other = next(one for one in FILES if one != language)
    yield f"<header><h1>{words['title']}</h1><p>{words['as_of'].format(day=report['as_of'])}</p>"
    yield f'<a href="{FILES[other]}" lang="{PAGES[other]["lang"]}">{PAGES[other]["name"]}</a></header><main>'
    yield from _warnings(report["warnings"], words)
    yield from _cards(report, words)
    if before:
        yield f'<p class="key"><i class="before"></i>{words["before"].format(day=report["before_as_of"])}'
        yield f'<i class="after"></i>{words["after"]}</p>'
    yield '<div class="charts">'
    for name in _CHARTS:
        yield f"<section><h2>{words[name]}</h2>"
        yield bars(words[name], before.get(name) if before else None, after[name], words) + "</section>"
    yield "</div>"
    if before:
        yield from _changes(report["changes"], words)
    yield from _rejects(report, words, language)
    yield f"</main><footer>{words['made'].format(rules=escape(report['rules']))}</footer></body></html>"


def _warnings(warnings: Sequence[Mapping[str, Any]], words: Words) -> Iterator[str]:
    for warning in warnings:
        said = words[warning["code"]].format(
            value=_thousandths(warning["value"]), limit=_thousandths(warning["limit"])
        )
        yield f'<div class="warning" role="alert"><b>{words["look"]}</b>{said}</div>'


def _cards(report: Report, words: Words) -> Iterator[str]:
    after, before = report["after"], report["before"]
    rows = sum(report["rows"].values())
    cards = [
        ("customers", f"{after['customers']:,}", _trend(words, after["customers"], before and before["customers"])),
        (
            "three",
            f"{after['classes']['3']:,}",
            _trend(words, after["classes"]["3"], before and before["classes"]["3"]),
        ),
        ("in_arrears", f"{after['in_arrears']:,}", words["open"].format(yuan=_yuan(after["open_fen"]))),
        ("rejected", f"{report['bad_rows']:,}", words["of_rows"].format(rows=f"{rows:,}")),
    ]
    yield '<div class="cards">'
    for name, figure, below in cards:
        yield f'<div class="card"><h2>{words[name]}</h2><b>{figure}</b><span>{below}</span></div>'
    yield "</div>"


def _trend(words: Words, now: int, before: int | None) -> str:
    if before is None:
        return words["first_run"]
    return (
        words["same"]
        if now == before
        else words["more" if now > before else "fewer"].format(by=f"{abs(now - before):,}")
    )


def _changes(changes: Sequence[Mapping[str, Any]], words: Words) -> Iterator[str]:
    yield f"<h2>{words['changed']}</h2>"
    if not changes:
        yield f"<p>{words['nobody']}</p>"
        return
    yield f"<table><tr><th>{words['from']}<th>{words['to']}<th>{words['turn']}<th>{words['why']}"
    yield f'<th class="n">{words["count"]}</tr>'
    for change in changes[:_MOST_LINES]:
        was, is_now = change["before"], change["after"]
        turn = "worse" if was and is_now and is_now > was else "better" if was and is_now else ""
        yield f'<tr><td>{words[str(was)]}<td>{words[str(is_now)]}<td class="{turn}">{words[turn] if turn else ""}'
        yield f'<td>{words.get(change["why"], change["why"])}<td class="n">{change["customers"]:,}</tr>'
    yield "</table>"


def _rejects(report: Report, words: Words, language: str) -> Iterator[str]:
    yield f"<h2>{words['rejects']}</h2>"
    if not report["rejects"]:
        yield f"<p>{words['no_rejects']}</p>"
        return
    yield f"<table><tr><th>{words['table']}<th>{words['column']}<th>{words['reason']}"
    yield f'<th class="n">{words["cells"]}</tr>'
    for line in report["rejects"][:_MOST_LINES]:
        why = reject_words(str(line["reason"]), language)
        yield f"<tr><td>{escape(str(line['table']))}<td>{escape(str(line['column']))}<td>{escape(why)}"
        yield f'<td class="n">{line["count"]:,}</tr>'
    yield f"</table><p>{words['each']}</p>"


def _thousandths(value: int) -> str:
    return f"{value / 10:.1f} %"


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"
