"""Chapters 8 and 9: what the desk refuses, as exceptions; and the end of the session."""

import os
from collections.abc import Callable
from typing import Any

import zeep
from zeep.exceptions import Fault, ValidationError

from .desk import PASSWORD, RUN, Story, connect, log_in, same, service_fault, shows, use

NAMESPACE = "{urn:soapdesk:v1}"


class LeaveOut(zeep.Plugin):
    """Takes an element out of what is sent: zeep itself sends nothing that lacks one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def egress(self, envelope: Any, http_headers: Any, operation: Any, binding_options: Any) -> Any:
        """Change an envelope on its way out."""
        for element in envelope.findall(f".//{NAMESPACE}{self.name}"):
            element.getparent().remove(element)
        return envelope, http_headers


def refused(client: zeep.Client, call: Callable[[], Any]) -> Any:
    """Return what the desk says against a call.

    :raises ValueError: if it says nothing.
    """
    try:
        call()
    except Fault as fault:
        said = service_fault(client, fault)
        same((said.message, said.retryable, len(said.correlationId)), (fault.message, False, 16))
        return said
    raise ValueError("not refused")


def meet_refusals(story: Story) -> None:
    """Make mistakes."""
    client, desk, event = story.customer_client, story.customer, story.events[1]
    with shows("wrong type"):
        said = refused(client, lambda: desk.GetEvent(eventId="seven"))
        same((said.code, said.field), ("INVALID_MESSAGE", "eventId"))
    with shows("missing element"):
        try:
            desk.GetEvent()
        except ValidationError as error:
            same(error.path[-1], "eventId")
        careless = connect(plugins=(LeaveOut("eventId"),))
        use(careless, log_in(careless, f"{RUN}.customer", PASSWORD))
        said = refused(careless, lambda: careless.service.GetEvent(eventId=event.id))
        same((said.code, said.field), ("INVALID_MESSAGE", "eventId"))
    with shows("out of range"):
        completed = desk.GetEvent(eventId=story.events[0].id).event
        rating = {"eventId": completed.id, "expectedVersion": completed.version, "score": 9}
        said = refused(client, lambda: desk.RateEvent(**rating))
        same((said.code, said.field), ("INVALID_ARGUMENT", "score"))
    with shows("expired session"):
        late = connect()
        use(late, {"SessionHeader": {"token": os.environ["DESK_EXPIRED_TOKEN"]}})
        same(refused(late, late.service.GetCurrentUser).code, "SESSION_EXPIRED")
    with shows("refused permission"):
        same(refused(client, desk.ListUsers).code, "PERMISSION_DENIED")
    with shows("stale version"):
        said = refused(client, lambda: desk.UpdateEvent(eventId=event.id, expectedVersion=event.version, title="x"))
        same(said.code, "CONFLICT")
        same(withdraw(client, event).version, event.version + 1)


def leave(_: Story) -> None:
    """Log out, after which nothing is answered any more."""
    username, password = f"{RUN}.customer", PASSWORD
    # snippet: begin a session
    client = connect()
    use(client, log_in(client, username, password))
    desk = client.service
    # end snippet
    with shows("Logout"):
        same(desk.Logout(), None)
        same(refused(client, desk.GetCurrentUser).code, "SESSION_EXPIRED")


# snippet: catch a fault
def withdraw(client: zeep.Client, event: Any) -> Any:
    """Take an event back, unless somebody has changed it meanwhile."""
    try:
        return client.service.WithdrawEvent(eventId=event.id, expectedVersion=event.version)
    except Fault as fault:
        said = service_fault(client, fault)
        if said.code == "CONFLICT":
            return client.service.GetEvent(eventId=event.id).event  # look at it, and decide again
        raise


# end snippet
