"""``kiosk portrait``: build the portraits of a whole city, or explain one customer's."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from kiosk.portrait.batch.build import CUSTOMERS_EACH, MEMORY_MB, MOST_BAD, Busy, Order, TooManyBadRows, build
from kiosk.portrait.batch.engines import DuckDb, Engine, EngineMissing
from kiosk.portrait.batch.explain import Judged, explained
from kiosk.portrait.batch.facts import facts_from
from kiosk.portrait.batch.progress import Progress
from kiosk.portrait.batch.publish import RunUnusable, publish
from kiosk.portrait.batch.recorded_steps import StepsKnown
from kiosk.portrait.batch.rejects import in_words, read_rejects, summary
from kiosk.portrait.batch.sources import SourceUnusable, open_source
from kiosk.portrait.batch.spark import Spark
from kiosk.portrait.batch.terms import Terms
from kiosk.portrait.batch.years import Outcome, YearOrder, keep_years, rule_of, steps_file, years_of
from kiosk.portrait.standing import YearRule

_SOURCE = (
    "a folder with customers, bills, payments, dunnings and contacts, and uses and complaints if there are any, "
    "as .parquet or .csv; "
    "or sqlite:///FILE; or postgresql://USER@HOST/DATABASE"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", metavar="years | build | explain | publish", required=True)
    making = words.add_parser(
        "build", help="reckon everybody's portrait and put the new table in the old one's place"
    )
    making.add_argument("--source", required=True, help=_SOURCE)
    making.add_argument(
        "--target", type=Path, required=True, help="folder of the runs; readers open TARGET/current"
    )
    making.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="(default: %(default)s)")
    making.add_argument(
        "--memory-mb", type=int, default=MEMORY_MB, help="of DuckDB, for all parts (default: %(default)s)"
    )
    making.add_argument(
        "--threads", type=_up_to(64), default=2, help="parts DuckDB reckons side by side (default: %(default)s)"
    )
    making.add_argument(
        "--part", type=_up_to(1_000_000), default=CUSTOMERS_EACH, help="customers in a part (default: %(default)s)"
    )
    making.add_argument(
        "--most-bad",
        type=_share,
        default=MOST_BAD,
        metavar="PERCENT",
        help="stop, and keep yesterday's portraits, when more rows than this are bad (default: 1)",
    )
    making.add_argument("--keep", type=int, default=7, help="runs kept in the target (default: %(default)s)")
    making.add_argument(
        "--years", type=Path, metavar="RECORD", help="steps of the service class, where the source tells none"
    )
    judging = words.add_parser(
        "years", help="judge the calendar years that are over, and grant the steps they earn"
    )
    judging.add_argument("--source", required=True, help=_SOURCE)
    judging.add_argument("--record", type=Path, required=True, help="folder that keeps every year judged")
    judging.add_argument(
        "--rule",
        type=YearRule,
        choices=list(YearRule),
        default=YearRule.ALL_MONTHS,
        help="what a year at A is (default: %(default)s)",
    )
    judging.add_argument(
        "--threads", type=_up_to(64), default=2, help="processes that judge side by side (default: %(default)s)"
    )
    telling = words.add_parser("explain", help="tell one customer's whole reckoning, line by line")
    telling.add_argument("customer", help="the customer number")
    telling.add_argument("--source", required=True, help=_SOURCE)
    telling.add_argument("--language", choices=("zh", "en"), default="zh", help="(default: %(default)s)")
    telling.add_argument("--years", type=Path, metavar="RECORD", help="tell the class of service too")
    giving = words.add_parser("publish", help="write the portraits to a file the hall reads")
    giving.add_argument("--portraits", type=Path, required=True, metavar="RUN", help="TARGET/current of a build")
    giving.add_argument("--to", type=Path, required=True, metavar="FILE.sqlite", help="replaced when it is whole")
    giving.add_argument(
        "--id-hashes", type=Path, metavar="CSV", help="customer_number,id_hash: who may be known by their ID card"
    )
    giving.add_argument(
        "--years", type=Path, metavar="RECORD", help="hand on the years judged, for people the hall has not seen"
    )
    for word in (making, telling, judging):
        word.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="DATE", help="(default: today)")
        word.add_argument("--grace-days", type=int, default=0, help="added to every due date (default: none)")
        word.add_argument(
            "--encoding", default="utf-8", help="of CSV files, gb18030 for one (default: %(default)s)"
        )
    for word in (making, telling):
        word.add_argument("--hold-b-months", type=int, default=0, help="new customers at most B for so long")


def run(args: argparse.Namespace) -> int:
    """0 done; 1 the data or the engine would not do; 2 wrong use."""
    if args.word == "publish":
        return _publish(args)
    as_of = args.as_of or date.today()  # noqa: DTZ011  the calendar day where the machine stands
    try:
        if args.word == "years":
            return _years(args, as_of)
        terms = Terms(as_of, args.grace_days, args.hold_b_months)
        return _build(args, terms) if args.word == "build" else _explain(args, terms)
    except (SourceUnusable, TooManyBadRows, Busy, EngineMissing, OSError, duckdb.Error) as trouble:
        print(f"kiosk portrait: {trouble}", file=sys.stderr)
        if isinstance(trouble, TooManyBadRows):
            print(*in_words(summary(read_rejects(trouble.rejects))), sep="\n", file=sys.stderr)
        return 1


def _build(args: argparse.Namespace, terms: Terms) -> int:
    workers = args.threads if args.engine == "duckdb" else 1
    steps = steps_file(args.years) if args.years else None
    if steps and not steps.exists():
        raise SourceUnusable(
            f"{args.years}: no record of years; kiosk portrait years --record {args.years} begins it"
        )
    order = Order(
        args.source,
        args.target,
        terms,
        encoding=args.encoding,
        customers_each=args.part,
        most_bad=args.most_bad,
        runs_kept=args.keep,
        workers=workers,
        beside=(steps,) if steps else (),
    )

    def engine_for(spill: Path) -> Engine:
        here = args.engine == "duckdb"
        engine = DuckDb(spill, args.memory_mb // workers, threads=1) if here else Spark(spill)
        return StepsKnown(engine, steps) if steps else engine

    made = build(order, engine_for, Progress())
    rejects = list(in_words(summary(read_rejects(made / "rejects.csv"))))
    print(f"portraits: {made / 'portrait'}\nreport:    {made / 'report.html'}")
    print(*([f"rejected:  {made / 'rejects.csv'}", *rejects] if rejects else ["rejected:  nothing"]), sep="\n")
    return 0


def _years(args: argparse.Namespace, as_of: date) -> int:
    order = YearOrder(
        args.source, args.record, as_of, args.rule, args.grace_days, args.encoding, workers=args.threads
    )
    print(*_told(keep_years(order, Progress()), args.record), sep="\n")
    return 0


def _told(found: Outcome, record: Path) -> list[str]:
    if found.year is None:
        return ["years: no calendar year is over that the source reaches back to"]
    held = ", ".join(f"{count:,} hold {steps}" for steps, count in found.holding.items())
    day = date(found.year + 1, 1, 1)
    untold = f"the source begins too late to tell of all month-ends of {found.untold:,}; held against nobody"
    return [
        f"judged:  {', '.join(map(str, found.judged)) or 'nothing new'}",
        *([f"untold:  {untold}"] if found.untold else []),
        f"steps:   {held}",
        f"changed: {found.raised:,} raised and {found.lost:,} lowered on {day}, see {found.changes}",
        f"build:   takes them with --years {record}",
    ]


def _explain(args: argparse.Namespace, terms: Terms) -> int:
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDb()
        try:
            facts = facts_from(
                engine, open_source(args.source, Path(folder) / "staging", args.encoding), args.customer
            )
        finally:
            engine.close()
    if facts is None:
        print("kiosk portrait: no such customer in the source", file=sys.stderr)
        return 1
    judged = None
    if args.years:
        judged = Judged(years_of(args.years, [args.customer]).get(args.customer, ()), rule_of(args.years))
    print(*explained(facts, terms, args.language, judged), sep="\n")
    return 0


def _publish(args: argparse.Namespace) -> int:
    progress = Progress()
    try:
        count = publish(
            args.portraits,
            args.to,
            args.id_hashes,
            lambda done, total: progress(done, done, total, 0),
            args.years,
        )
    except (RunUnusable, OSError, duckdb.Error) as trouble:
        print(f"kiosk portrait: {trouble}", file=sys.stderr)
        return 1
    print(f"published: {count:,} portraits in {args.to}")
    return 0


def _up_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"between 1 and {most:,}")
        return int(text)

    return number


def _share(text: str) -> int:
    """Percent to rows per million."""
    share = float(text)
    if not 0 <= share <= 100:
        raise argparse.ArgumentTypeError("between 0 and 100")
    return round(share * 10_000)
