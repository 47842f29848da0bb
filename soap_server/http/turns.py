"""Turns: so many calls of one caller run at a time, and the others of that caller wait without a thread.

A program that sends everything at once on one session keeps nobody else waiting. This is fairness between callers, not
the last line against those who mean harm: that is ``server.queue`` and ``server.connections_per_address``.
"""

import re
from collections import Counter, defaultdict, deque
from typing import NamedTuple

from twisted.internet.defer import Deferred, succeed

from soap_server.engine.messages import Request

_HEAD_BYTES = 4096
# Wherever a client puts prefixes and attributes. What is compressed or in UTF-16 is told apart by its address.
_TOKEN = re.compile(rb"token[^<>]{0,200}>\s*([\w-]{20,64})\s*<")


class Caller(NamedTuple):
    """By what the calls of one caller are told apart before they are read.

    :ivar name: the token of the session, else the user name and password of HTTP Basic, else the address.
    :ivar is_one: whether that is one caller's alone; behind an address there may be many.
    """

    name: bytes
    is_one: bool


class Turns:
    """The calls of each caller that run, and those that wait.

    :param running: so many calls of one caller run at a time.
    :param waiting: so many more may wait, except of those that are known by their address only.
    """

    def __init__(self, running: int, waiting: int) -> None:
        self._limits = running, waiting
        self._running: Counter[Caller] = Counter()
        self._waiting: defaultdict[Caller, deque[Deferred[None]]] = defaultdict(deque)

    def take(self, caller: Caller) -> "Deferred[None] | None":
        """Return what fires when it is the caller's turn; None where too many of their calls are waiting."""
        running, waiting = self._limits
        if self._running[caller] < running:
            self._running[caller] += 1
            return succeed(None)
        if caller.is_one and len(self._waiting[caller]) >= waiting:
            return None
        turn: Deferred[None] = Deferred()
        self._waiting[caller].append(turn)
        return turn

    def leave(self, caller: Caller, turn: "Deferred[None]") -> bool:
        """Give up a turn that is still waited for; say whether it was, for then it is not to be given back."""
        waiting = self._waiting.get(caller, ())
        if not waiting or turn not in waiting:
            return False
        waiting.remove(turn)
        return True

    def give_back(self, caller: Caller) -> None:
        """End a call's turn: it is the turn of the caller's next one."""
        if waiting := self._waiting.get(caller):
            waiting.popleft().callback(None)
            return
        self._waiting.pop(caller, None)
        self._running[caller] -= 1
        if not self._running[caller]:
            del self._running[caller]


def caller_of(request: Request) -> Caller:
    """Return whose call a request is, as far as that can be told without reading it."""
    found = _TOKEN.search(request.body, 0, _HEAD_BYTES)
    if found is not None:
        return Caller(found[1], is_one=True)
    password = request.headers.get("authorization")
    return Caller((password or request.peer).encode("utf-8", "surrogateescape"), is_one=bool(password))
