"""Two nodes on one database are told to do the same thing at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.e2e.conftest import PASSWORD
from tests.faults.callers import ADMIN, CUSTOMER, LIFE, STAFF, SUBMIT, Caller, Line
from tests.faults.conftest import kind_of
from tests.faults.ledger import Ledger, Outcome
from tests.faults.reckoning import reckon
from tests.faults.results import result
from tests.faults.service import serving

pytestmark = [pytest.mark.e2e, pytest.mark.faults]
_SENDERS = 4
_ASSIGN = (
    "<t:AssignEvent><t:eventId>{event}</t:eventId><t:handlerId>{staff}</t:handlerId>"
    "<t:expectedVersion>1</t:expectedVersion></t:AssignEvent>"
)
_WITHDRAW = "<t:WithdrawEvent><t:eventId>{event}</t:eventId><t:expectedVersion>1</t:expectedVersion></t:WithdrawEvent>"
_RATE = (
    "<t:RateEvent><t:eventId>{event}</t:eventId><t:expectedVersion>5</t:expectedVersion>"
    "<t:score>3</t:score></t:RateEvent>"
)
_REGISTER = (
    f"<t:Register><t:username>k{{event}}.same</t:username><t:password>{PASSWORD}</t:password>"
    "<t:displayName>X</t:displayName></t:Register>"
)
_SUBMIT = (
    "<t:SubmitEvent><t:title>once-{event:020d}</t:title><t:content>x</t:content>"
    "<t:requestId>once-{event:020d}</t:requestId></t:SubmitEvent>"
)
# What is tried, by whom, and after which part of an event's life. The second half of the senders tries the other.
RACES = {
    "assign": (0, (_ASSIGN, ADMIN), (_ASSIGN, ADMIN), {"OK": 1, "CONFLICT": _SENDERS - 1}),
    "withdraw": (0, (_WITHDRAW, CUSTOMER), (_ASSIGN, ADMIN), {"OK": 1, "CONFLICT": _SENDERS - 1}),
    "rate": (5, (_RATE, CUSTOMER), (_RATE, CUSTOMER), {"OK": 1, "CONFLICT": _SENDERS - 1}),
    "register": (0, (_REGISTER, None), (_REGISTER, None), {"OK": 1, "USERNAME_TAKEN": _SENDERS - 1}),
    "repeat": (0, (_SUBMIT, CUSTOMER), (_SUBMIT, CUSTOMER), {"OK": _SENDERS}),
}


def test_two_nodes_do_one_thing_once(desk_url: str, ledger: Ledger, kills: int) -> None:
    """One is carried out, the others are told; a repeated request gets the one answer everywhere."""
    with result("two nodes at once", kind_of(desk_url), "races") as kept:
        with serving(desk_url) as one, serving(desk_url) as other:
            ports = [one.port, other.port]
            caller = Caller(ports, ledger)
            tokens = {who: caller.log_in(who) for who in (STAFF, CUSTOMER, ADMIN)}
            for _ in range(max(kills // 10, 2)):
                for steps, first, second, expected in RACES.values():
                    event = _event(caller, steps)
                    filled = [
                        (body.format(event=event, staff=caller.staff_id), tokens[who] if who else None)
                        for body, who in (first, second)
                    ]
                    assert _at_once(ports, filled) == expected
                    kept.faults += 1
            caller.close()
        books = reckon(desk_url, ledger.acknowledged(), ledger.tried, every_row_is_tried=False)
        kept.add(ledger, books)
    assert books.problems() == []


def _event(caller: Caller, steps: int) -> int:
    event = caller.submit()
    for step in LIFE[1:steps]:
        caller.call(step, event)
    assert LIFE[0] is SUBMIT
    return event


def _at_once(ports: list[int], calls: list[tuple[str, str | None]]) -> Counter[str]:
    barrier = Barrier(_SENDERS, timeout=60)

    def send(number: int) -> str:
        line = Line(ports[number % len(ports)])
        body, token = calls[number * len(calls) // _SENDERS]
        barrier.wait()
        outcome, code, _ = line.send(body, token)
        line.close()
        return "OK" if outcome == Outcome.OK else code

    with ThreadPoolExecutor(_SENDERS) as pool:
        return Counter(pool.map(send, range(_SENDERS)))
