"""Where the facts come from: Parquet files as they are; CSV, SQLite and PostgreSQL copied to Parquet first.

The copies hold every value as text with the number of its line, so that a bad one can be named in the words and at
the place its owner knows. PostgreSQL is copied in one transaction: all tables stand for the same moment.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import import_module
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from kiosk.portrait.batch.checks import missing_columns
from kiosk.portrait.batch.rejects import Reject
from kiosk.portrait.batch.tables import FIELDS, SPARE

_BATCH = 100_000  # rows copied at a time
_OF_DUCKDB = {"file_index", "file_row_number"}
_TEXT_KINDS = (".csv", ".csv.gz")
_ARROW = {"int64": pa.int64(), "string": pa.string(), "boolean": pa.bool_(), "date": pa.date32()}

Batches: TypeAlias = Iterator[list[tuple[Any, ...]]]


class SourceUnusable(Exception):
    """The source is not there, or lacks a table or column; the text says what."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One table: Parquet files, what to call them, and whether they are copies with a ``line`` of their own."""

    files: tuple[Path, ...]
    names: tuple[str, ...]
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    tables: Mapping[str, Origin]
    broken: tuple[Reject, ...] = ()  # lines that are no row at all


def open_source(source: str, staging: Path, encoding: str = "utf-8") -> Source:
    """Find the tables; those it may lack are then empty. Raises SourceUnusable.

    ``source``: a folder with TABLE.parquet or TABLE.csv (or folders TABLE/ of such files), ``sqlite:///FILE``, or
    ``postgresql://USER@HOST/DATABASE``. Copies are made in the folder ``staging``; whole ones are used again,
    so that a run taken up again sees what it saw before.
    """
    done = staging / "source.json"
    if done.exists():
        return _remembered(json.loads(done.read_text(encoding="utf-8")))
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    found = _completed(_found(source, staging, encoding), staging)
    if not _somebody(found.tables["customers"]):
        raise SourceUnusable("customers: not a single row; a city without people is an export that failed")
    done.write_text(json.dumps(asdict(found), default=str), encoding="utf-8")
    return found


def _somebody(customers: Origin) -> bool:
    try:
        return any(pq.read_metadata(file).num_rows for file in customers.files)
    except pa.ArrowInvalid as error:
        raise SourceUnusable(f"customers: {error}") from error


def _completed(found: Source, staging: Path) -> Source:
    """With an empty table in place of each that the source may lack and does."""
    tables = dict(found.tables)
    for table in sorted(SPARE - found.tables.keys()):
        schema = pa.schema([(field.name, _ARROW[field.type]) for field in FIELDS[table]])
        path = staging / f"no-{table}.parquet"
        pq.write_table(schema.empty_table(), path)
        tables[table] = Origin((path,), (table,))
    return Source(tables, found.broken)


def _remembered(stored: Mapping[str, Any]) -> Source:
    tables = {
        name: Origin(tuple(map(Path, origin["files"])), tuple(origin["names"]), origin["copied"])
        for name, origin in stored["tables"].items()
    }
    return Source(tables, tuple(Reject(*reject) for reject in stored["broken"]))


def _found(source: str, staging: Path, encoding: str) -> Source:
    kind = urlsplit(source).scheme if "://" in source else ""
    if kind == "sqlite":
        return _from_sqlite(Path(source.removeprefix("sqlite:///")), staging)
    if kind in {"postgresql", "postgres"}:
        return _from_postgresql(source, staging)
    if kind:
        raise SourceUnusable(f"{kind}: not a kind of source; say a folder, sqlite:///FILE or postgresql://...")
    return _from_folder(Path(source), staging, encoding)


def fingerprint_of(source: str) -> list[str]:
    """What tells this state of the source from another: names, sizes and times of its files."""
    path = Path(source.removeprefix("sqlite:///"))
    if path.is_file():
        found = [path]
    elif path.is_dir():
        found = sorted(file for table in FIELDS for file in _files(path, table))
    else:
        return [source]
    return [f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in found]


def _files(folder: Path, table: str) -> list[Path]:
    for ending in (".parquet", *_TEXT_KINDS):
        single = folder / f"{table}{ending}"
        several = sorted((folder / table).glob(f"*{ending}")) if (folder / table).is_dir() else []
        if single.is_file():
            return [single]
        if several:
            return several
    return []


