"""Callers who carry events through their whole life over plain sockets, and ask again until they know what happened."""

import http.client
import re
import threading
import time
from dataclasses import dataclass
from typing import Self
from uuid import uuid4

from tests.e2e.conftest import PASSWORD
from tests.engine.messages import envelope
from tests.faults.ledger import SECONDS, Call, Entry, Ledger, Outcome

CUSTOMER, STAFF, ADMIN = "fault.customer", "fault.staff", "fault.admin"
_TIMEOUT = 20
_PAUSE = 0.02
_ENDED_SESSION = "SESSION_EXPIRED"
_EVENT = "<t:eventId>{event}</t:eventId>"


@dataclass(frozen=True)
class Step:
    """One call of an event's life: who makes it, and what it says."""

    operation: str
    who: str | None
    arguments: str


SUBMIT = Step("SubmitEvent", CUSTOMER, "<t:title>{key}</t:title><t:content>内容 {key}</t:content>")
LIFE = (
    SUBMIT,
    Step(
        "AssignEvent",
        ADMIN,
        f"{_EVENT}<t:handlerId>{{staff}}</t:handlerId><t:expectedVersion>1</t:expectedVersion><t:note>{{key}}</t:note>",
    ),
    Step("PostReply", STAFF, f"{_EVENT}<t:text>{{key}}</t:text>"),
    Step("ResolveEvent", STAFF, f"{_EVENT}<t:expectedVersion>3</t:expectedVersion><t:solution>{{key}}</t:solution>"),
    Step("CompleteEvent", CUSTOMER, f"{_EVENT}<t:expectedVersion>4</t:expectedVersion>"),
    Step(
        "RateEvent",
        CUSTOMER,
        f"{_EVENT}<t:expectedVersion>5</t:expectedVersion><t:score>4</t:score><t:opinion>{{key}}</t:opinion>",
    ),
)
REGISTER = Step(
    "Register",
    None,
    f"<t:username>{{key}}</t:username><t:password>{PASSWORD}</t:password><t:displayName>{{key}}</t:displayName>",
)


