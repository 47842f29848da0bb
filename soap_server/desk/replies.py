"""Verbs of the conversation: post a reply or an internal note, list, resolve."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, true

from db.models import Event, Reply, User, table_of
from db.rows import ReplyRow, columns_of, replies_with_authors, run
from db.vocabulary import EventStatus, ReplyKind
from soap_server.desk.desk import Desk
from soap_server.desk.errors import PermissionDeniedError
from soap_server.desk.events import event_for_update, load_event
from soap_server.desk.files import SentFile, add_files
from soap_server.desk.lifecycle import check_transition
from soap_server.desk.notices import notify
from soap_server.desk.paging import Order, PageOf, Paging
from soap_server.desk.record import mark_changed, record_step, touch
from soap_server.desk.row_lists import RowList, build, fetch
from soap_server.desk.visibility import reads_notes


def post_reply(desk: Desk, event_id: int, *, text: str, internal: bool, files: Sequence[SentFile]) -> ReplyRow:
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
    add_files(desk, event.id, files, reply_id=reply.id, internal=internal)
    record_step(desk, event, from_status=before, internal=internal)
    if not internal:
        notify(desk, event, event.customer_id, "replied")
        notify(desk, event, event.handler_id, "replied")
    return reply


def list_replies(desk: Desk, event_id: int, paging: Paging) -> PageOf[ReplyRow]:
    """Return a page of an event's replies, oldest first; customers never get internal notes."""
    event = load_event(desk, event_id)
    wanted = _CONVERSATION[reads_notes(desk.actor, event)]
    return fetch(desk, wanted, paging=paging, scope=event_id, values={"event": event_id})


def _conversation(*, with_notes: bool) -> RowList[ReplyRow]:
    conditions = [Reply.event_id == bindparam("event")]
    return build(
        columns_of(ReplyRow, Reply),
        replies_with_authors(),
        conditions if with_notes else [*conditions, Reply.kind != ReplyKind.INTERNAL_NOTE],
        [true()],
        order=Order((Reply.id,)),
        make=ReplyRow,
    )


_CONVERSATION = {with_notes: _conversation(with_notes=with_notes) for with_notes in (True, False)}
_ADDED = insert(table_of(Reply)).returning(table_of(Reply).c.id)


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


def _add_reply(desk: Desk, event: Event, kind: ReplyKind, text: str) -> ReplyRow:
    author = desk.session.get_one(User, desk.actor.id)
    values = {"event_id": event.id, "author_id": author.id, "kind": kind, "text": text, "posted_at": desk.now}
    ((reply_id,),) = run(desk.session, _ADDED, values)
    reply = ReplyRow(reply_id, event.id, author.id, author.display_name, kind, text, desk.now)
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
