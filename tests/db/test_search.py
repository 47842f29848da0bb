"""Search has one meaning on both databases."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal

from db import search
from db.engine import Database
from db.models import Event
from tests.db.test_migrations import add_event

TITLE = "发票抬头错误 Printer-X200"
CONTENT = "请更正 Invoice №12，naïve café 𠀀𠀁 ภาษาไทย こんにちは Straße"

FOUND = [
    "发票",
    "票",
    "抬头错误",
    "invoice",
    "INV",
    "print",
    "x200",
    "naïve",
    "𠀀𠀁",
    "ภาษา",
    "こん",
    "strasse",
    "请更正 发票",
    "ＰＲＩＮＴ",
    "no12",
]
NOT_FOUND = [
    "票发",
    "头错了",
    "rinter",
    "nothing",
    "!!",
    "   ",
    "发票 nothing",
    "' OR 1=1 --",
    '"',
    "*",
    "NOT",
    "x2000",
]


@pytest.fixture
def event_id(database: Database) -> int:
    """An event with texts of many kinds."""

    def work(session: Any) -> int:
        number = add_event(session)
        event = session.get_one(Event, number)
        event.title, event.content = TITLE, CONTENT
        search.index_event(session, event, is_new=False)
        return number

    return database.write(work)


def find(database: Database, value: str) -> list[int]:
    """The events that match."""

    def work(session: Any) -> list[int]:
        query = search.search_query(session, value)
        if query is None:
            return []
        on_postgresql = search.is_postgresql(session)
        return list(session.scalars(search.events_that_match(literal(query), on_postgresql=on_postgresql)))

    return database.read(work)


def test_what_is_found(database: Database, event_id: int) -> None:
    """Words by their beginning, Chinese by any two neighbours or one character, in whatever case and width."""
    assert {value for value in FOUND if find(database, value) == [event_id]} == set(FOUND)


def test_what_is_not_found(database: Database, event_id: int) -> None:
    """Everything asked for must be there, and signs ask for nothing."""
    assert {value for value in NOT_FOUND if find(database, value)} == set()


def test_a_changed_text_is_found_by_its_new_words_only(database: Database, event_id: int) -> None:
    """The index follows the event."""

    def work(session: Any) -> None:
        event = session.get_one(Event, event_id)
        event.title, event.content = "物流", "parcel"
        search.index_event(session, event, is_new=False)

    database.write(work)
    assert (find(database, "物流"), find(database, "发票")) == ([event_id], [])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40))
def test_no_text_is_an_error(database: Database, event_id: int, value: str) -> None:
    """Whatever is asked for is an answer, not a syntax error of a database."""
    if "\x00" not in value:
        assert find(database, value) in ([], [event_id])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=12))
def test_every_text_is_found_by_itself(database: Database, event_id: int, value: str) -> None:
    """An event is found by its own title, whatever script it is in."""

    def work(session: Any) -> None:
        event = session.get_one(Event, event_id)
        event.title, event.content = value, ""
        search.index_event(session, event, is_new=False)

    database.write(work)
    assert find(database, value) == [event_id]


def test_plain_text_has_the_tokens_that_it_has_beside_other_text() -> None:
    """ASCII alone is cut by an expression, anything else letter by letter."""
    plain = "Re: Drucker_5 isn't (at all)\tOK-2026\x7f"
    assert [*search.tokens(plain), "票"] == list(search.tokens(f"{plain} 票"))


def test_tokens_of_mixed_text() -> None:
    """Ideographs alone and in pairs, words whole."""
    assert list(search.tokens("发票A1, b")) == ["发", "票", "发票", "a1", "b"]
    assert search.query_terms("发票A1") == [("发票", False), ("a1", True)]
