"""What a WSGI application answers, all at once or piece by piece (PEP 3333)."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

_AT_ONCE = 2 * 1024 * 1024
_WITHOUT_BODY = (204, 304)


class WsgiAnswer(NamedTuple):
    """An answer.

    :ivar more: the pieces that follow, None where ``body`` is all.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    more: "Pieces | None"


class Pieces:
    """The pieces of a body that are not made yet."""

    def __init__(self, answered: Iterable[bytes]) -> None:
        self._answered = answered
        self._pieces = iter(answered)

    def next(self) -> bytes | None:
        """Return the next piece, None at the end."""
        return next(self._pieces, None)

    def take(self, limit: int) -> tuple[bytes, bool]:
        """Return pieces of at least ``limit`` bytes, fewer only where they are all, and whether they are."""
        taken: list[bytes] = []
        while sum(map(len, taken)) < limit:
            piece = self.next()
            if piece is None:
                return b"".join(taken), True
            taken.append(piece)
        return b"".join(taken), False

    def close(self) -> None:
        """Let the application clean up."""
        close = getattr(self._answered, "close", None)
        if close is not None:
            close()


def run_wsgi(app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> WsgiAnswer:
    """Call an application; what it says is long, by a Content-Length, is not read to its end."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None
    ) -> Callable[[bytes], None]:
        started[:] = [(status, headers)]
        return written.append

    pieces = Pieces(app(environ, start_response))
    try:
        body, is_all = pieces.take(1)
        status, headers = started[0]
        declared = next((int(value) for name, value in headers if name.lower() == "content-length"), None)
        if not is_all and (declared is None or declared <= max(_AT_ONCE, len(body))):
            body += b"".join(iter(pieces.next, None))
            is_all = True
    except BaseException:
        pieces.close()
        raise
    body = b"".join(written) + body
    code = int(status.split(" ", 1)[0])
    if is_all:
        pieces.close()
        if declared is None and code not in _WITHOUT_BODY:
            headers = [*headers, ("Content-Length", str(len(body)))]
    return WsgiAnswer(code, headers, body, None if is_all else pieces)
