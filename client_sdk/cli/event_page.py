"""An event as a person reads it."""

from collections.abc import Iterable

from rich.text import Text

from client_sdk import models
from client_sdk.cli.listing import show_facts
from client_sdk.cli.texts import one_line, shown, visible
from client_sdk.cli.workplace import Workplace
from client_sdk.client import SupportClient

LATEST_REPLIES = 50
"""So many come with an event; of a longer conversation the rest is asked for."""
COMMANDS = {
    "PostReply": "reply",
    "WithdrawEvent": "withdraw",
    "ResolveEvent": "resolve",
    "CompleteEvent": "complete",
    "ReopenEvent": "reopen",
    "RateEvent": "rate",
    "AssignEvent": "assign",
}
"""What the operations are called here, where there is a command."""
_KINDS = {models.ReplyKind.INTERNAL_NOTE: " (internal note)", models.ReplyKind.SOLUTION: " (solution)"}


def show_event(place: Workplace, desk: SupportClient, details: models.EventDetails) -> None:
    """Show an event, its conversation, its attachments, its rating, and what the caller may do with it."""
    event, out = details.event, place.out
    out.print(Text(f"{event.id}  {one_line(event.title)}", style="bold"))
    show_facts(
        place,
        {
            "Status": event.status,
            "Priority": event.priority,
            "Category": event.category,
            "Customer": event.customer.display_name,
            "Handler": event.handler.display_name if event.handler else None,
            "Submitted": event.submitted_at,
            "Updated": event.updated_at,
            "Version": event.version,
        },
    )
    out.print()
    out.print(Text(visible(event.content)))
    is_longer = len(details.replies) >= LATEST_REPLIES
    _show_conversation(place, desk.replies.list(event.id, page_size=200) if is_longer else details.replies)
    for attachment in details.attachments:
        out.print(Text(f"\nAttachment {attachment.id}  {one_line(attachment.file_name)}  {attachment.size} bytes"))
    if details.rating:
        out.print(Text(f"\nRated {details.rating.score} of 5  {visible(details.rating.opinion or '')}"))
    commands = [COMMANDS[name] for name in details.allowed_operations if name in COMMANDS]
    if commands:
        out.print(Text(f"\nYou may: {', '.join(commands)}", style="dim"))


def _show_conversation(place: Workplace, replies: Iterable[models.Reply]) -> None:
    for reply in replies:
        head = f"{one_line(reply.author.display_name)}, {shown(reply.posted_at)}{_KINDS.get(reply.kind, '')}"
        place.out.print(Text(f"\n{head}", style="bold"))
        place.out.print(Text(visible(reply.text)))