def _from_folder(folder: Path, staging: Path, encoding: str) -> Source:
    if not folder.is_dir():
        raise SourceUnusable(f"{folder}: no such folder")
    tables, broken = {}, []
    for table in FIELDS:
        files = _files(folder, table)
        if not files and table in SPARE:
            continue
        if not files:
            raise SourceUnusable(f"{folder}: neither {table}.parquet nor {table}.csv, nor a folder {table} of them")
        names = tuple(str(file.relative_to(folder)) for file in files)
        if files[0].suffix == ".parquet":
            _surely_readable(files[0], names[0])
            tables[table] = Origin(tuple(files), names)
            continue
        copies = []
        for at, file in enumerate(files):
            copies.append(staging / f"{table}-{at:04d}.parquet")
            try:
                broken += _copy_csv(file, names[at], table, copies[-1], encoding)
            except (UnicodeError, LookupError) as error:
                raise SourceUnusable(f"{names[at]}: {error}; give its encoding by --encoding") from error
            except pa.ArrowInvalid as error:
                hint = "; give its encoding by --encoding" if "UTF8" in str(error) else ""
                raise SourceUnusable(
                    f"{names[at]}: no CSV file with a line of column names: {error}{hint}"
                ) from error
        tables[table] = Origin(tuple(copies), names, copied=True)
    return Source(tables, tuple(broken))


def _surely_readable(file: Path, name: str) -> None:
    try:
        columns = pq.read_schema(file).names
    except pa.ArrowInvalid as error:
        raise SourceUnusable(f"{name}: {error}") from error
    if taken := [column for column in columns if column.lower() in _OF_DUCKDB]:
        raise SourceUnusable(f"{name}: a column cannot be called {', '.join(taken)}; give it another name")


def _asked(table: str, there: Sequence[str], name: str) -> list[str]:
    """The columns that are copied. Raises SourceUnusable when one is missing."""
    if missing := missing_columns(table, dict.fromkeys(there, "string")):
        raise SourceUnusable(f"{name}: no column {', '.join(missing)}")
    return [field.name for field in FIELDS[table] if field.name in there]


