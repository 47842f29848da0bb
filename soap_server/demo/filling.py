"""Writes demo people and events into a database, hundreds in one statement."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import search
from db.engine import Database
from db.models import (
    Assignment,
    Base,
    Change,
    Department,
    Event,
    EventCategory,
    EventHistory,
    Rating,
    Reply,
    Role,
    User,
)
from db.vocabulary import EventStatus, Language, ReplyKind, UserStatus
from soap_server.demo import texts
from soap_server.demo.granting import grant_reports
from soap_server.demo.lives import Cast, Life, Step, make_life
from soap_server.desk.usernames import username_key

BATCH = 500
_ENDED = (EventStatus.WITHDRAWN, EventStatus.DELETED)


def fill(
    database: Database,
    *,
    password_hash: str,
    events: int,
    days: int,
    now: datetime,
    seed: int = 7,
    progress: Callable[[int], None] = lambda _done: None,
) -> Cast:
    """Add demo people, where they are missing, and ``events`` demo events; return the people.

    :param password_hash: of the password that all demo people share.
    :param days: how far back the events go.
    :param progress: called with the number of events written so far.
    """
    cast = database.write(lambda session: _hire(session, password_hash, now))
    dice = random.Random(seed)  # noqa: S311 - makes up stories, keeps no secret
    for start in range(0, events, BATCH):
        count = min(BATCH, events - start)
        lives = sorted(
            (make_life(dice, cast, now=now, days=days) for _ in range(count)), key=lambda life: life.steps[0].at
        )
        database.write(lambda session, lives=lives: _write(session, lives))  # type: ignore[misc]
        progress(start + count)
    return cast


def _hire(session: Session, password_hash: str, now: datetime) -> Cast:
    roles: dict[str, int] = dict(session.execute(select(Role.name, Role.id)).all())
    departments = _departments(session)
    newcomers: list[int] = []

    def person(username: str, name: str, role: str, language: Language, department: str | None = None) -> int:
        key = username_key(username)
        found = session.scalar(select(User.id).where(User.username_key == key))
        if found is not None:
            return found
        user = User(
            username=username,
            username_key=key,
            password_hash=password_hash,
            role_id=roles[role],
            department_id=departments[department] if department else None,
            display_name=name,
            email=f"{key}@example.com" if key.isascii() else None,
            language=language,
            status=UserStatus.ACTIVE,
            created_at=now,
            last_active_at=now,
        )
        session.add(user)
        session.flush()
        newcomers.append(user.id)
        return user.id

    desks = [name for name, parent in texts.DEPARTMENTS if parent]
    cast = Cast(
        customers_zh=[person(name, name, "customer", Language.CHINESE) for name in texts.CUSTOMERS_ZH],
        customers_en=[
            person(name.lower().replace(" ", "."), name, "customer", Language.ENGLISH) for name in texts.CUSTOMERS_EN
        ],
        staff=[
            person(f"staff{number}", name, "staff", Language.CHINESE, desks[number % len(desks)])
            for number, name in enumerate(texts.STAFF, start=1)
        ],
        admin=person("demo.admin", "演示管理员", "admin", Language.CHINESE),
        newcomers=len(newcomers),
    )
    # Not of the staff: nobody assigns events to a report.
    reporter = person("demo.reporter", "演示报表", "customer", Language.CHINESE)
    grant_reports(session, reporter, granted_by=cast.admin, now=now)
    return cast


def _departments(session: Session) -> dict[str, int]:
    known: dict[str, int] = {}
    for name, parent in texts.DEPARTMENTS:
        found = session.scalar(select(Department).where(Department.name == name))
        if found is None:
            found = Department(name=name, parent_id=known[parent] if parent else None)
            session.add(found)
            session.flush()
        known[name] = found.id
    return known


def _write(session: Session, lives: Sequence[Life]) -> None:
    categories = dict(session.execute(select(EventCategory.code, EventCategory.id)).all())
    rows = [_event(life, categories) for life in lives]
    written = insert(Event).returning(Event.id, sort_by_parameter_order=True)
    ids = session.scalars(written, rows).all()
    lived = list(zip(ids, lives, strict=True))
    tables: tuple[tuple[type[Base], Callable[[int, Life], Iterator[dict[str, Any]]]], ...] = (
        (Reply, _replies),
        (Assignment, _assignments),
        (EventHistory, _history),
        (Change, _changes),
        (Rating, _ratings),
    )
    for table, rows_of in tables:
        made = [row for event_id, life in lived for row in rows_of(event_id, life)]
        if made:
            session.execute(insert(table), made)
    for event in session.scalars(select(Event).where(Event.id.in_(ids))):
        search.index_event(session, event, is_new=True)


def _event(life: Life, categories: dict[str, int]) -> dict[str, Any]:
    submitted = life.steps[0]
    assigned, resolved = life.last("AssignEvent"), life.last("ResolveEvent")
    completed, withdrawn = life.last("CompleteEvent"), life.last("WithdrawEvent")
    first_reply = next((step for step in life.steps if step.operation == "PostReply"), None)
    return {
        "customer_id": life.customer,
        "submitted_by_id": life.customer,
        "handler_id": life.handler,
        "category_id": categories[life.topic.category],
        "title": life.topic.title,
        "content": life.topic.content.format(n=life.number),
        "status": life.status,
        "priority": life.priority,
        "reply_count": sum(message.kind != ReplyKind.INTERNAL_NOTE for message in life.messages),
        "reopen_count": sum(step.operation == "ReopenEvent" for step in life.steps),
        "submitted_at": submitted.at,
        "updated_at": max(life.steps[-1].at, *(message.at for message in life.messages), submitted.at),
        "assigned_at": assigned.at if assigned else None,
        "first_reply_at": first_reply.at if first_reply else None,
        "first_reply_by_id": first_reply.actor if first_reply else None,
        "first_reply_seconds": _seconds(submitted, first_reply),
        "resolved_at": resolved.at if resolved else None,
        "resolved_by_id": resolved.actor if resolved else None,
        "resolution_seconds": _seconds(submitted, resolved),
        "completed_at": completed.at if completed else None,
        "withdrawn_at": withdrawn.at if withdrawn else None,
        "version": len(life.steps),
    }


def _replies(event_id: int, life: Life) -> Iterator[dict[str, Any]]:
    for message in life.messages:
        yield {
            "event_id": event_id,
            "author_id": message.author,
            "kind": message.kind,
            "text": message.text,
            "posted_at": message.at,
        }


def _assignments(event_id: int, life: Life) -> Iterator[dict[str, Any]]:
    step = life.last("AssignEvent")
    if step is not None:
        yield {
            "event_id": event_id,
            "handler_id": step.handler,
            "assigned_by_id": step.actor,
            "assigned_at": step.at,
            "ended_at": life.steps[-1].at if life.status in _ENDED else None,
        }


def _history(event_id: int, life: Life) -> Iterator[dict[str, Any]]:
    before: EventStatus | None = None
    for step in life.steps:
        yield {
            "event_id": event_id,
            "actor_id": step.actor,
            "handler_id": step.handler,
            "operation": step.operation,
            "from_status": before,
            "to_status": step.to_status,
            "note": step.note,
            "note_internal": False,
            "internal": False,
            "happened_at": step.at,
        }
        before = step.to_status


def _changes(event_id: int, life: Life) -> Iterator[dict[str, Any]]:
    for version, step in enumerate(life.steps, start=1):
        yield {
            "event_id": event_id,
            "operation": step.operation,
            "status": step.to_status,
            "event_version": version,
            "internal": False,
            "happened_at": step.at,
        }


def _ratings(event_id: int, life: Life) -> Iterator[dict[str, Any]]:
    step = life.last("RateEvent")
    if step is not None:
        yield {
            "event_id": event_id,
            "customer_id": life.customer,
            "handler_id": life.handler,
            "score": life.score,
            "opinion": life.opinion,
            "rated_at": step.at,
        }


def _seconds(start: Step, end: Step | None) -> int | None:
    return int((end.at - start.at).total_seconds()) if end else None
