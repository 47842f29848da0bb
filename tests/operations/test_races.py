"""Two at the same moment: threads with engines of their own, as two nodes on one database."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, func, select

from db.engine import Database
from db.models import Assignment, Event, EventHistory, IdempotencyRecord, Rating, User
from soap_server.app import Application, Contract, build_application
from soap_server.engine.messages import Request, Response
from soap_server.settings import Settings
from tests.callers import PASSWORD, Clock, Directory, new_id
from tests.conftest import FAST_PASSWORDS
from tests.engine.messages import envelope
from tests.operations.happy import NEW_PASSWORD
from tests.operations.test_system import feed

AT_ONCE = 6


@pytest.fixture
def nodes(
    application: Application, contract: Contract, settings: Settings, clock: Clock
) -> Iterator[list[Application]]:
    """Two nodes: each has connections of its own to the one database."""
    made = []
    for _ in range(2):
        url = application.database.url.render_as_string(hide_password=False)
        database = Database(url, busy_seconds=20, sqlite_synchronous="OFF")
        made.append(
            build_application(settings, database=database, contract=contract, passwords=FAST_PASSWORDS, clock=clock)
        )
    yield made
    for node in made:
        node.close()


def send_to(node: Application, token: str | None, body: str) -> Response:
    """Send a body entry to a node."""
    header = f"<t:SessionHeader><t:token>{token}</t:token></t:SessionHeader>" if token else ""
    data = envelope(body, header=header).encode()
    return node.engine.handle(
        Request("POST", "/soap", headers={"content-type": "text/xml"}, body=data, peer="192.0.2.7")
    )


def at_once(nodes: list[Application], calls: list[tuple[str | None, str]]) -> list[str]:
    """Send each (token, body entry) at the same moment, to the nodes in turn; return the code of each answer."""
    barrier = Barrier(len(calls), timeout=30)

    def send(number: int) -> str:
        token, body = calls[number]
        barrier.wait()
        return send_to(nodes[number % len(nodes)], token, body).code or "OK"

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(send, range(len(calls))))


def count(people: Directory, table: Any, *conditions: Any) -> int:
    """Return how many rows there are."""
    query = select(func.count()).select_from(table).where(*conditions)
    return people.application.database.read(lambda session: session.scalar(query) or 0)


def test_one_of_many_administrators_assigns(people: Directory, nodes: list[Application]) -> None:
    """The others are told of the conflict; there is one assignment and one step of history."""
    event_id = people.event()
    handlers = [people.staff.id, people.staff2.id]
    token = people.admin.token
    bodies = [
        f"<t:AssignEvent><t:eventId>{event_id}</t:eventId><t:handlerId>{handlers[n % 2]}</t:handlerId>"
        "<t:expectedVersion>1</t:expectedVersion></t:AssignEvent>"
        for n in range(AT_ONCE)
    ]
    codes = Counter(at_once(nodes, [(token, body) for body in bodies]))
    assert codes == {"OK": 1, "CONFLICT": AT_ONCE - 1}
    assert count(people, Assignment, Assignment.event_id == event_id) == 1
    assert count(people, EventHistory, EventHistory.operation == "AssignEvent") == 1


def test_one_of_many_gets_the_user_name(people: Directory, nodes: list[Application]) -> None:
    """In whatever case and width they ask for it."""
    names = ["rare.name", "RARE.NAME", "Rare.Name", "ｒａｒｅ.name", "rare.NAME", "rAre.name"]
    bodies = [
        f"<t:Register><t:username>{name}</t:username><t:password>{PASSWORD}</t:password>"
        "<t:displayName>X</t:displayName></t:Register>"
        for name in names
    ]
    assert Counter(at_once(nodes, [(None, body) for body in bodies])) == {"OK": 1, "USERNAME_TAKEN": 5}
    assert count(people, User, User.username_key == "rare.name") == 1


def test_a_request_sent_many_times_at_once_acts_once(people: Directory, nodes: list[Application]) -> None:
    """All get the one answer."""
    body = f"<t:SubmitEvent><t:title>a</t:title><t:content>b</t:content><t:requestId>{new_id()}</t:requestId></t:SubmitEvent>"
    assert at_once(nodes, [(people.customer.token, body)] * AT_ONCE) == ["OK"] * AT_ONCE
    assert count(people, Event) == 1
    assert count(people, IdempotencyRecord) == 1


def test_a_registration_sent_many_times_at_once_acts_once(people: Directory, nodes: list[Application]) -> None:
    """Nobody is told that their own user name is taken."""
    body = (
        f"<t:Register><t:username>somebody</t:username><t:password>{PASSWORD}</t:password>"
        f"<t:displayName>X</t:displayName><t:requestId>{new_id()}</t:requestId></t:Register>"
    )
    assert at_once(nodes, [(None, body)] * AT_ONCE) == ["OK"] * AT_ONCE
    assert count(people, User, User.username == "somebody") == 1


def test_a_withdrawal_and_an_assignment_exclude_each_other(people: Directory, nodes: list[Application]) -> None:
    """Whoever is first wins; the event is never both."""
    for _ in range(3):
        event_id = people.event()
        assign = (
            f"<t:AssignEvent><t:eventId>{event_id}</t:eventId><t:handlerId>{people.staff.id}</t:handlerId>"
            "<t:expectedVersion>1</t:expectedVersion></t:AssignEvent>"
        )
        withdraw = f"<t:WithdrawEvent><t:eventId>{event_id}</t:eventId><t:expectedVersion>1</t:expectedVersion></t:WithdrawEvent>"
        codes = at_once(nodes, [(people.admin.token, assign), (people.customer.token, withdraw)])
        assert sorted(codes) == ["CONFLICT", "OK"]
        assert people.admin.GetEvent(eventId=event_id).event.version == 2


def test_an_event_is_rated_once(people: Directory, nodes: list[Application]) -> None:
    """However often the customer presses the button."""
    event_id = people.event("completed")
    version = people.admin.version(event_id)
    body = (
        f"<t:RateEvent><t:eventId>{event_id}</t:eventId><t:expectedVersion>{version}</t:expectedVersion>"
        "<t:score>5</t:score></t:RateEvent>"
    )
    codes = Counter(at_once(nodes, [(people.customer.token, body)] * AT_ONCE))
    assert codes == {"OK": 1, "CONFLICT": AT_ONCE - 1}
    assert count(people, Rating) == 1


def test_two_administrators_cannot_lower_each_other(people: Directory, nodes: list[Application]) -> None:
    """One of them stays."""
    second = people.hire("second.admin", "admin")
    new_role = "<t:role>customer</t:role><t:expectedVersion>1</t:expectedVersion>"
    bodies = [
        (
            caller.token,
            f"<t:SetUserRole><t:userId>{other.id}</t:userId>{new_role}</t:SetUserRole>",
        )
        for caller, other in ((people.admin, second), (second, people.admin))
    ]
    codes = at_once(nodes, bodies)
    assert codes.count("OK") == 1
    assert set(codes) - {"OK"} <= {"LAST_ADMINISTRATOR", "PERMISSION_DENIED"}


def test_replies_at_once_are_all_there(people: Directory, nodes: list[Application]) -> None:
    """And all are counted."""
    event_id = people.event("assigned")
    body = f"<t:PostReply><t:eventId>{event_id}</t:eventId><t:text>x</t:text></t:PostReply>"
    calls = [(caller.token, body) for caller in (people.customer, people.staff, people.admin) for _ in range(2)]
    assert at_once(nodes, calls) == ["OK"] * 6
    assert people.customer.GetEvent(eventId=event_id).event.replyCount == 6


def test_guesses_at_once_do_not_slip_through_together(people: Directory, nodes: list[Application]) -> None:
    """Ten are compared at most, however many come in the same moment."""
    body = f"<t:Login><t:username>{people.customer.user.username}</t:username><t:password>guess</t:password></t:Login>"
    codes = Counter(at_once(nodes, [(None, body)] * 16))
    assert codes == {"LOGIN_FAILED": 10, "LOGIN_THROTTLED": 6}


def test_a_freeze_and_an_assignment_exclude_each_other(people: Directory, nodes: list[Application]) -> None:
    """A frozen member of staff gets no event, or had it before."""
    event_id = people.event()
    assign = (
        f"<t:AssignEvent><t:eventId>{event_id}</t:eventId><t:handlerId>{people.staff.id}</t:handlerId>"
        "<t:expectedVersion>1</t:expectedVersion></t:AssignEvent>"
    )
    freeze = (
        f"<t:FreezeUser><t:userId>{people.staff.id}</t:userId><t:reason>x</t:reason>"
        "<t:expectedVersion>1</t:expectedVersion></t:FreezeUser>"
    )
    codes = at_once(nodes, [(people.admin.token, assign), (people.admin.token, freeze)])
    assert codes[1] == "OK"
    assert codes[0] in ("OK", "HANDLER_NOT_ELIGIBLE")


def test_the_feed_is_numbered_once_by_many_readers(people: Directory, nodes: list[Application]) -> None:
    """Readers that number together do not number twice."""
    people.event("completed")
    codes = at_once(nodes, [(people.admin.token, "<t:GetChanges/>")] * AT_ONCE)
    assert codes == ["OK"] * AT_ONCE
    answer = people.admin.GetChanges()
    assert (len(answer.changes.Change), answer.nextCursor) == (4, "c1-4")


def test_a_login_and_a_new_password(people: Directory, nodes: list[Application]) -> None:
    """A session that is opened with the old password while it is replaced ends with the others.

    The login is held where it has read the account and written nothing; the change then either waits for it, or has come first.
    """
    customer = people.customer
    login, changer = nodes
    reached, changed = threading.Event(), threading.Event()
    body = f"<t:Login><t:username>customer</t:username><t:password>{PASSWORD}</t:password></t:Login>"

    def hold(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # The first thing that a login does behind reading the account is to forgive the attempt.
        forgives = statement.startswith("UPDATE login_throttles") and "login_throttles.bucket =" in statement
        if forgives and not reached.is_set():
            reached.set()
            changed.wait(0.5)

    event.listen(login.database.engine, "before_cursor_execute", hold)

    def change() -> None:
        reached.wait(30)
        new = f"<t:currentPassword>{PASSWORD}</t:currentPassword><t:newPassword>{NEW_PASSWORD}</t:newPassword>"
        assert send_to(changer, customer.token, f"<t:ChangePassword>{new}</t:ChangePassword>").code == ""
        changed.set()

    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        response = send_to(login, None, body)
        changing.result(30)
    token = re.search(rb"<token>([^<]+)</token>", response.body)
    assert token is not None
    assert send_to(changer, token[1].decode(), "<t:GetCurrentUser/>").code == "SESSION_EXPIRED"


def test_a_change_that_is_numbered_while_another_reads_is_not_skipped(
    people: Directory, nodes: list[Application]
) -> None:
    """Numbered between two statements of the reader, it comes with the next part."""
    people.event()
    _, start = feed(people.admin)
    customer = people.customer
    is_done: list[bool] = []

    def interleave(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if ("max(changes.sequence)" in statement or "FROM changes JOIN" in statement) and not is_done:
            is_done.append(True)
            content = "<t:title>a</t:title><t:content>b</t:content>"
            assert send_to(nodes[0], customer.token, f"<t:SubmitEvent>{content}</t:SubmitEvent>").code == ""
            assert send_to(nodes[0], customer.token, "<t:GetChanges/>").code == ""

    engine = people.application.database.engine
    event.listen(engine, "after_cursor_execute", interleave)
    first, cursor = feed(people.admin, start)
    event.remove(engine, "after_cursor_execute", interleave)
    second, _ = feed(people.admin, cursor)
    assert is_done
    assert [operation for _, operation, _ in first + second] == ["SubmitEvent"]
