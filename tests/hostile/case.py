"""A case: what is sent, and which answers to it are right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soap_server.engine.versions import SOAP11, SoapVersion
from tests.engine.messages import envelope

if TYPE_CHECKING:
    from tests.hostile.talking import Talk

# What the runner puts in, since it is known only when a server runs.
TOKEN, CANARY, EVENT = "@token@", "@canary@", "@event@"
SESSION = f"<t:SessionHeader><t:token>{TOKEN}</t:token></t:SessionHeader>"
XML = "Content-Type: text/xml; charset=utf-8"
XML12 = "Content-Type: application/soap+xml; charset=utf-8"

OK, PAGE, CLOSED, CLIENT = "OK", "PAGE", "CLOSED", "CLIENT"
"""Answers that are no fault codes: a result, something else than SOAP below 500, no answer, any fault of the client."""
HARMLESS = frozenset({OK, CLIENT})
REFUSED = frozenset({CLIENT})
MALFORMED = frozenset({"MALFORMED_REQUEST"})
LIMITED = frozenset({"LIMIT_EXCEEDED"})
INVALID = frozenset({"INVALID_MESSAGE", "INVALID_ARGUMENT"})
BAD_HTTP = frozenset({"BAD_HTTP"})


@dataclass(frozen=True)
class Case:
    """Something hostile.

    :ivar body: what is posted; the placeholders above are filled in.
    :ivar raw: what goes over the wire instead of a well-formed POST.
    :ivar talk: how it is sent, where that takes more than sending some bytes and reading the answer.
    :ivar caller: whose session stands for TOKEN.
    :ivar accept: fault codes, or the words above.
    :ivar answers: how many answers there may be; none of them is looked for beyond, unless it is raw.
    :ivar settles: whether the runner waits for valid calls before it goes on, so that a stall is this case's.
    """

    name: str
    category: str
    body: str | bytes = b""
    headers: tuple[str, ...] = (XML,)
    method: str = "POST"
    path: str = "/soap"
    raw: bytes | None = None
    talk: "Callable[[Talk], None] | None" = None
    caller: str = "mallory"
    accept: frozenset[str] = REFUSED
    answers: int = 1
    settles: bool = False

    def __str__(self) -> str:
        return f"{self.category}/{self.name}"

    def on_the_wire(self, known: dict[str, str]) -> bytes:
        """Return what is sent.

        :param known: what stands for the placeholders.
        """
        if self.raw is not None:
            return _filled(self.raw, known)
        body = _filled(self.body if isinstance(self.body, bytes) else self.body.encode(), known)
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: desk", *self.headers, f"Content-Length: {len(body)}"]
        return _filled("\r\n".join([*lines, "", ""]).encode(), known) + body


def _filled(data: bytes, known: dict[str, str]) -> bytes:
    for placeholder, value in known.items():
        data = data.replace(placeholder.encode(), value.encode())
    return data


def call(body: str, *, header: str = SESSION, version: SoapVersion = SOAP11) -> str:
    """Return an envelope with a session."""
    return envelope(body, header=header, version=version)


def named(category: str, cases: Iterable[tuple[str, str | bytes, frozenset[str]]], **how: object) -> list[Case]:
    """Return the cases of a table: name, body, acceptable answers."""
    return [Case(name, category, body, accept=accept, **how) for name, body, accept in cases]  # type: ignore[arg-type]
