"""The ``kiosk`` command: one word for each program and tool. ``kiosk WORD --help`` says the rest."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from kiosk.config import ConfigError

COMMANDS = {
    "run": ("kiosk.app.program", "run the kiosk at the entrance"),
    "hall": ("kiosk.hall.serve", "run the hall server: tickets, displays, counters"),
    "voice": ("kiosk.hall.voice.command", "make, try and check the spoken calls"),
    "demo": ("kiosk.demo.command", "show the whole job with simulated devices"),
    "check": ("kiosk.technician.check", "check configuration, devices, fonts and the way to the hall"),
    "shots": ("kiosk.technician.shots", "take a picture of every screen"),
    "portrait": ("kiosk.portrait.batch.command", "reckon the portraits of a whole city, or explain one"),
    "person": ("kiosk.hall.person_command", "hand out, or delete, everything the hall holds about one person"),
    "route": ("kiosk.technician.route", "explain where a person would be sent, and why"),
}
"""Word -> (module with ``add_arguments(parser)`` and ``run(args) -> int``, what it is for).

A module is imported only when its word is said: the hall's libraries need not be on a kiosk."""

EPILOG = "Configuration is read from the folder config/ unless --config names another one."


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 all well, 1 the command found trouble, 2 wrong use or wrong configuration."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="kiosk", description="The service-hall kiosk.", epilog=EPILOG)
    parser.add_argument("-v", "--verbose", action="count", default=0, help="say more; twice: everything")
    commands = parser.add_subparsers(dest="command", metavar="WORD", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    run = None
    for word, (module_name, purpose) in COMMANDS.items():
        command = commands.add_parser(word, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if word == chosen:
            try:
                module = import_module(module_name)
            except ModuleNotFoundError as error:
                print(f"kiosk {word}: the Python package {error.name} is not installed here", file=sys.stderr)
                return 2
            module.add_arguments(command)
            run = module.run
    arguments = parser.parse_args(words)
    _log_to_stderr(arguments.verbose)
    assert run is not None, "argparse accepts known words only"
    try:
        return int(run(arguments))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _log_to_stderr(verbose: int) -> None:
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


if __name__ == "__main__":
    sys.exit(main())
