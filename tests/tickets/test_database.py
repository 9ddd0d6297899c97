"""Whoever waits for the one connection of a SQLite database gets it in turn; JSON that is text stays that text."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import JSON, Column, Integer, MetaData, Table, select

from kiosk.database import Line, Written, make_engine, reading, writing
from kiosk.prepared import add_rows


def test_the_line_is_handed_to_whoever_has_waited_longest() -> None:
    """Also when whoever gives it back asks again at that very moment."""
    line, came = Line(), list[int]()

    def wait(number: int) -> None:
        with line:
            came.append(number)

    with ThreadPoolExecutor(4) as pool:
        with line:
            for number in range(4):
                pool.submit(wait, number)
                while len(line._waiting) <= number:
                    time.sleep(0)  # until it stands in line
        with line:
            came.append(99)
    assert came == [0, 1, 2, 3, 99]
    assert not line.locked()


def test_json_that_is_written_already_is_stored_and_read_as_its_value() -> None:
    answers = Table("answers", MetaData(), Column("id", Integer, primary_key=True), Column("answer", JSON))
    engine = make_engine("sqlite://")
    written = Written('{"place": {"zh": "1号窗口"}}')
    with writing(engine) as connection:
        answers.create(connection)
        add_rows(connection, [(answers, {"answer": written})])
    with reading(engine) as connection:
        assert connection.scalar(select(answers.c.answer)) == {"place": {"zh": "1号窗口"}} == dict(written)
    engine.dispose()
