"""A decoded call, and what the engine needs of whoever runs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from soap_server.engine.answers import Entry
from soap_server.engine.flow import Outlet
from soap_server.engine.ws_security import UserPassword


@dataclass(frozen=True)
class Call:
    """A decoded call, as it is handed to the executor.

    :ivar password: the user name and password that came with it, which the executor has to check.
    :ivar proof: what the executor found out about them in another lane, None if nothing yet.
    :ivar lane: the lane in which it is answered; None for whichever it is.
    :ivar outlet: the way on which its answer may go out while it is made; None if there is none.
    """

    operation: Any
    arguments: dict[str, Any]
    headers: Mapping[str, Any]
    peer: str
    correlation_id: str
    encode: Callable[[Any], Entry]
    password: UserPassword | None = None
    proof: Any = None
    lane: str | None = None
    outlet: Outlet | None = None


Executor = Callable[[Call], Entry]
"""Runs a call in its transaction and returns what its encoder made of the answer."""
