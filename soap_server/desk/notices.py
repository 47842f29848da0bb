"""Messages to people, left in the outbox by the verb that causes them and delivered after its transaction."""

from db.later import leave
from db.models import Event, OutboxMessage, table_of
from soap_server.desk.desk import Desk

_OUTBOX = table_of(OutboxMessage)


def notify(desk: Desk, event: Event, recipient_id: int | None, topic: str) -> None:
    """Leave a message on ``topic`` for a user, unless it is the actor's own doing or messages are switched off."""
    if recipient_id is None or recipient_id == desk.actor.id or not desk.rules.notifications:
        return
    message = {"recipient_id": recipient_id, "event_id": event.id, "topic": topic}
    leave(desk.session, _OUTBOX, {**message, "created_at": desk.now, "due_at": desk.now, "attempts": 0})
