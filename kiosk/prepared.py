"""Statements that are written once with SQLAlchemy and from then on go straight to the database's driver.

On the way of a ticket, and of a call, everything else SQLAlchemy does for each execution (looking for the statement
in its cache, making a context, a result and rows) costs several times what the database needs. The SQL, the types
of what goes in and comes out, transactions, connections and errors stay SQLAlchemy's.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Insert, Table, bindparam, insert, literal
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

Process = Callable[[Any], Any] | None


class _Ready(NamedTuple):
    """For one database: the SQL, how values go in, how columns come out.

    ``into``: for each value the SQL asks for, its name there, the name it is given by, and how it is sent. What is
    always the same is given by no name, and stands in the third place itself. ``by_place``: names are not sent.
    """

    sql: str
    by_place: bool
    into: tuple[tuple[str, str | None, Any], ...]
    out: tuple[tuple[str, Process], ...]


class Prepared:
    """``statement`` takes its values by ``bindparam``; they are named when it is run. Safe for many threads.

    Lists of values must be in the statement itself, by ``one_of``. Errors of the database are raised as SQLAlchemy
    raises them (IntegrityError and the like).
    """

    def __init__(self, statement: SelectBase | UpdateBase) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def all(self, connection: Connection, **values: Any) -> list[dict[str, Any]]:
        """Every row, as a value by column name."""
        ready, cursor = self._execute(connection, values)
        return [_row(ready, row) for row in cursor.fetchall()]

    def first(self, connection: Connection, **values: Any) -> dict[str, Any] | None:
        ready, cursor = self._execute(connection, values)
        row = cursor.fetchone()
        return None if row is None else _row(ready, row)

    def scalar(self, connection: Connection, **values: Any) -> Any:
        """The first column of the first row, or None."""
        ready, cursor = self._execute(connection, values)
        row = cursor.fetchone()
        if row is None:
            return None
        process = ready.out[0][1]
        return row[0] if process is None else process(row[0])

    def run(self, connection: Connection, **values: Any) -> None:
        """For what gives nothing back."""
        self._execute(connection, values)

    def _execute(self, connection: Connection, values: dict[str, Any]) -> tuple[_Ready, Any]:
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._made_for(dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(ready.sql, _sent(ready, values))
        except dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemys(connection, ready.sql, error) from error
        return ready, cursor

    def _made_for(self, dialect: Dialect) -> _Ready:
        compiled = self._statement.compile(dialect=dialect)
        if "POSTCOMPILE" in str(compiled):
            raise TypeError(f"write IN with one_of: {compiled}")
        given = dict[str, tuple[str | None, Any]]()
        for bind, name in compiled.bind_names.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            given[name] = (
                (name, process) if bind.required else (None, process(bind.value) if process else bind.value)
            )
        by_place = compiled.positiontup is not None
        into = tuple((name, *given[name]) for name in compiled.positiontup or given)
        columns = [(column.name, column.type.dialect_impl(dialect)) for column in self._statement.exported_columns]
        out = [(name, kind.result_processor(dialect, None)) for name, kind in columns]
        ready = _Ready(str(compiled), by_place, into, tuple(out))
        self._ready[dialect.name] = ready
        return ready


NewRow: TypeAlias = tuple[Table, Mapping[str, Any]]
"""A value for each column that the database does not count itself."""


def add_rows(connection: Connection, rows: Sequence[NewRow]) -> None:
    """Insert them, each table's at most once; a row may refer to one before it. One round trip on PostgreSQL."""
    if connection.dialect.name == "postgresql":
        named = {f"{table.name}_{name}": value for table, row in rows for name, value in row.items()}
        _at_once(tuple(table for table, _ in rows)).run(connection, **named)
        return
    for table, row in rows:
        _alone(table).run(connection, **row)


@lru_cache(maxsize=64)
def _alone(table: Table) -> Prepared:
    return Prepared(row_of(table))


@lru_cache(maxsize=64)
def _at_once(tables: tuple[Table, ...]) -> Prepared:
    """One statement; what the rows refer to is checked at its end."""
    *others, last = (_named_row(table) for table in tables)
    return Prepared(last.add_cte(*(row.cte(f"new_{row.table.name}") for row in others)))


def row_of(table: Table) -> Insert:
    """INSERT of a whole row, each value named as its column; a number the database counts itself is left out."""
    return insert(table).values({name: bindparam(name) for name in _given(table)})


def _named_row(table: Table) -> Insert:
    """As ``row_of``, for a statement in which other tables have columns of the same names."""
    return insert(table).values({name: bindparam(f"{table.name}_{name}") for name in _given(table)})


def _given(table: Table) -> list[str]:
    return [column.name for column in table.c if column is not table.autoincrement_column]


def one_of(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """``column IN (values)`` with as many values as there are now."""
    return column.in_([literal(value, column.type) for value in values])


def _sent(ready: _Ready, values: Mapping[str, Any]) -> Any:
    """The values as the driver takes them: SQLite's is quicker when they come by place."""
    if ready.by_place:
        return [
            process if whose is None else values[whose] if process is None else process(values[whose])
            for _, whose, process in ready.into
        ]
    return {
        name: process if whose is None else values[whose] if process is None else process(values[whose])
        for name, whose, process in ready.into
    }


def _row(ready: _Ready, row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        name: value if process is None else process(value)
        for (name, process), value in zip(ready.out, row, strict=True)
    }


def _as_sqlalchemys(connection: Connection, sql: str, error: Exception) -> Exception:
    """As SQLAlchemy itself would raise it, without the values, and the connection given up when it is broken."""
    dialect = connection.dialect
    broken = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]  # it takes None, and drivers' own errors
    base = dialect.loaded_dbapi.Error
    raised = DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, connection_invalidated=broken, dialect=dialect
    )
    if broken:
        connection.invalidate(error)
    return raised
