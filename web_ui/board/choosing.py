"""What an administrator has chosen on the board, and what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from client_sdk import errors, models
from web_ui.desk_access import desk
from web_ui.filters import whole

MOST = 100


@dataclass(frozen=True)
class Chosen:
    """Events and the staff member who is to handle them.

    :ivar event_ids: the events.
    :ivar versions: the version in which each was seen; empty before the form was sent.
    """

    event_ids: frozenset[int] = frozenset()
    handler_id: int | None = None
    versions: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one assignment that was refused.

    :ivar event: as it is now.
    :ivar text: why, and what to do.
    :ivar can_choose_again: whether it still waits for a handler, in the version that the page now shows.
    """

    event: models.Event
    text: str
    can_choose_again: bool


def read_chosen(form: MultiDict[str, str]) -> Chosen:
    """Return what a form says; each event is written as ``1042:7``, with its version."""
    versions = dict(_events(form.getlist("event")))
    return Chosen(frozenset(versions), whole(form.get("handler")), versions)


def assignments_of(chosen: Chosen) -> list[models.EventAssignment]:
    """Return the assignments that were chosen."""
    assert chosen.handler_id is not None  # noqa: S101 - the page has looked
    return [
        models.EventAssignment(event_id=event_id, handler_id=chosen.handler_id, expected_version=version)
        for event_id, version in chosen.versions.items()
    ]


def outcomes_of(results: models.AssignmentResults) -> list[Outcome]:
    """Return of what was refused how it is now, and what can be done."""
    return [outcome for result in results.results if not result.assigned for outcome in _outcome(result)]


def _outcome(result: models.AssignmentResult) -> Iterator[Outcome]:
    try:
        event = desk.events.get(result.event_id).event
    except errors.NotFoundError:
        return
    waits = event.status == models.EventStatus.SUBMITTED
    yield Outcome(event, _text(result.code, event, waits=waits), can_choose_again=waits)


def _text(code: Any, event: models.Event, *, waits: bool) -> str:
    if event.handler is not None:
        return str(
            _("%(name)s handles it already. Open it to give it to somebody else.", name=event.handler.display_name)
        )
    if code == "HANDLER_NOT_ELIGIBLE":
        return str(_("This person cannot handle it: perhaps it is their own. Choose somebody else."))
    if waits:
        return str(_("It was changed in the meantime. It is still selected: look at it and assign again."))
    return str(_("It no longer waits for anybody."))


def _events(values: list[str]) -> Iterator[tuple[int, int]]:
    for value in values[:MOST]:
        event_id, version = (whole(part) for part in (*value.split(":"), "")[:2])
        if event_id is not None and version is not None:
            yield event_id, version
