"""Notices: left with the change, delivered afterwards, at least once."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from itertools import repeat
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from db.models import OutboxMessage
from soap_server.app import Application, Contract, build_application
from soap_server.desk.outbox import Delivery, Notice, deliver_due
from soap_server.mail import Postman
from soap_server.settings import load_settings
from soap_server.settings.sections import Mail
from tests.callers import Clock, Directory, respond_with
from tests.conftest import FAST_PASSWORDS


@pytest.fixture
def people(database: Any, contract: Contract, clock: Clock, zeep_clients: dict[str, Any]) -> Directory:
    """Callers of a desk that sends mail."""
    settings = load_settings(mail={"host": "localhost"})
    desk = build_application(settings, database=database, contract=contract, passwords=FAST_PASSWORDS, clock=clock)
    zeep_clients["transport"].respond = respond_with(desk)
    return Directory(desk, zeep_clients["1.1"])


def waiting(desk: Application) -> list[str]:
    """The topics that wait."""
    query = select(OutboxMessage.topic).where(OutboxMessage.due_at.is_not(None)).order_by(OutboxMessage.id)
    return list(desk.database.read(lambda session: session.scalars(query).all()))


def with_addresses(people: Directory) -> int:
    """Give the customer and the staff member addresses, and bring an event to completion; return its number."""
    people.customer.UpdateProfile(expectedVersion=1, email="customer@example.com", language="zh")
    people.staff.UpdateProfile(expectedVersion=1, email="staff@example.com")
    return people.event("completed")


def test_each_step_tells_the_other_side(people: Directory) -> None:
    """And nobody of their own doing."""
    event_id = with_addresses(people)
    version = people.admin.version(event_id)
    people.customer.ReopenEvent(eventId=event_id, expectedVersion=version, reason="x")
    people.customer.PostReply(eventId=event_id, text="x")
    people.staff.PostReply(eventId=event_id, text="note", internal=True)
    assert waiting(people.application) == ["assigned", "resolved", "completed", "reopened", "replied"]


def test_what_is_refused_tells_nobody(people: Directory) -> None:
    """A notice is part of its transaction."""
    event_id = people.event("assigned")
    before = waiting(people.application)
    with pytest.raises(Exception, match="CONFLICT"):
        people.staff.ResolveEvent(eventId=event_id, expectedVersion=99, solution="x")
    assert waiting(people.application) == before


def test_without_a_mail_server_none_is_left(application: Application, zeep_clients: dict[str, Any]) -> None:
    """Nothing heaps up that nobody takes out."""
    zeep_clients["transport"].respond = respond_with(application)
    Directory(application, zeep_clients["1.1"]).event("completed")
    assert waiting(application) == []


def test_delivery_through_a_real_server(people: Directory, clock: Clock) -> None:
    """In the reader's language, once each; who has no address gets none and is not asked about again."""
    event_id = with_addresses(people)
    people.event("assigned", staff="staff2")
    received: list[Any] = []

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
            received.append(message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    controller = Controller(Handler(), hostname="127.0.0.1", port=0)
    controller.port = _free_port()
    controller.start()
    try:
        postman = Postman(Mail(host="127.0.0.1", port=controller.port, sender="desk@example.com"))
        result = deliver_due(people.application.database, postman.send, clock=clock)
        assert result == Delivery(delivered=4, failed=0)
        assert deliver_due(people.application.database, postman.send, clock=clock) == Delivery(0, 0)
    finally:
        controller.stop()
    subjects = [(message["To"], message["Subject"]) for message in received]
    assert subjects == [
        ("staff@example.com", f"Event {event_id} was assigned to you"),
        ("customer@example.com", f"事件 {event_id} 已解决"),
        ("staff@example.com", f"Event {event_id} is completed"),
    ]
    assert "发票抬头有误" in received[0].get_content()
    assert received[0]["Auto-Submitted"] == "auto-generated"
    assert waiting(people.application) == []


def test_who_may_not_see_the_event_any_more_gets_no_notice(people: Directory, clock: Clock) -> None:
    """However long the mail server was away: its title is not theirs to read."""
    event_id = with_addresses(people)
    sent: list[Notice] = []
    version = people.admin.version(event_id)
    people.customer.ReopenEvent(eventId=event_id, expectedVersion=version, reason="nein")
    version = people.admin.version(event_id)
    people.admin.AssignEvent(eventId=event_id, handlerId=people.staff2.id, expectedVersion=version)
    deliver_due(people.application.database, sent.append, clock=clock)
    assert {notice.address for notice in sent if notice.address} == {"customer@example.com"}
    assert waiting(people.application) == []


def test_a_slow_round_delivers_nothing_twice(people: Directory, clock: Clock) -> None:
    """A message is claimed when its turn comes, and not when the round began."""
    with_addresses(people)
    database = people.application.database
    sent: list[int] = []

    def send(notice: Notice) -> None:
        sent.append(notice.id)
        clock.advance(seconds=45)
        if len(sent) == 3:
            deliver_due(database, lambda late: sent.append(late.id), clock=clock)

    deliver_due(database, send, clock=clock)
    assert len(sent) == len(set(sent)) == 3


def test_a_failed_delivery_is_tried_again_later(people: Directory, clock: Clock) -> None:
    """After ever longer pauses, a dozen times."""
    with_addresses(people)
    tried: list[int] = []

    def fail(notice: Notice) -> None:
        tried.append(notice.id)
        raise ConnectionRefusedError

    database = people.application.database
    assert deliver_due(database, fail, clock=clock) == Delivery(0, 3)
    assert deliver_due(database, fail, clock=lambda: clock.now + timedelta(seconds=59)) == Delivery(0, 0)
    now = clock.now
    for _ in range(20):
        now += timedelta(hours=7)
        deliver_due(database, fail, clock=partial(next, repeat(now)))
    assert len(tried) == 3 * 12
    assert waiting(people.application) == []
    undelivered = select(func.count()).where(OutboxMessage.delivered_at.is_(None))
    assert database.read(lambda session: session.scalar(undelivered)) == 3


def test_two_processes_do_not_deliver_together(people: Directory, clock: Clock) -> None:
    """What one has claimed the other leaves alone."""
    with_addresses(people)
    database = people.application.database
    inner: list[Delivery] = []

    def send(_notice: Notice) -> None:
        if not inner:
            inner.append(deliver_due(database, lambda _: None, clock=clock))

    outer = deliver_due(database, send, clock=clock)
    assert (outer.delivered, inner[0].delivered) == (1, 2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
