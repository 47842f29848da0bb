"""What mirrors learn of an erasure: each event that named the person, so that they fetch it anew or drop it."""

from typing import Any

from sqlalchemy import ColumnElement, case, false, insert, literal, or_, select, update

from db.models import Change, Event, Reply, User
from db.vocabulary import EventStatus
from soap_server.desk.desk import Desk

_COLUMNS = ("event_id", "operation", "status", "event_version", "internal", "removed_for_id", "happened_at")


def tell_mirrors(desk: Desk, user: User, *, deleted: bool) -> None:
    """Give every event in which the person is a new version and an entry of the change feed.

    :param deleted: whether the person's own events are deleted with it.
    """
    theirs = Event.customer_id == user.id
    status = case((theirs, EventStatus.DELETED.value), else_=Event.status) if deleted else Event.status
    values: dict[str, Any] = {"version": Event.version + 1, "updated_at": desk.now}
    if deleted:
        values |= {"status": status, "deleted_at": case((theirs, desk.now), else_=Event.deleted_at)}
    desk.session.execute(update(Event).where(_names(user)).values(values).execution_options(synchronize_session=False))
    _tell(desk, _names(user), removed_for=None)
    if deleted:
        # Who handled them gets a tombstone, as when an administrator deletes an event.
        _tell(desk, theirs & Event.handler_id.is_not(None), removed_for=Event.handler_id)


def _names(user: User) -> ColumnElement[bool]:
    replied = select(Reply.event_id).where(Reply.author_id == user.id)
    return or_(Event.customer_id == user.id, Event.handler_id == user.id, Event.id.in_(replied))


def _tell(desk: Desk, which: ColumnElement[bool], *, removed_for: Any) -> None:
    was_deleted = Event.status == EventStatus.DELETED
    operation = case((was_deleted, "DeleteWithdrawnEvent"), else_="UpdateEvent")
    facts = select(Event.id, operation, Event.status, Event.version, false())
    facts = facts.add_columns(literal(removed_for, Change.removed_for_id.type) if removed_for is None else removed_for)
    facts = facts.add_columns(literal(desk.now, Change.happened_at.type)).where(which).order_by(Event.id)
    desk.session.execute(insert(Change).from_select(_COLUMNS, facts))