class Line:
    """A connection of one caller, opened again when it broke."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection: http.client.HTTPConnection | None = None

    def send(self, body: str, token: str | None = None) -> tuple[Outcome, str, str]:
        """Send a body entry; return what came of it, the fault's code and the answer."""
        header = f"<t:SessionHeader><t:token>{token}</t:token></t:SessionHeader>" if token else ""
        try:
            status, answer = self._exchange(envelope(body, header=header).encode())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return Outcome.UNKNOWN, type(error).__name__, ""
        if status == http.HTTPStatus.OK:
            return Outcome.OK, "", answer
        found = re.search(r"<code>(\w+)</code>", answer)
        is_callers = "<faultcode>soap:Client</faultcode>" in answer
        return (Outcome.FAIL if is_callers else Outcome.UNKNOWN), found[1] if found else str(status), answer

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exchange(self, data: bytes) -> tuple[int, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        self._connection.request("POST", "/soap", data, {"Content-Type": "text/xml; charset=utf-8"})
        response = self._connection.getresponse()
        return response.status, response.read().decode()


class Caller:
    """Makes one call after the other, each until it is answered.

    :param keyed: whether calls carry a requestId, as they should.
    :param loses: of so many answers one is lost on its way, 0 for none.
    """

    def __init__(self, ports: list[int], ledger: Ledger, *, keyed: bool = True, loses: int = 0) -> None:
        self._lines = [Line(port) for port in ports]
        self._ledger = ledger
        self._keyed, self._loses = keyed, loses
        self._tokens: dict[str, str] = {}
        self._answers = 0
        self.staff_id = 0
        self.logins = 0
        self.given_up = threading.Event()

    def log_in(self, who: str) -> str:
        """Return the token of a session, logging in where there is none."""
        while who not in self._tokens:
            body = f"<t:Login><t:username>{who}</t:username><t:password>{PASSWORD}</t:password></t:Login>"
            outcome, code, answer = self._send(body)
            if outcome == Outcome.OK:
                self.logins += 1
                self._tokens[who] = _element("token", answer)
                if who == STAFF:
                    self.staff_id = int(_element("id", answer))
            elif outcome == Outcome.FAIL:
                raise AssertionError(f"{who} is not let in: {code}")
        return self._tokens[who]

    def submit(self) -> int:
        """Submit an event and return its id."""
        return int(_element("id", self.call(SUBMIT, None)))

    def live(self, steps: tuple[Step, ...]) -> None:
        """Carry one event through its life, and register somebody."""
        event_id = None
        self.log_in(STAFF)
        for step in steps:
            if self.given_up.is_set():
                return
            answer = self.call(step, event_id if step.who else None)
            if step is SUBMIT:
                event_id = int(_element("id", answer))

    def call(self, step: Step, event_id: int | None) -> str:
        """Make a call until it is known to be carried out, and return the answer.

        :raises AssertionError: if it is refused: all of them are right.
        """
        call = Call(f"k{uuid4().hex[:20]}", step.operation, event_id)
        self._ledger.attempt(call)
        filled = step.arguments.format(key=call.key, event=event_id, staff=self.staff_id)
        request_id = f"<t:requestId>{call.key}</t:requestId>" if self._keyed else ""
        body = f"<t:{step.operation}>{filled}{request_id}</t:{step.operation}>"
        while True:
            token = self.log_in(step.who) if step.who else None
            began = time.monotonic()
            outcome, code, answer = self._send(body, token)
            if code == _ENDED_SESSION and step.who:
                del self._tokens[step.who]
                continue
            made = Call(call.key, call.operation, int(_element("id", answer))) if _makes_event(step, outcome) else call
            self._ledger.note(Entry(made, outcome, code, began, time.monotonic()))
            if outcome == Outcome.OK:
                return answer
            if outcome == Outcome.FAIL:
                raise AssertionError(f"{call} was refused: {answer}")

    def _send(self, body: str, token: str | None = None) -> tuple[Outcome, str, str]:
        self._lines.append(self._lines.pop(0))  # the nodes in turn
        sent = self._lines[0].send(body, token)
        if sent[0] == Outcome.OK:
            self._answers += 1
            if self._loses and self._answers % self._loses == 0:
                return Outcome.UNKNOWN, "lost", ""
        if sent[0] == Outcome.UNKNOWN:
            self.given_up.wait(_PAUSE)  # a service that is away is not asked without end
        return sent

    def close(self) -> None:
        """Hang up."""
        for line in self._lines:
            line.close()


class Load:
    """Callers at work, until the block ends; then each knows what became of its last call."""

    def __init__(
        self,
        ports: list[int],
        ledger: Ledger,
        *,
        callers: int = 4,
        steps: tuple[Step, ...] = (*LIFE, REGISTER),
        keyed: bool = True,
        loses: int = 0,
    ) -> None:
        self.callers = [Caller(ports, ledger, keyed=keyed, loses=loses) for _ in range(callers)]
        self._steps = steps
        self._problems: list[BaseException] = []
        self._threads = [threading.Thread(target=self._work, args=[caller], daemon=True) for caller in self.callers]

    def __enter__(self) -> Self:
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let each caller finish its call, and say what surprised them."""
        for caller in self.callers:
            caller.given_up.set()
        for thread in self._threads:
            thread.join(SECONDS)
        assert not [thread for thread in self._threads if thread.is_alive()], "a call is never answered"
        if self._problems:
            raise self._problems[0]

    @property
    def logins(self) -> int:
        """How often somebody logged in."""
        return sum(caller.logins for caller in self.callers)

    def _work(self, caller: Caller) -> None:
        try:
            while not caller.given_up.is_set():
                caller.live(self._steps)
        except BaseException as error:  # noqa: BLE001 - raised again where the block ends
            self._problems.append(error)
        finally:
            caller.close()


def _makes_event(step: Step, outcome: Outcome) -> bool:
    return step is SUBMIT and outcome == Outcome.OK


def _element(name: str, answer: str) -> str:
    found = re.search(f"<{name}>([^<]+)</{name}>", answer)
    assert found, f"no {name} in {answer}"
    return found[1]
