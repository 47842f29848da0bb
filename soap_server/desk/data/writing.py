"""The verb that writes: ExecuteStatement. It is translated before the call's own transaction and carried out in it.

Its rows are found before, too, on a guarded connection, within the limits of a query: while the caller's conditions
are computed nobody waits for the lock of writers.
It cannot get around the rules of the business: the dictionary names the few columns that may be written at all.
"""

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from db.deadline import StatementTimeoutError, time_limit
from db.reading import ReadFailedError, ReadRefusedError, translate
from db.vocabulary import DataVerb
from soap_server.desk.data.journal import Access, digest_of
from soap_server.desk.data.needed import refuse_loss
from soap_server.desk.data.results import refusals
from soap_server.desk.data.rights import Rights, rights_of
from soap_server.desk.data.sql import CompiledStatement, Parameter, compile_statement
from soap_server.desk.data.values import writer
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.errors import (
    ConflictError,
    DataServiceOffError,
    DeskError,
    QueryRefusedError,
    RowLimitError,
    TimeLimitError,
)

Image = Mapping[str, str | None]
"""A row as text, by the names of its columns."""


@dataclass(frozen=True)
class Change:
    """What a statement did, or would do: how many rows it is for."""

    verb: DataVerb
    table: str
    rows: int


@dataclass(frozen=True)
class PreparedStatement:
    """A statement that was translated for its caller, or why it was not.

    :ivar rights: what the caller might do when it was translated.
    :ivar found: the rows that an UPDATE or DELETE is for, as they were then, with the columns that are granted.
    """

    access: Access
    rights: Rights
    outcome: CompiledStatement | DeskError
    found: Sequence[tuple[Any, ...]] = ()


def prepare_statement(
    office: Office, visit: Visit, actor: Actor, *, sql: str, parameters: Sequence[Parameter]
) -> PreparedStatement:
    """Translate a statement before its transaction, and find its rows: nobody waits for the lock of writers meanwhile.

    A refusal is kept for the transaction, in which a repeated request has its answer already.
    """
    access = Access(office, visit, actor, digest_of(sql))
    rights = office.database.read(lambda session: rights_of(session, actor.id))
    try:
        if not office.rules.data.statements:
            raise DataServiceOffError("Statements that change rows are switched off (data.statements).")
        if not rights.may_any(DataVerb.INSERT, DataVerb.UPDATE, DataVerb.DELETE):
            raise QueryRefusedError("There is no table that you may change.", field="sql")
        statement = compile_statement(sql, parameters, rights, now=visit.now)
        return PreparedStatement(access, rights, statement, _find(access, statement))
    except DeskError as refusal:
        return PreparedStatement(access, rights, refusal)


def execute_statement(desk: Desk, *, dry_run: bool) -> Change:
    """Carry out the prepared INSERT, UPDATE or DELETE, or only say how many rows it is for.

    :raises DataServiceOffError: if statements are switched off.
    :raises QueryRefusedError: if it is not in the dialect, or changes what is not granted.
    :raises QueryFailedError: if a value cannot be computed.
    :raises CostLimitError: if finding its rows is too expensive.
    :raises RowLimitError: if it would change too many rows.
    :raises ConflictError: if a constraint does not allow it, or somebody else has changed one of its rows meanwhile.
    """
    rules, prepared = desk.rules.data, cast("PreparedStatement", desk.prepared)
    if isinstance(prepared.outcome, DeskError):
        raise prepared.outcome
    access, statement = prepared.access, prepared.outcome
    if rights_of(desk.session, desk.actor.id) != prepared.rights:
        raise QueryRefusedError("What you may do has just been changed; send the statement again.", field="sql")
    with _refusals(desk), time_limit(desk.session, rules.seconds):
        count = len(statement.values) if statement.verb is DataVerb.INSERT else len(prepared.found)
        _check_count(statement, count, rules.statement_rows)
        keys = _lock(desk.session, statement, prepared.found)
        before = _images(desk.session, statement, keys)
        refuse_loss(statement, before)
        if not dry_run:
            _carry_out(desk.session, statement, keys)
    desk.subject = statement.table.name
    size = sum(len(value.encode()) for image in before for value in image.values() if value)
    kept = None if dry_run or statement.verb is DataVerb.INSERT else before
    desk.session.add(access.entry(tables=[statement.table.name], rows=count, size=size, before=kept))
    return Change(statement.verb, statement.table.name, count)


