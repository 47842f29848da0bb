"""Who is connected: the open connections, in all and by address, and those that are turned away."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from twisted.internet.protocol import Protocol

if TYPE_CHECKING:
    from soap_server.http.channel import DeskChannel

_GOODBYE_SECONDS = 1.0


class TurnedAway(Protocol):
    """A connection beyond the limit: it is told so and closed."""

    def __init__(self, answer: bytes, reactor: Any) -> None:
        self._answer = answer
        self._reactor = reactor

    def connectionMade(self) -> None:
        """Answer before anything was asked."""
        transport: Any = self.transport
        transport.write(self._answer)
        self._reactor.callLater(_GOODBYE_SECONDS, transport.loseConnection)


class Crowd:
    """The connections that are open, in all and by address."""

    def __init__(self) -> None:
        self.channels: set[DeskChannel] = set()
        self._by_address: Counter[str] = Counter()

    def has_room(self, address: str, *, in_all: int, per_address: int) -> bool:
        """Say whether one more connection from ``address`` keeps the limits."""
        return len(self.channels) < in_all and self._by_address[address] < per_address

    def add(self, channel: "DeskChannel", address: str) -> None:
        """Count a connection in."""
        self.channels.add(channel)
        self._by_address[address] += 1

    def remove(self, channel: "DeskChannel", address: str) -> None:
        """Count a connection out."""
        if channel in self.channels:
            self.channels.remove(channel)
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]