def _copy_csv(file: Path, name: str, table: str, copy: Path, encoding: str) -> list[Reject]:
    """The header is line 1. Lines with too few or too many columns are left out and returned."""
    broken: list[Reject] = []

    def left_out(row: Any) -> str:
        reason = f"{row.actual_columns} columns instead of {row.expected_columns}"
        broken.append(Reject(table, name, int(row.number), "", "", reason))
        return "skip"

    header = _asked(table, _header(file, encoding), name)
    none = pa.schema([*((name, pa.string()) for name in header), ("line", pa.int64())]).empty_table()
    with pc.open_csv(
        file,
        read_options=pc.ReadOptions(use_threads=False, encoding=encoding),
        parse_options=pc.ParseOptions(invalid_row_handler=left_out, ignore_empty_lines=False),
        convert_options=pc.ConvertOptions(
            include_columns=header,
            column_types=dict.fromkeys(header, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=[""],
        ),
    ) as reader:
        _write(copy, chain([none], _numbered(reader, broken)))  # a header and no rows is an empty table
    return broken


def _header(file: Path, encoding: str) -> list[str]:
    with pc.open_csv(
        file,
        read_options=pc.ReadOptions(use_threads=False, encoding=encoding),
        parse_options=pc.ParseOptions(invalid_row_handler=lambda _: "skip"),
    ) as reader:
        return list(reader.schema.names)


def _numbered(batches: Iterable[pa.RecordBatch], broken: Sequence[Reject]) -> Iterator[pa.Table]:
    """Adds ``line``, counting the lines left out so far."""
    line, at = 1, 0
    for batch in batches:
        lines = []
        for _ in range(batch.num_rows):
            line += 1
            while at < len(broken) and broken[at].line == line:
                line, at = line + 1, at + 1
            lines.append(line)
        yield pa.Table.from_batches([batch]).append_column("line", pa.array(lines, pa.int64()))


def _write(copy: Path, tables: Iterable[pa.Table]) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    writer = None
    for table in tables:
        writer = writer or pq.ParquetWriter(copy, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is None:
        raise SourceUnusable(f"{copy.stem}: no header")
    writer.close()


def _copied(tables: Iterable[tuple[str, Sequence[str], Batches]], staging: Path) -> Source:
    """``tables``: name, columns, and batches of rows."""
    found = {}
    for table, columns, batches in tables:
        copy = staging / f"{table}.parquet"
        _write(copy, _texts(columns, batches))
        found[table] = Origin((copy,), (table,), copied=True)
    return Source(found)


def _texts(columns: Sequence[str], batches: Batches) -> Iterator[pa.Table]:
    schema = pa.schema([*[(name, pa.string()) for name in columns], ("line", pa.int64())])
    yield schema.empty_table()
    line = 0
    for batch in batches:
        texts = [[None if value is None else str(value) for value in column] for column in zip(*batch, strict=True)]
        yield pa.Table.from_arrays(
            [*map(pa.array, texts), pa.array(range(line + 1, line + len(batch) + 1))], schema=schema
        )
        line += len(batch)


def _from_sqlite(file: Path, staging: Path) -> Source:
    try:
        return _copied(_sqlite_rows(file), staging)
    except sqlite3.Error as error:
        raise SourceUnusable(f"{file}: {error}") from error


def _sqlite_rows(file: Path) -> Iterator[tuple[str, Sequence[str], Batches]]:
    """The tables in the order of their rows; read only. Bytes that are no UTF-8 are seen in the text they spoil."""
    if not file.is_file():
        raise SourceUnusable(f"{file}: no such file")
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.text_factory = lambda text: text.decode("utf-8", "replace")
        database.execute("BEGIN")
        there = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        for table in _wanted(there):
            described = database.execute(f'SELECT * FROM "{table}" LIMIT 0').description
            columns = _asked(table, [column for column, *_ in described], table)
            listed = ", ".join(f'"{column}"' for column in columns)
            yield table, columns, _batches(database.execute(f'SELECT {listed} FROM "{table}" ORDER BY rowid'))


def _wanted(there: Set[str]) -> list[str]:
    return [table for table in FIELDS if table in there or table not in SPARE]


def _batches(rows: sqlite3.Cursor) -> Batches:
    while batch := rows.fetchmany(_BATCH):
        yield batch


def _from_postgresql(source: str, staging: Path) -> Source:
    """By COPY, which is the fastest way out; needs psycopg."""
    try:
        psycopg = import_module("psycopg")
    except ImportError as error:
        raise SourceUnusable("PostgreSQL needs psycopg: pip install 'service-hall-kiosk[batch]'") from error
    found = {}
    try:
        with psycopg.connect(source) as database, database.cursor() as cursor:
            database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            known = "SELECT tablename FROM pg_tables UNION SELECT viewname FROM pg_views"
            for table in _wanted({name for (name,) in database.execute(known)}):
                copy = staging / f"{table}.parquet"
                described = database.execute(f"SELECT * FROM {table} LIMIT 0").description
                listed = ", ".join(_asked(table, [column.name for column in described], table))
                with cursor.copy(f"COPY (SELECT {listed} FROM {table}) TO STDOUT (FORMAT csv, HEADER)") as stream:
                    _write(copy, _csv_blocks(stream))
                found[table] = Origin((copy,), (table,), copied=True)
    except psycopg.Error as error:
        raise SourceUnusable(f"PostgreSQL: {error}") from error
    return Source(found)


def _csv_blocks(stream: Iterable[Any]) -> Iterator[pa.Table]:
    """COPY sends whole lines; they are read a block at a time."""
    header, lines, rows = b"", [], 0
    for data in stream:
        if not header:
            header = bytes(data)
            yield _block(header, b"", 0)
            continue
        lines.append(bytes(data))
        if len(lines) == _BATCH:
            yield _block(header, b"".join(lines), rows)
            rows, lines = rows + len(lines), []
    if lines:
        yield _block(header, b"".join(lines), rows)


def _block(header: bytes, body: bytes, before: int) -> pa.Table:
    names = header.decode().strip().split(",")
    options = pc.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
    )
    table = pc.read_csv(BytesIO(header + body), convert_options=options)
    return table.append_column("line", pa.array(range(before + 1, before + table.num_rows + 1), pa.int64()))
