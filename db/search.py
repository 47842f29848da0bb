"""Full-text search over titles and contents of events, one meaning on both databases.

A text is cut into tokens here, in Python, and the databases only index them: PostgreSQL as a
``tsvector`` under GIN, SQLite in an FTS5 table. Words of alphabetic scripts are tokens, found by their
beginning. Chinese, Japanese and Korean are written without spaces, so each character and each pair of
neighbours is a token: most Chinese words have two characters, which a trigram index cannot look up.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise

from sqlalchemy import Column, MetaData, Select, Table, Text, cast, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ColumnElement, literal_column

from db.later import leave, write_left
from db.models import Event
from db.rows import WholeEvent
from db.types import BIG_KEY

# Apart from the models' metadata: on SQLite this is a virtual table, which no CREATE TABLE can describe.
EVENT_SEARCH = Table(
    "event_search",
    MetaData(),
    Column("rowid", BIG_KEY, primary_key=True, key="event_id"),
    Column("tokens", TSVECTOR),
)

MAX_TOKEN_LENGTH = 64
MAX_QUERY_TOKENS = 32
_ASCII_WORD = re.compile("[a-z0-9]+")


def tokens(value: str) -> Iterator[str]:
    """Yield the tokens under which ``value`` is found, in order, repeated ones too."""
    for is_ideographic, run in _runs(value):
        if not is_ideographic:
            yield run[:MAX_TOKEN_LENGTH]
            continue
        yield from run
        yield from (first + second for first, second in pairwise(run))


def query_terms(value: str) -> list[tuple[str, bool]]:
    """Return the tokens that a text must have to match ``value``, and whether each is only a beginning."""
    terms: dict[tuple[str, bool], None] = {}
    for is_ideographic, run in _runs(value):
        if is_ideographic and len(run) > 1:
            terms.update(((first + second, False), None) for first, second in pairwise(run))
        else:
            terms[run[:MAX_TOKEN_LENGTH], not is_ideographic] = None
    return list(terms)[:MAX_QUERY_TOKENS]


def _runs(value: str) -> Iterator[tuple[bool, str]]:
    folded = unicodedata.normalize("NFKC", value).casefold()
    if folded.isascii():
        # What the rest finds too, letter by letter.
        yield from ((False, word) for word in _ASCII_WORD.findall(folded))
        return
    for kind, characters in groupby(folded, _kind):
        if kind is not None:
            yield kind == "ideographic", "".join(characters)


def _kind(character: str) -> str | None:
    if _is_ideographic(character):
        return "ideographic"
    # Marks belong to the letter before them; everything that is not a letter or a digit separates words.
    return "word" if character.isalnum() or unicodedata.category(character).startswith("M") else None


def _is_ideographic(character: str) -> bool:
    code = ord(character)
    return (
        0x3040 <= code <= 0x30FF  # Hiragana and Katakana
        or 0x3400 <= code <= 0x4DBF  # CJK extension A
        or 0x4E00 <= code <= 0x9FFF  # CJK unified ideographs
        or 0xAC00 <= code <= 0xD7A3  # Hangul syllables
        or 0xF900 <= code <= 0xFAFF  # CJK compatibility ideographs
        or 0x20000 <= code <= 0x3FFFF  # CJK extensions B and later
    )


def index_event(session: Session, event: Event | WholeEvent, *, is_new: bool) -> None:
    """Write the tokens of ``event``'s title and content, which must have its id, into the index."""
    found = _indexed(session, event)
    if is_new:
        leave(session, EVENT_SEARCH, {"event_id": event.id, "tokens": found})
        return
    # The row may be one of those that were left for the end.
    write_left(session)
    value = func.array_to_tsvector(cast(found, ARRAY(Text))) if is_postgresql(session) else found
    session.execute(update(EVENT_SEARCH).where(EVENT_SEARCH.c.event_id == event.id).values(tokens=value))


def _indexed(session: Session, event: Event | WholeEvent) -> list[str] | str:
    found = list(dict.fromkeys(tokens(f"{event.title}\n{event.content}")))
    return found if is_postgresql(session) else " ".join(found)


def forget_events(session: Session, events: Select[int]) -> None:
    """Take every token of some events out of the index; SQLite's pages lose them with ``compact_index``."""
    nothing = cast("", TSVECTOR) if is_postgresql(session) else ""
    session.execute(update(EVENT_SEARCH).where(EVENT_SEARCH.c.event_id.in_(events)).values(tokens=nothing))


def compact_index(session: Session) -> None:
    """Merge SQLite's index into one piece, in which nothing is left of what was taken out."""
    if not is_postgresql(session):
        session.execute(text("INSERT INTO event_search (event_search) VALUES ('optimize')"))


def search_query(session: Session, value: str) -> str | None:
    """Return what ``value`` is in the database's own language of searches.

    Found is an event whose title or content has every word of it. None stands for a value without a letter or a
    digit, which matches nothing.
    """
    terms = query_terms(value)
    # Tokens hold letters, digits and marks only, so nothing can escape from the quotes.
    if is_postgresql(session):
        return " & ".join(f"'{token}'{':*' if is_beginning else ''}" for token, is_beginning in terms) or None
    return " ".join(f'"{token}"{"*" if is_beginning else ""}' for token, is_beginning in terms) or None


def events_that_match(query: ColumnElement[str], *, on_postgresql: bool) -> Select[int]:
    """Return the select of the ids of events that match a search_query."""
    ids = select(EVENT_SEARCH.c.event_id)
    if on_postgresql:
        return ids.where(EVENT_SEARCH.c.tokens.bool_op("@@")(cast(query, TSQUERY)))
    return ids.where(literal_column("event_search").bool_op("MATCH")(query))


def matches(event_id: ColumnElement[int], query: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that one event matches a search_query, on PostgreSQL; it is looked up by its number."""
    tokens_match = EVENT_SEARCH.c.tokens.bool_op("@@")(cast(query, TSQUERY))
    return select(tokens_match).where(EVENT_SEARCH.c.event_id == event_id).scalar_subquery()


def is_postgresql(session: Session) -> bool:
    """Say which of the two databases a session is of."""
    return session.get_bind().dialect.name == "postgresql"
