"""What clients of both kinds are made from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from client_sdk.contract import DATA_SETS_WSDL, DESK_WSDL, Contract, bundled_contract
from client_sdk.conversation import Conversation, Credentials, Patience
from client_sdk.operation import Operation
from client_sdk.transport import Transport
from client_sdk.version import user_agent
from client_sdk.wsdl_source import ServerContracts


class Wsdl(Enum):
    """Which WSDL a client reads."""

    BUNDLED = "bundled"
    SERVER = "server"


@dataclass(frozen=True)
class Options:
    """What a caller says of the desk and of themselves; see SupportClient.

    :raises ValueError: if it is contradictory.
    """

    url: str
    username: str | None
    password: str | None = field(repr=False)
    token: str | None = field(repr=False)
    attempts: int
    patience: float
    forwarded_for: str | None

    def __post_init__(self) -> None:
        desk_address(self.url)
        if (self.username is None) != (self.password is None):
            raise ValueError("A user name and a password go together.")
        if self.username is not None and self.token is not None:
            raise ValueError("Give a user name and a password, or a token, not both.")

    @property
    def address(self) -> str:
        """The URL without what does not belong to it."""
        return desk_address(self.url)

    @property
    def caption(self) -> str:
        """The desk and the caller in a line without secrets."""
        caller = "with a token" if self.token else f"as {self.username}" if self.username else "as nobody"
        return f"{self.address} {caller}"


def desk_address(url: str) -> str:
    """Return a desk's URL without what does not belong to it: the query of a WSDL, a slash at the end.

    :raises ValueError: if it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"The URL of a desk looks like https://desk.example/soap, not {url!r}.")
    if "@" in parts.netloc:
        raise ValueError("A password does not belong into the URL; use username= and password=.")
    return parts._replace(query="", fragment="", path=parts.path.rstrip("/") or "/soap").geturl()


def conversation(options: Options, contract: Callable[[Operation[Any]], Contract]) -> Conversation:
    """Return the conversation that the options describe."""
    credentials = None
    if options.username is not None and options.password is not None:
        credentials = Credentials(options.username, options.password)
    headers = {"User-Agent": user_agent(), "Accept": "text/xml"}
    if options.forwarded_for:
        headers["X-Forwarded-For"] = options.forwarded_for
    return Conversation(
        options.address,
        credentials=credentials,
        token=options.token,
        contract=contract,
        headers=headers,
        patience=Patience(options.attempts, options.patience),
    )


def contract_source(wsdl: Wsdl, url: str, transport: Transport) -> Callable[[Operation[Any]], Contract]:
    """Return the function that finds the contract of an operation."""
    if wsdl is Wsdl.BUNDLED:
        return lambda operation: bundled_contract(DATA_SETS_WSDL if operation.data_sets else DESK_WSDL)
    server = ServerContracts(url, transport)

    def find(operation: Operation[Any]) -> Contract:
        if operation.data_sets:
            return server.contract("/DataSetService", "wsdl=any", DATA_SETS_WSDL)
        return server.contract("", "wsdl", DESK_WSDL)

    return find
