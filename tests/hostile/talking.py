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
        """Read so little from each at a time, or nothing, until the server has ended all; note which came to an end.

        :param size: how many bytes at a time.
        """
        ends = dict.fromkeys(connections, b"")
        until = time.monotonic() + self._patience
        while ends and time.monotonic() < until:
            for connection, end in list(ends.items()):
                try:
                    data = connection.recv(size) if size and self.has_answer(connection) else b""
                except ConnectionError:
                    data = b""
                ends[connection] = (end + data)[-5:]
                if _is_cut(connection):
                    self.closed += 1
                    del ends[connection]
                elif ends[connection] == b"0\r\n\r\n":
                    self.answers.append(Answer(200, b"", b""))
                    del ends[connection]
            time.sleep(every)
        self.silent += len(ends)

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


def _is_cut(connection: socket.socket) -> bool:
    """Say whether the other side has ended a connection, though there may be more to read."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    return bool(poll.poll(0))
