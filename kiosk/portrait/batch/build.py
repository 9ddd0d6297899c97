"""One night's run: from a source to a portrait table that takes the old one's place in one moment.

The target folder::

    current -> runs/2026-11-22-0f3a...      what readers open; moved last, in one step
    runs/2026-11-22-0f3a.../portrait/*.parquet, late/*.parquet, report.html, report.json, rejects.csv, manifest.json
    work/93bc.../                           an unfinished run, taken up again by the next call

A run is named by its day and by what it found. Runs older than the last few are removed. The same input gives the
same files to the byte.
"""

import fcntl
import hashlib
import heapq
import json
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.loading import look
from kiosk.portrait.batch.page import FILES, page
from kiosk.portrait.batch.parts import Done, Parts, Range, count_rows, ranges, write_json, write_whole
from kiosk.portrait.batch.plan import plan_for, small_tables
from kiosk.portrait.batch.rejects import bad_rows, read_rejects, summary, write_rejects
from kiosk.portrait.batch.report import Change, changes, drift, figures
from kiosk.portrait.batch.sources import Source, fingerprint_of, open_source
from kiosk.portrait.batch.terms import Terms

PER_MILLION = 1_000_000
MOST_BAD = 10_000
"""Bad rows per million, unless told otherwise; a source with more is not believed."""
REJECTS = "rejects.csv"
CUSTOMERS_EACH = 36_000
MEMORY_MB = 800
"""What a run takes unless told otherwise. A part that does not fit into its share of the memory is slow."""


class TooManyBadRows(Exception):
    """The source cannot be believed as a whole; nothing was published. ``rejects`` is the file that says why."""

    def __init__(self, bad: int, rows: int, rejects: Path) -> None:
        super().__init__(f"{bad:,} of {rows:,} rows are bad, too many; yesterday's portraits stay. See {rejects}")
        self.rejects = rejects


class Busy(Exception):
    """Another run works on this target."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to build. ``most_bad`` is in rows per million; ``runs_kept`` counts the new one; ``workers`` is how many
    ranges are reckoned side by side, each by an engine of its own. ``beside``: other files the engines read."""

    source: str
    target: Path
    terms: Terms
    encoding: str = "utf-8"
    customers_each: int = CUSTOMERS_EACH
    most_bad: int = MOST_BAD
    runs_kept: int = 7
    workers: int = 1
    beside: tuple[Path, ...] = ()


Progress = Callable[[int, int, int, int], None]
"""Called with customers done, rows done, rows in all, and bad rows so far."""


def build(order: Order, engine_for: Callable[[Path], Engine], progress: Progress) -> Path:
    """Reckon and publish; returns the folder of the run. Raises SourceUnusable, TooManyBadRows, Busy, OSError."""
    order.target.mkdir(parents=True, exist_ok=True)
    with alone(order.target):
        mark = fingerprint(order)
        work = order.target / "work" / mark
        for old in _others(order.target / "work", mark):
            shutil.rmtree(old)
        work.mkdir(parents=True, exist_ok=True)
        source = open_source(order.source, work / "staging", order.encoding)
        spill = _fresh(work / "spill")
        with ExitStack() as engines:
            hired = [engine_for(_fresh(spill / str(at))) for at in range(order.workers)]
            for engine in hired:
                engines.callback(engine.close)
            rows = _reckon(order, hired, source, work, progress)
        return _publish(order, work, rows)