def _check_count(statement: CompiledStatement, count: int, most: int) -> None:
    limit = min(most, statement.right.max_rows or most)
    if count > limit:
        raise RowLimitError(f"The statement is for more than the {limit} rows allowed.")


def _find(access: Access, statement: CompiledStatement) -> Sequence[tuple[Any, ...]]:
    """Return the rows that a statement is for; one more than it may change, if there are more."""
    if statement.matching is None:
        return ()
    office = access.office
    rows = statement.matching.limit(office.rules.data.statement_rows + 1)
    with refusals(office), office.reader.rows(rows, statement.allowed, access.limits) as found:
        return [tuple(row) for row in found]


def _lock(session: Session, statement: CompiledStatement, found: Sequence[tuple[Any, ...]]) -> Sequence[int]:
    """Return the keys of the rows that were found, locked, so that they stay what they are."""
    table, columns = statement.table.core, statement.right.columns
    key = table.c[statement.table.key]
    place = [column.name for column in columns].index(key.name)
    keys = [row[place] for row in found]
    locked = select(*(table.c[column.name] for column in columns)).where(key.in_(keys)).with_for_update()
    if statement.granted is not None:
        locked = locked.where(statement.granted)
    if keys and {tuple(row) for row in session.execute(locked)} != set(found):
        raise ConflictError("Somebody else has changed a row that the statement is for; send it again.")
    return keys


def _images(session: Session, statement: CompiledStatement, keys: Sequence[int]) -> list[Image]:
    table = statement.table
    columns = list(table.columns.values())
    writers = [writer(column.type) for column in columns]
    rows = session.execute(
        select(*(table.core.c[column.name] for column in columns)).where(table.core.c[table.key].in_(keys))
    )
    return [
        {
            column.name: None if value is None else write(value)
            for column, write, value in zip(columns, writers, row, strict=True)
        }
        for row in rows
    ]


def _carry_out(session: Session, statement: CompiledStatement, keys: Sequence[int]) -> None:
    stored = cast("Table", statement.table.model.__table__)
    key = stored.c[statement.table.key]
    match statement.verb:
        case DataVerb.INSERT:
            # One by one, so that each gives its key on every database.
            keys = [session.execute(insert(stored).values(row).returning(key)).scalar_one() for row in statement.values]
        case DataVerb.UPDATE:
            session.execute(update(stored).where(key.in_(keys)).values(statement.values[0]))
        case _:
            session.execute(delete(stored).where(key.in_(keys)))
            return
    _check_still_granted(session, statement, keys)


def _check_still_granted(session: Session, statement: CompiledStatement, keys: Sequence[int]) -> None:
    """Refuse new or changed rows that the grant is not for."""
    if statement.granted is None:
        return
    table = statement.table.core
    granted = select(func.count()).select_from(table).where(table.c[statement.table.key].in_(keys), statement.granted)
    if session.scalar(granted) != len(keys):
        raise QueryRefusedError("The grant is not for rows with these values.", field="sql")


@contextmanager
def _refusals(desk: Desk) -> Any:
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("A constraint does not allow it: a value is there already, or rows refer to it.") from error
    except DBAPIError as error:
        translated = translate(error)
        if not isinstance(translated, ReadFailedError | ReadRefusedError):
            raise
        with refusals(desk.office):
            raise translated from error
    except StatementTimeoutError as error:
        raise TimeLimitError(
            f"The statement ran longer than the {desk.rules.data.seconds:g} seconds allowed."
        ) from error
