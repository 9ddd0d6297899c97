"""The run report as one page that needs nothing but itself: charts are drawn here as SVG, no script, no network.

Before and after stand side by side, told apart by hatching and by words, never by colour alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

_WIDTH, _BAR, _GAP, _LABEL = 640, 16, 14, 150

_STYLE = """
body { font: 16px/1.5 "Noto Sans CJK SC", "Noto Sans", sans-serif; color: #1a1a1a }
body { margin: 2rem auto; max-width: 52rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem } table { border-collapse: collapse }
td, th { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #ccc }
td.n { text-align: right; font-variant-numeric: tabular-nums }
.warning { border-left: .4rem solid #b3261e; padding: .3rem 1rem; background: #fbeceb }
"""

_PATTERN = (
    '<svg width="0" height="0" aria-hidden="true"><defs><pattern id="before" width="6" height="6" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#e5e9ee"/>'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#5b6b7b" stroke-width="2"/></pattern></defs></svg>'
)

_CLASSES = {"1": "一类 · class 1", "2": "二类 · class 2", "3": "三类 · class 3", "None": "—"}

_WARNINGS = {
    "scores_shifted": "信用分分布有变化，请留意 · the scores have shifted, keep an eye on them",
    "scores_shifted_much": "信用分分布变化很大，先查数据 · the scores have shifted much: check the data first",
    "class_three_grew": "三类客户明显增多 · class three has grown (per mille)",
    "many_changed_class": "变动类别的客户很多 · many customers changed class (per mille)",
}

_REASONS = {
    "none": "无 · nothing to say",
    "not_yet_rated": "账单不足三期，暂不评级 · fewer than three bills",
    "class_held": "类别缓变，暂保持 · class held, it changes slowly",
    "long_overdue_and_dunned": "催费后仍欠费超过30天 · over 30 days overdue and dunned",
    "late_bills": "逾期期数 · late bills",
    "worst_lateness": "最长逾期天数 · worst lateness",
    "open_overdue": "欠费金额 · open overdue money",
    "dunnings": "催费次数 · dunnings",
    "failed_debits": "代扣失败 · failed debits",
    "worsening": "近期变差 · worsening",
    "new": "新客户 · new customer",
    "gone": "已不在册 · no longer there",
}


def page(report: Mapping[str, Any]) -> str:
    """``report`` as ``build`` makes it."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Mapping[str, Any]) -> Iterator[str]:
    after, before = report["after"], report["before"]
    yield '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield f"<title>客户画像 {escape(report['as_of'])}</title><style>{_STYLE}</style>{_PATTERN}"
    yield f"<h1>客户画像运行报告 · Portrait run, {escape(report['as_of'])}</h1>"
    yield f"<p>{after['customers']:,} 户 customers · 规则版本 rules {escape(report['rules'])} · "
    yield f"{sum(report['rows'].values()):,} 行 rows, {report['bad_rows']:,} 行未采用 rejected</p>"
    for warning in report["warnings"]:
        text = _WARNINGS.get(warning["code"], warning["code"])
        yield f'<p class="warning">⚠ {escape(text)}: {warning["value"]} (&gt; {warning["limit"]})</p>'
    yield f"<p>欠费 open: {_yuan(after['open_fen'])}, {after['in_arrears']:,} 户 · 争议 disputed: "
    yield f"{_yuan(after['disputed_fen'])}</p>"
    yield from _section("信用等级 · Credit grades", "grades", before, after)
    yield from _section("信用分 · Scores", "scores", before, after)
    yield from _section("电费风险类别 · Risk classes", "classes", before, after, _CLASSES)
    yield from _section("主要原因 · Chief reasons", "reasons", before, after, _REASONS)
    if before:
        yield from _changes(report["changes"])
    yield from _rejects(report["rejects"])
    yield "</html>"


def _section(
    title: str, name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any], words: Mapping[str, str] = {}
) -> Iterator[str]:
    yield f"<h2>{escape(title)}</h2>"
    yield bars(title, before[name] if before else None, after[name], words)


def bars(title: str, before: Mapping[str, int] | None, after: Mapping[str, int], words: Mapping[str, str]) -> str:
    """A bar chart, one pair of bars a key; counts and shares stand beside the bars in figures."""
    keys = [*after, *[key for key in before or {} if key not in after]]
    rows = [(key, label, counts, style) for key in keys for label, counts, style in _pair(before, after)]
    largest = max([1, *[counts.get(key, 0) for key, _, counts, _ in rows]])
    lines, y = [], 4
    for key, label, counts, style in rows:
        count, whole = counts.get(key, 0), max(1, sum(counts.values()))
        length = (_WIDTH - _LABEL - 190) * count // largest
        name = escape(words.get(key, key)) if label == rows[0][1] else ""
        lines.append(f'<text x="0" y="{y + 13}" font-size="13">{name}</text>')
        lines.append(f'<rect x="{_LABEL}" y="{y}" width="{length}" height="{_BAR}" {style}/>')
        figures = f"{label} {count:,} ({count * 1000 // whole / 10}%)"
        lines.append(f'<text x="{_LABEL + length + 6}" y="{y + 13}" font-size="13">{escape(figures)}</text>')
        y += _BAR + (_GAP if label == rows[-1][1] else 2)
    head = f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {_WIDTH} {y}" width="100%">'
    return head + "".join(lines) + "</svg>"


def _pair(
    before: Mapping[str, int] | None, after: Mapping[str, int]
) -> Sequence[tuple[str, Mapping[str, int], str]]:
    now = ("今", after, 'fill="#0b5cad"')
    return [("昨", before, 'fill="url(#before)" stroke="#5b6b7b"'), now] if before else [now]


def _changes(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "<h2>类别变动 · Who changed class, and why</h2>"
    if not changes:
        yield "<p>无变动 · nobody</p>"
        return
    yield "<table><tr><th>原 from<th>现 to<th>主要原因 chief reason<th>户数 customers</tr>"
    for change in changes:
        was, is_now = _CLASSES[str(change["before"])], _CLASSES[str(change["after"])]
        why = escape(_REASONS.get(change["why"], change["why"]))
        yield f'<tr><td>{was}<td>{is_now}<td>{why}<td class="n">{change["customers"]:,}</tr>'
    yield "</table>"


def _rejects(rejects: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "<h2>未采用的数据行 · Rows not believed</h2>"
    if not rejects:
        yield "<p>无 · none</p>"
        return
    yield "<table><tr><th>表 table<th>列 column<th>原因 reason<th>数量 cells</tr>"
    for line in rejects[:50]:
        cells = "".join(f"<td>{escape(str(line[name]))}" for name in ("table", "column", "reason"))
        yield f'<tr>{cells}<td class="n">{line["count"]:,}</tr>'
    yield "</table><p>每一行见 rejects.csv · each row is in rejects.csv</p>"


def _yuan(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02d}"