def fingerprint(order: Order) -> str:
    """What makes a run the same run: the state of what is read, the terms, the cut, and the rules themselves."""
    terms = (order.terms.as_of.isoformat(), order.terms.grace_days, order.terms.hold_b_months)
    read = [*fingerprint_of(order.source), *(one for file in order.beside for one in fingerprint_of(str(file)))]
    parts = [order.source, *read, repr(terms), str(order.customers_each), rules_version()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def rules_version() -> str:
    """Changes whenever a rule does: made from the text of the rules."""
    folder = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.py"), *folder.glob("batch/*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def current(target: Path) -> Path | None:
    """The run readers see."""
    link = target / "current"
    return link.resolve() if link.exists() else None


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Raises Busy while another process is in here."""
    with (target / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"{target}: another run is at work") from error
        yield


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _others(folder: Path, kept: str) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != kept] if folder.exists() else []


def _reckon(
    order: Order, engines: Sequence[Engine], source: Source, work: Path, progress: Progress
) -> dict[str, int]:
    """Rows of each table."""
    plan = plan_for(order.terms)
    for engine in engines:
        for name, small in small_tables(order.terms).items():
            engine.rows(name, small)
        look(engine, source)
    rows = count_rows(engines[0], source)
    total = sum(rows.values()) + len(source.broken)
    cut = ranges(engines[0], source, order.customers_each)
    customers = seen = 0
    bad = len(source.broken)
    workers = [Parts(engine, source, plan, work) for engine in engines]
    with closing(_all_done(cut, workers)) as finished:
        for at, done in enumerate(finished, start=1):
            customers, seen, bad = customers + done.customers, seen + done.rows, bad + done.bad_rows
            progress(customers, seen, total, bad)
            _stop_if_too_bad(order, work, source, cut[:at], (bad, total))
    _gather(work, source, cut, work / REJECTS)
    return rows


def _all_done(cut: Sequence[Range], workers: Sequence[Parts]) -> Generator[Done, None, None]:
    """In the order of the ranges. Whoever stops asking stops the work on ranges not yet begun."""
    free = SimpleQueue[Parts]()
    for worker in workers:
        free.put(worker)

    def one(part: Range) -> Done:
        worker = free.get()
        try:
            return worker.finished(part) or worker.reckon(part)
        finally:
            free.put(worker)

    with ThreadPoolExecutor(len(workers)) as pool:
        begun = [pool.submit(one, part) for part in cut]
        try:
            yield from (done.result() for done in begun)
        finally:
            pool.shutdown(cancel_futures=True)


def _stop_if_too_bad(order: Order, work: Path, source: Source, done: list[Range], counted: tuple[int, int]) -> None:
    bad, total = counted
    if bad * PER_MILLION > order.most_bad * total:
        path = order.target / "rejects-of-stopped-run.csv"
        _gather(work, source, done, path)
        raise TooManyBadRows(bad, total, path)


def _gather(work: Path, source: Source, cut: list[Range], into: Path) -> None:
    """The rejects of all parts in one file, in order; there may be millions, so they are merged as read."""
    of_parts = [read_rejects(work / f"{part.name}.rejects.csv") for part in cut]
    write_whole(into, lambda whole: write_rejects(whole, heapq.merge(sorted(source.broken), *of_parts)))


def _publish(order: Order, work: Path, rows: dict[str, int]) -> Path:
    """Put the finished run beside the old ones, then turn ``current`` to it."""
    parts, late_parts = (sorted(work.glob(f"{name}-*.parquet")) for name in ("part", "late-part"))
    run = (
        order.target / "runs" / f"{order.terms.as_of.isoformat()}-{_digest([work / REJECTS, *parts, *late_parts])}"
    )
    before = current(order.target)
    if before == run.resolve():
        shutil.rmtree(work)
        return run
    made = _fresh(work / "run")
    portraits, late = made / "portrait", made / "late"
    for folder, files in ((portraits, parts), (late, late_parts)):
        folder.mkdir()
        for file in files:
            (folder / file.name.removeprefix("late-")).hardlink_to(file)
    old = before / "portrait" if before else None
    (made / REJECTS).hardlink_to(work / REJECTS)
    report = _report(order, portraits, old, rows)
    write_json(made / "report.json", report)
    for language, name in FILES.items():
        write_whole(made / name, partial(_write_text, page(report, language)))
    write_json(
        made / "manifest.json", {"as_of": order.terms.as_of.isoformat(), "rules": rules_version(), "rows": rows}
    )
    run.parent.mkdir(exist_ok=True)
    shutil.rmtree(run, ignore_errors=True)
    made.rename(run)
    _turn(order.target / "current", run)
    shutil.rmtree(work)
    _forget(run.parent, order.runs_kept, {run.name, before.name if before else run.name})
    return run


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _report(order: Order, portraits: Path, old: Path | None, rows: dict[str, int]) -> dict[str, object]:
    rejects = portraits.parent / REJECTS
    after = figures(portraits)
    before = figures(old) if old else None
    moved: list[Change] = changes(old, portraits) if old else []
    return {
        "as_of": order.terms.as_of.isoformat(),
        "rules": rules_version(),
        "rows": rows,
        "bad_rows": bad_rows(read_rejects(rejects)),
        "rejects": summary(read_rejects(rejects)),
        "after": after,
        "before": before,
        "before_as_of": _as_of(old.parent if old else None),
        "changes": [asdict(change) for change in moved],
        "warnings": drift(before, after, moved) if before else [],
    }


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _as_of(run: Path | None) -> str | None:
    if run is None:
        return None
    told: str = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["as_of"]
    return told


def _turn(link: Path, run: Path) -> None:
    """Renaming one link over another is one step: a reader finds the old run or the new one, never neither."""
    turned = link.with_name("current.new")
    turned.unlink(missing_ok=True)
    turned.symlink_to(run.relative_to(link.parent))
    turned.replace(link)


def _forget(runs: Path, count: int, kept: set[str]) -> None:
    by_age = sorted(runs.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in by_age[count:]:
        if path.name not in kept:
            shutil.rmtree(path)
