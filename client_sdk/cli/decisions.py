"""Commands that move an event on: by its customer, its handler, an administrator.

Each reads the event first and sends its version, so that of two people at once one is told so.
"""

from typing import Annotated

import typer
from rich.text import Text

from client_sdk import models
from client_sdk.cli.asking import long_text
from client_sdk.cli.events import EVENT_COLUMNS, EventId
from client_sdk.cli.listing import Column, Format, write_pages
from client_sdk.cli.people import user_id
from client_sdk.cli.workplace import Workplace, workplace
from client_sdk.client import SupportClient

ReasonOption = Annotated[str | None, typer.Option(help="Why, for the history.")]
_WORKLOAD_COLUMNS = (
    Column("id", lambda workload: workload.staff.id),
    Column("staff", lambda workload: workload.staff.display_name, gives_way=True),
    Column("assigned", lambda workload: workload.assigned_count),
    Column("in_progress", lambda workload: workload.in_progress_count),
    Column("resolved", lambda workload: workload.resolved_count),
    Column("urgent", lambda workload: workload.urgent_count),
    Column("oldest", lambda workload: workload.oldest_submitted_at),
)


def withdraw(context: typer.Context, event_id: EventId, reason: ReasonOption = None) -> None:
    """Take your event back."""
    place = workplace(context)
    with place.desk() as desk:
        event = desk.events.withdraw(event_id, expected_version=_version(desk, event_id), reason=reason)
    _tell(place, event)


def complete(context: typer.Context, event_id: EventId) -> None:
    """Decide that your event is finished."""
    place = workplace(context)
    with place.desk() as desk:
        event = desk.ratings.complete(event_id, expected_version=_version(desk, event_id))
    _tell(place, event)


def reopen(
    context: typer.Context,
    event_id: EventId,
    reason: Annotated[str, typer.Option(help="What is still missing.")],
) -> None:
    """Decide that your event is not finished."""
    place = workplace(context)
    with place.desk() as desk:
        event = desk.ratings.reopen(event_id, expected_version=_version(desk, event_id), reason=reason)
    _tell(place, event)


def rate(
    context: typer.Context,
    event_id: EventId,
    score: Annotated[int, typer.Option(min=1, max=5, help="From 1, poor, to 5, excellent.")],
    opinion: Annotated[str | None, typer.Option(help="What you think of it.")] = None,
) -> None:
    """Rate how your completed event was handled."""
    place = workplace(context)
    with place.desk() as desk:
        rating = desk.ratings.rate(event_id, expected_version=_version(desk, event_id), score=score, opinion=opinion)
    place.say(f"Event {event_id} is rated {rating.score} of 5.")


def resolve(
    context: typer.Context,
    event_id: EventId,
    solution: Annotated[str | None, typer.Argument(help="- reads standard input, else an editor.")] = None,
) -> None:
    """Propose a solution for an event that you handle."""
    place = workplace(context)
    text = long_text(solution, "solution")
    with place.desk() as desk:
        event = desk.replies.resolve(event_id, expected_version=_version(desk, event_id), solution=text)
    _tell(place, event)


def assign(
    context: typer.Context,
    event_id: EventId,
    to: Annotated[str, typer.Option(metavar="USER", help="A staff member: user name or number.")],
    note: Annotated[str | None, typer.Option(help="A remark that customers do not see.")] = None,
) -> None:
    """Give an event to a staff member. For administrators."""
    place = workplace(context)
    with place.desk() as desk:
        version = _version(desk, event_id)
        handler = user_id(desk, to)
        event = desk.assignments.assign(event_id, handler_id=handler, expected_version=version, note=note)
    _tell(place, event)


def board(context: typer.Context) -> None:
    """Show the events that wait for a handler, and what staff have to do. For administrators."""
    place = workplace(context)
    with place.desk() as desk:
        place.out.print(Text("Waiting for a handler", style="bold"))
        write_pages(place, desk.assignments.list_unassigned(), EVENT_COLUMNS, Format.TABLE)
        place.out.print(Text("\nStaff", style="bold"))
        write_pages(place, desk.assignments.list_staff_workload(), _WORKLOAD_COLUMNS, Format.TABLE)


def _version(desk: SupportClient, event_id: int) -> int:
    return desk.events.get(event_id).event.version


def _tell(place: Workplace, event: models.Event) -> None:
    place.say(f"Event {event.id} is {event.status.replace('_', ' ')}.")


COMMANDS = (withdraw, complete, reopen, rate, resolve, assign, board)
