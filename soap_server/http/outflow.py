"""Answers that a thread makes while they are sent.

The thread waits when too much of what it made is unread, and for so long only as an answer may take: a client who reads
slowly holds a connection to the database for a minute, not for ever. For the beginning of an answer, as much as
answers have by default, it waits a moment only: such an answer is read at the pace of the database.
"""

import time
from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import TYPE_CHECKING, Any, Protocol

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.flow import GoneError
from soap_server.engine.messages import Response

if TYPE_CHECKING:
    from soap_server.http.channel import DeskChannel

AHEAD, BEGINNING = 2**20, 12 * 2**20
"""Bytes that may be unread before the thread waits; and those of the beginning, which are taken after a moment."""
_MOMENT = 1.0  # seconds, for all of a beginning


class Way(Protocol):
    """A request, as far as its answer is sent in parts."""

    def begin_answer(self, response: Response, correlation_id: str) -> None:
        """Send the head of an answer whose length is not known."""

    def end_answer(self) -> None:
        """Say that it is complete, and go on with the next request."""


class Outflow:
    """The way out of one answer; a thread fills it, the reactor empties it.

    :param seconds: how long an answer may take from its beginning to its end.
    """

    def __init__(self, channel: "DeskChannel", way: Way, correlation_id: str, seconds: float) -> None:
        self.window: int | None = None
        self.before: Callable[[], None] | None = None
        self.has_begun = False
        self.sent = 0
        self._channel, self._way, self._correlation_id, self._seconds = channel, way, correlation_id, seconds
        self._changed = Condition()
        self._waiting: deque[Callable[[], None]] = deque()
        self._written = self._read = 0
        self._is_gone = self._is_woken = False
        self._until = 0.0
        self._patience = _MOMENT

    def begin(self, response: Response) -> None:
        """Send the head, and the body as the beginning."""
        if not self._channel.site.has_room(self.window or 0):
            raise SoapFault.of(Kinds.SERVER_BUSY, "There are too many large answers. Try again in a moment.")
        self.has_begun = True
        self._until = time.monotonic() + self._seconds
        self._hand_over(0, lambda: self._start(response))
        self.send(response.body)

    def send(self, piece: bytes) -> None:
        """Send a piece when there is room for it."""
        with self._changed:
            has_room = self._wait() if self.sent < BEGINNING else self._wait_for_client()
            if self._is_gone or not has_room:
                raise GoneError
        self._hand_over(len(piece), lambda: self._channel.write_part(piece))

    def lose(self) -> None:
        """Note that the client has gone."""
        with self._changed:
            self._is_gone = True
            self._changed.notify_all()

    def finish(self, *, is_complete: bool) -> None:
        """Send what is left and end the answer; or cut it."""
        self._channel.on_read(None)
        if is_complete:
            self._write()
            self._way.end_answer()
        else:
            # So that nobody takes what has arrived for the whole.
            self._channel.abort()

    def _wait(self) -> bool:
        """Wait a moment, so that a client who reads as fast as the database keeps the memory small."""
        started = time.monotonic()
        self._changed.wait_for(self._has_room, max(0.0, self._patience))
        self._patience -= time.monotonic() - started
        return True

    def _wait_for_client(self) -> bool:
        """Wait until the client has read enough; say whether it did in time."""
        return self._changed.wait_for(self._has_room, max(0.0, self._until - time.monotonic()))

    def _has_room(self) -> bool:
        return self._is_gone or self.sent - self._read < AHEAD

    def _hand_over(self, size: int, write: Callable[[], None]) -> None:
        with self._changed:
            self.sent += size
            self._waiting.append(write)
            is_woken, self._is_woken = self._is_woken, True
        if not is_woken:
            reactor: Any = self._channel.site.reactor
            reactor.callFromThread(self._write)

    def _start(self, response: Response) -> None:
        self._channel.on_read(self._note_read)
        self._way.begin_answer(response, self._correlation_id)

    def _write(self) -> None:
        with self._changed:
            waiting, self._waiting = self._waiting, deque()
            self._is_woken = False
            handed = self.sent
            is_gone = self._is_gone
        while waiting and not is_gone:
            waiting.popleft()()
        self._written = handed
        if self._channel.is_read():
            self._note_read()

    def _note_read(self) -> None:
        with self._changed:
            self._read = self._written
            self._changed.notify_all()
