"""What a person wrote and sent: overwritten, or deleted."""

from typing import Any

from sqlalchemy import delete, func, or_, select, update

from db import search
from db.counting import changed_rows
from db.models import Assignment, Attachment, Event, EventHistory, Rating, Reply, Upload, UploadPart, User
from db.vocabulary import ReplyKind
from soap_server.desk.desk import Desk
from soap_server.desk.privacy.result import Erasure

REDACTED = "[erased]"
"""What stands where a text was that cannot be absent."""
_AS_THEY_ARE = {"synchronize_session": False}


def delete_uploads(desk: Desk, user: User, done: Erasure) -> None:
    """Delete the person's uploads that were not finished, with their bytes."""
    unfinished = (Upload.uploaded_by_id == user.id) & Upload.attachment_id.is_(None)
    _delete_uploads(desk, unfinished, done)


def redact_texts(desk: Desk, user: User, done: Erasure) -> None:
    """Overwrite the person's words and delete their files."""
    theirs = Event.customer_id == user.id
    _forget_events(desk, theirs, done)
    redacted = update(Reply).where(Reply.author_id == user.id).values(text=REDACTED)
    done.count("replies redacted", _run(desk, redacted))
    silenced = update(Rating).where(Rating.customer_id == user.id, Rating.opinion.is_not(None)).values(opinion=None)
    done.count("opinions", _run(desk, silenced))
    _forget_notes(desk, EventHistory.actor_id == user.id, Assignment.assigned_by_id == user.id, done)
    _delete_files(desk, Attachment.uploaded_by_id == user.id, done)


def delete_texts(desk: Desk, user: User, done: Erasure) -> None:
    """Delete the person's replies, ratings and files, and all that anybody wrote on the person's events."""
    theirs = Event.customer_id == user.id
    on_theirs = select(Event.id).where(theirs)
    _forget_events(desk, theirs, done)
    replies = or_(Reply.author_id == user.id, Reply.event_id.in_(on_theirs))
    of_replies = select(Reply.id).where(replies)
    about = or_(
        Attachment.uploaded_by_id == user.id,
        Attachment.event_id.in_(on_theirs),
        Attachment.reply_id.in_(of_replies),
    )
    _delete_files(desk, about, done)
    _delete_uploads(desk, or_(Upload.event_id.in_(on_theirs), Upload.reply_id.in_(of_replies)), done)
    touched = list(desk.session.scalars(select(Reply.event_id).where(replies).distinct()))
    done.count("replies deleted", _run(desk, delete(Reply).where(replies)))
    _count_replies(desk, touched)
    ratings = or_(Rating.customer_id == user.id, Rating.event_id.in_(on_theirs))
    done.count("ratings deleted", _run(desk, delete(Rating).where(ratings)))
    _forget_notes(
        desk,
        or_(EventHistory.actor_id == user.id, EventHistory.event_id.in_(on_theirs)),
        or_(Assignment.assigned_by_id == user.id, Assignment.event_id.in_(on_theirs)),
        done,
    )


def _forget_events(desk: Desk, theirs: Any, done: Erasure) -> None:
    done.count("events redacted", _run(desk, update(Event).where(theirs).values(title=REDACTED, content=REDACTED)))
    search.forget_events(desk.session, select(Event.id).where(theirs))


def _forget_notes(desk: Desk, of_history: Any, of_assignments: Any, done: Erasure) -> None:
    for model, which in ((EventHistory, of_history), (Assignment, of_assignments)):
        emptied = update(model).where(which, model.note.is_not(None)).values(note=None)
        done.count("notes", _run(desk, emptied))


def _delete_files(desk: Desk, which: Any, done: Erasure) -> None:
    attachments = select(Attachment.id).where(which)
    _delete_uploads(desk, Upload.attachment_id.in_(attachments), done)
    done.count("attachments", _run(desk, delete(Attachment).where(which)))


def _delete_uploads(desk: Desk, which: Any, done: Erasure) -> None:
    """Delete uploads and their bytes; the rows of attachments that they became are not theirs to delete."""
    _run(desk, delete(UploadPart).where(UploadPart.upload_id.in_(select(Upload.id).where(which))))
    done.count("uploads", _run(desk, delete(Upload).where(which)))


def _count_replies(desk: Desk, events: list[int]) -> None:
    left = select(func.count()).where(Reply.event_id == Event.id, Reply.kind != ReplyKind.INTERNAL_NOTE)
    for event_id in events:
        counted = update(Event).where(Event.id == event_id).values(reply_count=left.scalar_subquery())
        _run(desk, counted)


def _run(desk: Desk, statement: Any) -> int:
    return changed_rows(desk.session.execute(statement, execution_options=_AS_THEY_ARE))
