"""Answers that go out while they are made, since they are too long to be kept until their end.

Until its window is full an answer is kept, and can still become a fault. From then on its pieces leave one by one, and
whoever makes them waits until the client has read enough. What goes wrong then can only be shown by cutting the
connection before the end.
"""

from collections.abc import Callable
from typing import Any, Protocol

from soap_server.engine.messages import Response

_PIECE = 128 * 1024


class GoneError(Exception):
    """The client has gone, or does not read; nobody gets the rest of the answer."""


class Outlet(Protocol):
    """The way out, which the transport provides and the business opens.

    :ivar window: how many bytes are kept before the answer goes out; None while it may not.
    :ivar before: what has to be done before it does.
    """

    window: int | None
    before: Callable[[], None] | None

    @property
    def has_begun(self) -> bool:
        """Whether some of the answer has gone out."""

    @property
    def sent(self) -> int:
        """How many bytes have."""

    def begin(self, response: Response) -> None:
        """Send the head of the answer, and its body as the beginning.

        :raises SoapFault: if there are too many large answers.
        """

    def send(self, piece: bytes) -> None:
        """Send what follows, when there is room for it.

        :raises GoneError: if nobody reads it.
        """


class Flow(list[bytes]):
    """The pieces of an answer, of which those beyond the outlet's window go out.

    :param beginning: returns the head of the answer, with what stands before the pieces.
    """

    def __init__(self, outlet: Outlet, beginning: Callable[[], Response]) -> None:
        super().__init__()
        self._outlet = outlet
        self._beginning = beginning
        self._size = 0

    def append(self, piece: bytes) -> None:
        """Add a piece."""
        super().append(piece)
        self._size += len(piece)
        outlet = self._outlet
        if outlet.has_begun:
            if self._size >= _PIECE:
                self.let_out()
        elif outlet.window is not None and self._size >= outlet.window:
            if outlet.before is not None:
                outlet.before()
            outlet.begin(self._beginning())
            self.let_out()

    def let_out(self) -> None:
        """Send what is here; small pieces together."""
        pieces: list[Any] = []
        size = 0
        # Each is let go when it is sent, or the window would be in memory until all of it is.
        self.reverse()
        while self:
            pieces.append(self.pop())
            size += len(pieces[-1])
            if size >= _PIECE or not self:
                self._outlet.send(b"".join(pieces) if len(pieces) > 1 else pieces[0])
                pieces.clear()
                size = 0
        self._size = 0
