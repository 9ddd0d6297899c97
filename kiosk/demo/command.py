"""``kiosk demo``: the whole job, with a window and a dock where there is a display, else by itself."""

import argparse
import os
from pathlib import Path
from typing import Any

from kiosk.app.program import Program
from kiosk.app.window import PanelWindow
from kiosk.demo.dock import show
from kiosk.demo.pages import call_two
from kiosk.demo.player import DemoFailed, Player
from kiosk.demo.processes import ProcessFailed
from kiosk.demo.report import write_report
from kiosk.demo.stage import Stage
from kiosk.demo.trace import Trace
from kiosk.demo.visits import Script
from kiosk.texts import read_texts
from simulators.browser import BrowserError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--headless", action="store_true", help="play the script of visits without a display")
    parser.add_argument("--config", type=Path, default=Path("config"), help="folder of the configuration")
    parser.add_argument("--out", type=Path, default=Path("out/demo"), help="where report and pictures go")
    parser.add_argument("--seed", type=int, default=7, help="which invented town (default: 7)")


def run(arguments: argparse.Namespace) -> int:
    """0 when every visit went as the script expects."""
    headless = arguments.headless or not _has_display()
    if headless:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    try:
        print("starting back office, hall and simulated devices …", flush=True)
        with Stage(arguments.config, arguments.out / "run", arguments.seed) as stage:
            if headless:
                _play(stage, arguments.out)
            else:
                show(stage)
    except (DemoFailed, ProcessFailed, BrowserError) as error:
        print(f"the demonstration failed: {error}", flush=True)
        return 1
    return 0


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _play(stage: Stage, out: Path) -> None:
    trace, pictures = Trace(), out / "pictures"
    for old in pictures.glob("*.png"):
        old.unlink()
    settings = stage.settings()
    window = PanelWindow(settings.screen, read_texts(settings.texts), settings.policy)
    with Program(settings, trace.watch, window) as program:
        player = Player(program, window, pictures)
        script = Script(stage, player, trace)
        player.play(script.all())
    calls = call_two(stage, pictures)
    stage.simulators.printer.save(out / "slips")
    report = write_report(out / "report.json", stage, trace, script.played, calls)
    _tell(report, out)


def _tell(report: dict[str, Any], out: Path) -> None:
    for visit in report["visits"]:
        took = "  ".join(f"{step} {ms:.0f} ms" for step, ms in visit["milliseconds"].items())
        ticket = visit["ticket"] or "no number needed"
        print(f"{visit['visit']:<30} {visit['direction']!s:<18} {ticket:<18} {took}")
    for call in report["calls"]:
        print(
            f"window {call['window']} called {call['number']}; on the display after {call['on_display_ms']:.0f} ms"
        )
    print(f"report and pictures are in {out}")
