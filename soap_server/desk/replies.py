"""Verbs of the conversation: post a reply or an internal note, list, resolve."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from db.models import Event, Reply, User
from db.vocabulary import EventStatus, ReplyKind
from soap_server.desk.desk import Desk
from soap_server.desk.errors import PermissionDeniedError
from soap_server.desk.events import event_for_update, load_event
from soap_server.desk.files import SentFile, add_files
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.notices import notify
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page
from soap_server.desk.record import mark_changed, record_step, touch
from soap_server.desk.visibility import reads_notes


def post_reply(desk: Desk, event_id: int, *, text: str, internal: bool, files: Sequence[SentFile]) -> Reply:
    """Add a reply to the conversation; the handler's first one puts an assigned event in progress.

    :param internal: make it a note that customers never see.
    :raises PermissionDeniedError: if the actor may not write internal notes, or not on this event.
    """
    event = event_for_update(desk, event_id, None)
    if internal and not reads_notes(desk.actor, event):
        raise PermissionDeniedError("Only staff may write internal notes, and not on an event of their own.")
    check_transition(desk.actor, "PostReply", event, now=desk.now, rules=desk.rules)
    before = event.status
    is_handlers = not internal and event.handler_id == desk.actor.id
    if is_handlers:
        _note_first_reply(desk, event)
        if event.status == EventStatus.ASSIGNED:
            event.status = EventStatus.IN_PROGRESS
    reply = _add_reply(desk, event, ReplyKind.INTERNAL_NOTE if internal else ReplyKind.REPLY, text)
    add_files(desk, event, files, reply_id=reply.id, internal=internal)
    record_step(desk, event, from_status=before, internal=internal)
    if not internal:
        notify(desk, event, event.customer_id, "replied")
        notify(desk, event, event.handler_id, "replied")
    return reply


def list_replies(desk: Desk, event_id: int, paging: Paging) -> PageOf[Reply]:
    """Return a page of an event's replies, oldest first; customers never get internal notes."""
    event = load_event(desk, event_id)
    query = select(Reply).where(Reply.event_id == event_id)
    if not reads_notes(desk.actor, event):
        query = query.where(Reply.kind != ReplyKind.INTERNAL_NOTE)
    options = [joinedload(Reply.author)]
    return fetch_page(desk, query, order=Order((Reply.id,)), paging=paging, scope=event_id, options=options)


def resolve_event(desk: Desk, event_id: int, *, expected_version: int, solution: str) -> Event:
    """Propose a solution: it becomes a reply, and the customer decides."""
    event = event_for_update(desk, event_id, expected_version)
    before = event.status
    event.status = check_transition(desk.actor, "ResolveEvent", event, now=desk.now, rules=desk.rules)
    event.resolved_at = desk.now
    mark_changed(desk, event)
    event.resolved_by_id = desk.actor.id
    event.resolution_seconds = _seconds_since_submission(desk, event)
    _note_first_reply(desk, event)
    _add_reply(desk, event, ReplyKind.SOLUTION, solution)
    record_step(desk, event, from_status=before)
    notify(desk, event, event.customer_id, "resolved")
    return event


def _add_reply(desk: Desk, event: Event, kind: ReplyKind, text: str) -> Reply:
    author = desk.session.get_one(User, desk.actor.id)
    reply = Reply(event_id=event.id, author=author, kind=kind, text=text, posted_at=desk.now)
    desk.session.add(reply)
    desk.session.flush()
    # Customers see the time of the last change, which would tell them of a note.
    if kind != ReplyKind.INTERNAL_NOTE:
        touch(desk, event, replies=1)
    return reply


def _note_first_reply(desk: Desk, event: Event) -> None:
    if event.first_reply_at is None:
        event.first_reply_at = desk.now
        event.first_reply_by_id = desk.actor.id
        event.first_reply_seconds = _seconds_since_submission(desk, event)


def _seconds_since_submission(desk: Desk, event: Event) -> int:
    # Where the clock was set back meanwhile, nothing is known but that it was not less than no time.
    return max(0, int((desk.now - event.submitted_at).total_seconds()))
