"""A made-up row for every table, so that a migration meets data in all of them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, Engine, MetaData, Table, func, insert, select
from sqlalchemy.types import TypeDecorator

from kiosk.database import writing

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OF_TYPE: dict[type, Any] = {
    str: "x",
    int: 1,
    float: 1.0,
    bool: False,
    date: AT.date(),
    datetime: AT,
    bytes: b"x",
}


def fill(engine: Engine, metadata: MetaData) -> None:
    """Tables that have no row yet are given one; a foreign key leads to whatever row is there."""
    with writing(engine) as connection:
        for table in metadata.sorted_tables:
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                continue
            found = {
                column.name: connection.execute(select(key.column).limit(1)).scalar_one()
                for column in table.c
                for key in column.foreign_keys
            }
            connection.execute(insert(table).values(_row(table) | found))


def counts(engine: Engine, metadata: MetaData) -> dict[str, int]:
    """Rows by table."""
    with writing(engine) as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _value(column) for column in table.c if column is not table.autoincrement_column}


def _value(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return {}
    kind = (column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type).python_type
    return uuid4() if kind is UUID else OF_TYPE[kind]
