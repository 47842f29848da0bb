"""Commands for events: look, submit, reply, attachments."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from client_sdk import models
from client_sdk.cli.asking import long_text
from client_sdk.cli.event_page import show_event
from client_sdk.cli.listing import (
    MAX_PAGE,
    Column,
    Format,
    FormatOption,
    LimitOption,
    RawOption,
    write_pages,
    write_records,
)
from client_sdk.cli.people import user_id
from client_sdk.cli.progress import bytes_moved
from client_sdk.cli.refusals import CommandError
from client_sdk.cli.texts import json_text, one_line
from client_sdk.cli.workplace import workplace
from client_sdk.client import SupportClient
from client_sdk.downloads import safe_name

app = typer.Typer(help="Events: what customers want solved.", no_args_is_help=True)


class PageFormat(StrEnum):
    """How one event is written."""

    TEXT = "text"
    JSON = "json"


EventId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The event's number.")]
AttachOption = Annotated[
    list[Path] | None,
    typer.Option("--attach", help="A file to attach; again for more.", exists=True, dir_okay=False, readable=True),
]
EVENT_COLUMNS = (
    Column("id", lambda event: event.id),
    Column("title", lambda event: event.title, gives_way=True),
    Column("status", lambda event: event.status),
    Column("priority", lambda event: event.priority),
    Column("category", lambda event: event.category, gives_way=True),
    Column("customer", lambda event: event.customer.display_name, gives_way=True),
    Column("handler", lambda event: event.handler.display_name if event.handler else None, gives_way=True),
    Column("replies", lambda event: event.reply_count),
    Column("updated_at", lambda event: event.updated_at),
)
ATTACHMENT_COLUMNS = (
    Column("id", lambda attachment: attachment.id),
    Column("file_name", lambda attachment: attachment.file_name, gives_way=True),
    Column("media_type", lambda attachment: attachment.media_type, gives_way=True),
    Column("size", lambda attachment: attachment.size),
    Column("reply_id", lambda attachment: attachment.reply_id),
    Column("uploaded_at", lambda attachment: attachment.uploaded_at),
)
_HISTORY_COLUMNS = (
    Column("happened_at", lambda entry: entry.happened_at),
    Column("operation", lambda entry: entry.operation),
    Column("from", lambda entry: entry.from_status),
    Column("to", lambda entry: entry.to_status),
    Column("by", lambda entry: entry.actor.display_name if entry.actor else None, gives_way=True),
    Column("note", lambda entry: entry.note, gives_way=True),
)


@app.command("list")
def list_events(
    context: typer.Context,
    status: Annotated[list[models.EventStatus] | None, typer.Option(help="In this state; again for more.")] = None,
    text: Annotated[str | None, typer.Option(help="Words of the title or the content.")] = None,
    priority: Annotated[models.Priority | None, typer.Option(help="Of this priority.")] = None,
    category: Annotated[str | None, typer.Option(help="Of this category.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Those that you handle, or that are yours.")] = False,
    limit: LimitOption = None,
    format: FormatOption = Format.TABLE,
    raw: RawOption = False,
) -> None:
    """List the events that you may see, the latest first."""
    place = workplace(context)
    with place.desk() as desk:
        handler, customer = _me(desk) if mine else (None, None)
        pages = desk.events.list(
            status=status or None,
            text=text,
            priority=priority,
            category=category,
            handler_id=handler,
            customer_id=customer,
            page_size=min(limit or MAX_PAGE, MAX_PAGE),
        )
        write_pages(place, pages, EVENT_COLUMNS, format, limit=limit, raw=raw)


def _me(desk: SupportClient) -> tuple[int | None, int | None]:
    """Return the caller as a handler, or as a customer."""
    user = desk.users.get_current()
    return (None, user.id) if user.role == "customer" else (user.id, None)


@app.command("show")
def show(
    context: typer.Context,
    event_id: EventId,
    format: Annotated[PageFormat, typer.Option(help="For people, or for programs.")] = PageFormat.TEXT,
) -> None:
    """Show an event with its conversation, and what you may do with it."""
    place = workplace(context)
    with place.desk() as desk:
        details = desk.events.get(event_id)
        if format is PageFormat.JSON:
            sys.stdout.write(json_text(details, indent=2) + "\n")
        else:
            show_event(place, desk, details)


@app.command("submit")
def submit(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What it is about, in one line.")],
    content: Annotated[str | None, typer.Option(help="What happened; - reads standard input, else an editor.")] = None,
    category: Annotated[str | None, typer.Option(help="The code of a category.")] = None,
    priority: Annotated[models.Priority | None, typer.Option(help="How urgent it is.")] = None,
    customer: Annotated[
        str | None, typer.Option(metavar="USER", help="Staff must name the customer, by user name or number.")
    ] = None,
    attach: AttachOption = None,
) -> None:
    """Submit an event; its number is printed."""
    place = workplace(context)
    text = long_text(content, "content")
    with place.desk() as desk, bytes_moved(place.err, "Sending") as progress:
        event = desk.events.submit(
            title=title,
            content=text,
            category=category,
            priority=priority,
            customer_id=user_id(desk, customer) if customer else None,
            attachments=attach or (),
            progress=progress,
        )
    typer.echo(event.id)


@app.command("reply")
def reply(
    context: typer.Context,
    event_id: EventId,
    text: Annotated[str | None, typer.Argument(help="What to say; - reads standard input, else an editor.")] = None,
    internal: Annotated[bool, typer.Option("--internal", help="A note that customers never see.")] = False,
    attach: AttachOption = None,
) -> None:
    """Reply on an event."""
    place = workplace(context)
    said = long_text(text, "reply")
    with place.desk() as desk, bytes_moved(place.err, "Sending") as progress:
        posted = desk.replies.post(
            event_id, text=said, internal=internal or None, attachments=attach or (), progress=progress
        )
    kind = "note" if posted.kind is models.ReplyKind.INTERNAL_NOTE else "reply"
    place.say(f"Your {kind} is posted on event {event_id}.")


@app.command("attach")
def attach(
    context: typer.Context,
    event_id: EventId,
    file: Annotated[Path, typer.Argument(help="The file, of any size.", exists=True, dir_okay=False, readable=True)],
) -> None:
    """Attach a file to an event, and print the attachment's number."""
    place = workplace(context)
    with place.desk() as desk, bytes_moved(place.err, "Sending") as progress:
        kept = desk.events.add_attachment(event_id, file=file, progress=progress)
    typer.echo(kept.id)


