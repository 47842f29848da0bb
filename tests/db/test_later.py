"""Rows that are left for the end of their transaction."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from db.engine import Database
from db.later import leave, savepoint
from db.models import Counter, Department, table_of

_DEPARTMENTS, _COUNTERS = table_of(Department), table_of(Counter)


def names(database: Database) -> list[str]:
    """The departments there are, in the order in which they were inserted."""
    return list(database.read(lambda session: session.scalars(select(Department.name).order_by(Department.id))))


def test_rows_that_were_left_are_there_when_a_write_returns(database: Database) -> None:
    """Those of several tables, of several shapes, and more than one statement takes."""

    def work(session: Any) -> None:
        leave(session, _COUNTERS, {"name": "x", "value": 7})
        for place in range(45):
            leave(session, _DEPARTMENTS, {"name": f"{place}"} | ({"parent_id": None} if place % 2 else {}))
        assert session.scalars(select(Department.name)).all() == []

    database.write(work)
    assert sorted(map(int, names(database))) == list(range(45))
    assert database.read(lambda session: session.get_one(Counter, "x").value) == 7


def test_they_stand_behind_what_they_refer_to(database: Database) -> None:
    """What the ORM still has to insert comes first."""

    def work(session: Any) -> None:
        parent = session.execute(insert(Department).values(name="parent").returning(Department.id)).scalar_one()
        leave(session, _DEPARTMENTS, {"name": "child", "parent_id": parent})
        session.add(Department(name="other"))

    database.write(work)
    assert names(database) == ["parent", "other", "child"]


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    """Not for the next one either."""

    def fail(session: Any) -> None:
        leave(session, _DEPARTMENTS, {"name": "one"})
        raise KeyError

    with pytest.raises(KeyError):
        database.write(fail)
    database.write(lambda session: leave(session, _DEPARTMENTS, {"name": "two"}))
    assert names(database) == ["two"]


def test_a_savepoint_takes_back_what_was_left_within(database: Database) -> None:
    """And only that."""

    def fail(session: Any) -> None:
        with savepoint(session):
            leave(session, _DEPARTMENTS, {"name": "within"})
            raise KeyError

    def work(session: Any) -> None:
        leave(session, _DEPARTMENTS, {"name": "before"})
        with pytest.raises(KeyError):
            fail(session)
        with savepoint(session):
            leave(session, _DEPARTMENTS, {"name": "kept"})

    database.write(work)
    assert sorted(names(database)) == ["before", "kept"]
