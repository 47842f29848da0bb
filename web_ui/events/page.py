"""The page of an event, which all roles share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import render_template, request

from client_sdk import models
from web_ui.desk_access import desk, this_desk, visitor
from web_ui.desk_facts import server_info
from web_ui.downloads import download_attachment
from web_ui.events.blueprint import BLUEPRINT, EVENT
from web_ui.events.fields import VersionForm
from web_ui.events.forms import (
    AttachForm,
    CompleteForm,
    RateForm,
    ReopenForm,
    ReplyForm,
    ResolveForm,
    WithdrawForm,
)
from web_ui.forms import WriteForm
from web_ui.navigation import CUSTOMER

FORMS: Mapping[str, type[WriteForm]] = {
    "reply": ReplyForm,
    "resolve": ResolveForm,
    "withdraw": WithdrawForm,
    "complete": CompleteForm,
    "reopen": ReopenForm,
    "rate": RateForm,
    "attach": AttachForm,
}
"""The forms on the page, by what they do; the names of their fields begin with it."""
_SHOWN, _PAGE, _STEPS = 50, 200, 100
S = models.EventStatus


@dataclass(frozen=True)
class Talk:
    """The part of a conversation that is shown.

    :ivar earlier: how many replies there are before it.
    :ivar next_cursor: where it goes on, None if it is shown to its end.
    """

    replies: tuple[models.Reply, ...]
    earlier: int = 0
    next_cursor: str | None = None


@BLUEPRINT.get(EVENT)
def show(event_id: int) -> tuple[str, int]:
    """Show an event."""
    return event_page(event_id)


@BLUEPRINT.get("/attachments/<int(max=9223372036854775807):attachment_id>")
def attachment(attachment_id: int) -> Any:
    """Send a file of an event."""
    return download_attachment(this_desk(), attachment_id)


def event_page(event_id: int, refused: Mapping[str, WriteForm] | None = None, *, status: int = 200) -> tuple[str, int]:
    """Return the page of an event.

    :param refused: a form that was sent and refused, by its name, with what the reader had written.
    """
    return render_template("events/event.html", **event_context(event_id, refused or {})), status


def event_context(event_id: int, refused: Mapping[str, WriteForm]) -> dict[str, Any]:
    """Return what the templates of events/parts/ need to know."""
    details = desk.events.get(event_id)
    me = visitor()
    is_own = me is not None and details.event.customer.id == me.id
    return {
        "details": details,
        "event": details.event,
        "allowed": frozenset(details.allowed_operations),
        "forms": _forms(details, refused),
        "talk": _talk(details),
        "history": desk.events.get_history(event_id, page_size=_STEPS, cursor=request.args.get("steps")).page(),
        "is_own": is_own,
        "is_customer": me is not None and me.role == CUSTOMER,
        "step": next_step(details, is_own=is_own),
        "solution": _latest_solution(details),
        "rating_until": _rating_until(details.rating),
    }


def next_step(details: models.EventDetails, *, is_own: bool) -> str:
    """Return what the reader is asked for next, as events/parts/next_step.html calls it; nothing if nothing is."""
    allowed, status = frozenset(details.allowed_operations), details.event.status
    if status == S.RESOLVED and "CompleteEvent" in allowed:
        return "decide"
    if details.rating is None and "RateEvent" in allowed:
        return "rate"
    if not is_own:
        return {S.RESOLVED: "wait_for_customer"}.get(status, "handle" if "ResolveEvent" in allowed else "")
    if status in (S.ASSIGNED, S.IN_PROGRESS):
        return "answer" if _is_reader_asked(details) else "wait_for_reply"
    return {S.SUBMITTED: "wait_for_handler"}.get(status, "")


def _is_reader_asked(details: models.EventDetails) -> bool:
    """Say whether somebody else spoke last."""
    return bool(details.replies) and details.replies[-1].author.id != details.event.customer.id


def _forms(details: models.EventDetails, refused: Mapping[str, WriteForm]) -> dict[str, WriteForm]:
    rating = details.rating
    filled = {"rate": {"score": str(rating.score), "opinion": rating.opinion}} if rating else {}
    forms = {
        name: refused.get(name) or kind(None, prefix=f"{name}-", data=filled.get(name)) for name, kind in FORMS.items()
    }
    for form in forms.values():
        if isinstance(form, VersionForm):
            form.show_version(details.event.version)
    return forms


def _talk(details: models.EventDetails) -> Talk:
    """Return the latest replies that came with the event, or those that the address asks for."""
    event_id, wanted = details.event.id, request.args.get("replies")
    if wanted is not None:
        page = desk.replies.list(event_id, page_size=_PAGE, cursor=wanted if wanted != "all" else None).page()
        return Talk(page.replies, next_cursor=page.next_cursor)
    if len(details.replies) < _SHOWN:
        return Talk(details.replies)
    total = desk.replies.list(event_id, page_size=1).total
    return Talk(details.replies, earlier=max(total - len(details.replies), 0))


def _latest_solution(details: models.EventDetails) -> models.Reply | None:
    solutions = [reply for reply in details.replies if reply.kind == models.ReplyKind.SOLUTION]
    return solutions[-1] if solutions else None


def _rating_until(rating: models.Rating | None) -> datetime | None:
    return rating.rated_at + timedelta(seconds=server_info().rating_change_seconds) if rating else None