@app.command("history")
def history(
    context: typer.Context,
    event_id: EventId,
    limit: LimitOption = None,
    format: FormatOption = Format.TABLE,
    raw: RawOption = False,
) -> None:
    """List what happened to an event, the oldest first."""
    place = workplace(context)
    with place.desk() as desk:
        pages = desk.events.get_history(event_id, page_size=MAX_PAGE)
        write_pages(place, pages, _HISTORY_COLUMNS, format, limit=limit, raw=raw)


@app.command("attachments")
def attachments(
    context: typer.Context, event_id: EventId, format: FormatOption = Format.TABLE, raw: RawOption = False
) -> None:
    """List the attachments of an event and of its replies."""
    place = workplace(context)
    with place.desk() as desk:
        write_records(place, desk.events.get(event_id).attachments, ATTACHMENT_COLUMNS, format, raw=raw)


@app.command("download")
def download(
    context: typer.Context,
    attachment_id: Annotated[int, typer.Argument(metavar="ATTACHMENT_ID", min=1, help="The attachment's number.")],
    to: Annotated[Path, typer.Option(help="A file, a folder, or - for standard output.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Save an attachment; its bytes are compared with the desk's digest before the file has its name."""
    place = workplace(context)
    if to.is_file() and not force:
        raise CommandError(f"{to} is there already; --force writes over it.")
    with place.desk() as desk, bytes_moved(place.err, "Receiving") as progress:
        if str(to) == "-":
            desk.events.download_attachment(attachment_id, to=sys.stdout.buffer, progress=progress)
            return
        saved = desk.events.download_attachment(attachment_id, to=to, progress=progress)
    path = to / safe_name(saved.file_name) if to.is_dir() else to
    place.say(f"{one_line(str(path))}: {saved.size} bytes")
