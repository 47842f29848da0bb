"""Erasing a person: the account stays as a number that events refer to, and names nobody any more."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, or_, select, update

from db.containing import contains
from db.counting import changed_rows
from db.later import write_left
from db.models import (
    DataCursor,
    Event,
    IdempotencyRecord,
    KnownSource,
    LoginSession,
    LoginThrottle,
    OutboxMessage,
    User,
)
from db.vocabulary import EventStatus, Language, UserStatus
from soap_server.desk.accounts import user_for_update
from soap_server.desk.administration import keep_an_administrator, keep_events_handled
from soap_server.desk.data.grants import end_grants
from soap_server.desk.desk import Desk
from soap_server.desk.privacy.feed import tell_mirrors
from soap_server.desk.privacy.result import Erasure
from soap_server.desk.privacy.texts import delete_texts, delete_uploads, redact_texts
from soap_server.desk.record import end_assignment, mark_changed, record_step
from soap_server.desk.throttle import buckets_of_account

NO_PASSWORD = "!"  # noqa: S105 - no password has this for its hash
_ENDINGS = {
    EventStatus.SUBMITTED: ("WithdrawEvent", EventStatus.WITHDRAWN, "withdrawn_at"),
    EventStatus.ASSIGNED: ("WithdrawEvent", EventStatus.WITHDRAWN, "withdrawn_at"),
    EventStatus.IN_PROGRESS: ("WithdrawEvent", EventStatus.WITHDRAWN, "withdrawn_at"),
    EventStatus.RESOLVED: ("CompleteEvent", EventStatus.COMPLETED, "completed_at"),
}
"""How an event ends whose customer is erased, since nobody else could end it."""


class Texts(StrEnum):
    """What becomes of what the person wrote: titles, contents, replies, opinions, notes and files."""

    KEEP = "keep"
    """It stays, for the desk to learn from; only who wrote it is gone."""
    REDACT = "redact"
    """Its place stays, so that conversations can be followed; the words and the files are gone."""
    DELETE = "delete"
    """As redact, and the customer's events are deleted with all that anybody wrote on them."""


def erase_user(desk: Desk, user_id: int, *, texts: Texts) -> Erasure:
    """Make an account nobody's. It cannot be undone, and may be done again with less left of the texts.

    :raises LastAdministratorError: if the desk would be left without an active administrator.
    :raises InvalidStateError: if the user handles open events.
    """
    user = user_for_update(desk, user_id, None)
    keep_an_administrator(desk, user)
    keep_events_handled(desk, user)
    done = Erasure(f"erased-{user.id}-{desk.office.new_token()[:8].lower()}")
    for event in _open_events(desk, user):
        _end_event(desk, user, event)
        done.count("open events ended", 1)
    # Before the rest, which goes through all that is known of them.
    write_left(desk.session)
    tell_mirrors(desk, user, deleted=texts is Texts.DELETE)
    delete_uploads(desk, user, done)
    _TEXTS[texts](desk, user, done)
    _forget_traces(desk, user, done)
    _forget_identity(user, done.username)
    desk.session.flush()
    desk.about("user", user.id)
    return done


def _keep_texts(_desk: Desk, _user: User, _done: Erasure) -> None:
    """Leave everything as it is."""


_TEXTS: dict[Texts, Callable[[Desk, User, Any], None]] = {
    Texts.KEEP: _keep_texts,
    Texts.REDACT: redact_texts,
    Texts.DELETE: delete_texts,
}


def _open_events(desk: Desk, user: User) -> Iterator[Event]:
    theirs = select(Event.id).where(Event.customer_id == user.id, Event.status.in_(_ENDINGS)).order_by(Event.id)
    for event_id in desk.session.scalars(theirs).all():
        yield desk.session.get_one(Event, event_id, with_for_update=True)


def _end_event(desk: Desk, user: User, event: Event) -> None:
    operation, status, moment = _ENDINGS[event.status]
    before, event.status = event.status, status
    setattr(event, moment, desk.now)
    mark_changed(desk, event)
    if status is EventStatus.WITHDRAWN:
        end_assignment(desk, event)
    # The history knows accounts only; the audit log knows that it was the operator.
    as_customer = replace(desk, actor=replace(desk.actor, id=user.id), visit=replace(desk.visit, operation=operation))
    record_step(as_customer, event, from_status=before)


def _forget_traces(desk: Desk, user: User, done: Erasure) -> None:

    def run(statement: Any) -> int:
        return changed_rows(desk.session.execute(statement))

    done.count("sessions", run(delete(LoginSession).where(LoginSession.user_id == user.id)))
    done.count("known sources", run(delete(KnownSource).where(KnownSource.user_id == user.id)))
    done.count("counts of failed logins", run(delete(LoginThrottle).where(buckets_of_account(user.username_key))))
    done.count("messages", run(delete(OutboxMessage).where(OutboxMessage.recipient_id == user.id)))
    # Anybody's result can have the person in it; they last for minutes anyway.
    done.count("open results", run(delete(DataCursor)))
    end_grants(desk, user)
    done.count("kept answers", run(_forgotten_answers(desk, user)))


def _forgotten_answers(desk: Desk, user: User) -> Any:
    """Return the statement that empties every kept answer in which the person is.

    The requestId stays used, so that a request that is repeated afterwards is refused and not done again.
    """
    named = (f"<id>{user.id}</id><{following}>".encode() for following in ("displayName", "username"))
    about = [contains(desk.session, IdempotencyRecord.answer, each) for each in named]
    return (
        update(IdempotencyRecord)
        .where(or_(IdempotencyRecord.caller == user.id, *about))
        .values(answer=None, secret_hash=None, fingerprint=bytes(32))
    )


def _forget_identity(user: User, name: str) -> None:
    user.username = user.username_key = user.display_name = name
    user.email = user.phone = user.department = None
    user.language = Language.ENGLISH
    user.password_hash, user.must_change_password = NO_PASSWORD, True
    user.status, user.frozen_reason = UserStatus.FROZEN, "erased"
