"""Many callers at once who are all wrong in their own way: each is told of their own mistake."""

import threading
from collections.abc import Callable, Iterator

from tests.hostile.case import INVALID, XML, Case, call
from tests.hostile.talking import Talk

CATEGORY = "callers at once"
_THREADS, _CALLS = 8, 40


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for kind in _BODIES:
        yield Case(
            f"each with a mistake in {kind}",
            CATEGORY,
            talk=_crowd(kind),
            accept=INVALID,
            answers=_THREADS,
            settles=True,
        )


_BODIES = {
    "a name": "<t:Ping><t:mark{0}/></t:Ping>",
    "a value": "<t:GetEvent><t:eventId>mark{0}</t:eventId></t:GetEvent>",
    "an attribute": '<t:Ping mark{0}="x"/>',
    "a header": "<t:Ping><t:text>x</t:text><t:text>mark{0}</t:text></t:Ping>",
}


def _crowd(kind: str) -> Callable[[Talk], None]:
    def hold(talk: Talk) -> None:
        threads = [threading.Thread(target=_ask, args=(talk, kind, number)) for number in range(_THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return hold


def _ask(talk: Talk, kind: str, number: int) -> None:
    connection = talk.connect()
    body = call(_BODIES[kind].format(number), header="")
    request = f"POST /soap HTTP/1.1\r\nHost: desk\r\n{XML}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    others = [f"mark{other}".encode() for other in range(_THREADS) if other != number]
    for _ in range(_CALLS):
        talk.send(connection, request)
        for answer in talk.read(connection):
            talk.mixed_up += any(mark in answer.body for mark in others)
