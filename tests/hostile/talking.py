"""Conversations with a server: what cases do that cannot be said in one piece."""

import select
import socket
import struct
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Self

from tests.hostile.answers import Answer, Reader

PATIENCE = 20.0  # seconds; longer than any deadline of the server that is tried


class Talk:
    """What a case is given: connections to the server, and a place for the answers.

    :ivar known: what stands for the placeholders of cases.
    :ivar answers: what came, in order.
    :ivar closed: how many connections ended without an answer.
    :ivar silent: how many neither ended nor had one.
    :ivar mixed_up: how many answers had to do with another caller.
    """

    def __init__(self, port: int, known: dict[str, str], patience: float = PATIENCE) -> None:
        self._port = port
        self._patience = patience
        self.known = known
        self.answers: list[Answer] = []
        self.closed = 0
        self.silent = 0
        self.mixed_up = 0
        self._open: list[socket.socket] = []

    def connect(self) -> socket.socket:
        """Open a connection, which is closed in the end."""
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=self._patience)
        self._open.append(connection)
        return connection

    def send(self, connection: socket.socket, data: bytes) -> None:
        """Send bytes; a server that has ended the connection has answered before."""
        with suppress(ConnectionError):
            connection.sendall(data)

    def read(self, connection: socket.socket, *, at_most: int = 1, quiet: float = 0) -> list[Answer]:
        """Read an answer, and others as long as they come.

        :param quiet: after how many seconds without another answer that is over; 0 for not looking for others.
        """
        reader, found = Reader(connection), []
        for number in range(at_most + 1 if quiet else 1):
            try:
                answer = reader.next(quiet if number else self._patience)
            except TimeoutError:
                self.silent += not number
                break
            if answer is None:
                self.closed += not number
                break
            found.append(answer)
        self.answers += found
        return found

    def dribble(self, connection: socket.socket, data: bytes, *, every: float, until: Callable[[], bool]) -> None:
        """Send byte by byte until the server has had enough of it."""
        for byte in data:
            if until():
                return
            try:
                connection.sendall(bytes([byte]))
            except ConnectionError:
                return
            time.sleep(every)

    def outlast(self, connections: Sequence[socket.socket], size: int, *, every: float) -> None:
        """Read so little from each at a time, or nothing, until the server has ended all; note what came.

        A long answer that has begun and is cut counts as closed, one that is complete as an answer without content.

        :param size: how many bytes at a time.
        """
        left = {connection: _Unread() for connection in connections}
        until = time.monotonic() + self._patience
        while left and time.monotonic() < until:
            for connection, unread in list(left.items()):
                is_cut = _is_cut(connection)
                if not is_cut and self.has_answer(connection):
                    unread.take(connection, size)
                if unread.is_complete or (is_cut and unread.is_short):
                    self.answers.append(unread.answer)
                elif is_cut:
                    self.closed += unread.has_begun
                    self.silent += not unread.has_begun
                else:
                    continue
                del left[connection]
            time.sleep(every)
        self.silent += len(left)

    def cut(self, connection: socket.socket) -> None:
        """Reset a connection instead of closing it."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    def has_answer(self, connection: socket.socket) -> bool:
        """Say whether the server has said something or hung up."""
        connection.settimeout(0)
        try:
            connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except ConnectionError:
            return True
        finally:
            connection.settimeout(self._patience)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        for connection in self._open:
            connection.close()


class _Unread:
    """An answer that is hardly read: its beginning and its last bytes."""

    def __init__(self) -> None:
        self._start = self._end = b""

    def take(self, connection: socket.socket, size: int) -> None:
        """Look at what has come, and read so much of it."""
        with suppress(ConnectionError):
            self._start = self._start or connection.recv(4_096, socket.MSG_PEEK)
            self._end = (self._end + (connection.recv(size) if size else b""))[-5:]

    @property
    def has_begun(self) -> bool:
        return b"chunked" in self._start

    @property
    def is_short(self) -> bool:
        return bool(self._start) and not self.has_begun

    @property
    def is_complete(self) -> bool:
        return self._end == b"0\r\n\r\n"

    @property
    def answer(self) -> Answer:
        head, _, body = self._start.partition(b"\r\n\r\n")
        return Answer(int(head.split(b" ", 2)[1]), head, b"" if self.has_begun else body)


def _is_cut(connection: socket.socket) -> bool:
    """Say whether the other side has ended a connection, though there may be more to read."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    return bool(poll.poll(0))
