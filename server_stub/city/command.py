"""``python -m server_stub city``: write a town or a city of invented customers to Parquet files."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from server_stub.city.makeup import PRESETS, city
from server_stub.city.writing import City, write

AS_OF = date(2026, 11, 22)  # fixed, so that the same seed is the same city on any day


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    makeup = PRESETS[options.preset] if options.preset else city(options.customers)
    started = time.monotonic()
    for done in write(City(options.seed, makeup, options.months, options.as_of), options.out):
        rate = done / max(0.001, time.monotonic() - started)
        print(
            f"city: {done:,} of {makeup.customers:,} customers, {rate:,.0f} a second", file=sys.stderr, flush=True
        )
    print(f"city: {makeup.customers:,} customers in {options.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m server_stub city",
        description="Writes invented customers with all that is known of them to Parquet files.",
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--customers", type=_positive, default=50_000, help="how many (default: %(default)s)")
    size.add_argument("--preset", choices=sorted(PRESETS), help="a place whose make-up is known")
    parser.add_argument("--months", type=_months, default=36, help="of bills (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="folder for customers.parquet, bills.parquet ...")
    parser.add_argument("--seed", type=int, default=7, help="which city (default: %(default)s)")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=AS_OF,
        help="histories end before this day (%(default)s)",
    )
    return parser


def _positive(text: str) -> int:
    number = int(text.replace("_", ""))
    if not 1 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError("between 1 and 10,000,000")
    return number


def _months(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 240:
        raise argparse.ArgumentTypeError("between 1 and 240")
    return number
