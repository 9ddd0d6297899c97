"""``report.json``: one entry a visit, as it went, with what the hall says of its decision."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.demo.pages import Call
from kiosk.demo.stage import Stage
from kiosk.demo.trace import Trace, VisitTrace
from kiosk.demo.visits import Played


def write_report(
    path: Path, stage: Stage, trace: Trace, played: Sequence[Played], calls: Sequence[Call]
) -> dict[str, Any]:
    """Write and return the report. Names and card numbers are not in it, invented though they are."""
    report = {
        "visits": [_entry(stage, visit, trace.visits[visit.visit]) for visit in played],
        "calls": [asdict(call) for call in calls],
        "slips_printed": len(stage.simulators.printer.slips),
        "printer_complaints": stage.simulators.printer.faults,
        "card_reader": stage.simulators.no_card_reader or "pcscd with a virtual reader",
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return report


def _entry(stage: Stage, played: Played, traced: VisitTrace) -> dict[str, Any]:
    answer = traced.answer
    decision = stage.decision(answer.request_id) if answer else None
    return {
        "visit": played.name,
        "identified_by": played.identified_by,
        "direction": f"{decision.kind}:{decision.place}" if decision else None,
        "rule": decision.rule if decision else None,
        "reason": decision.reason if decision else None,
        "ticket": answer.ticket.number if answer and answer.ticket else None,
        "from_reserve": traced.from_reserve,
        "print_state": decision.print_state if decision else None,
        "milliseconds": traced.milliseconds(),
    }
