"""For the tests of programs that use this SDK: a real desk in the same process. It needs ``soapdesk[server]``.

>>> with InProcess() as server:
...     server.add_user("li.lei", "seven quiet lanterns")
...     with server.client("li.lei", "seven quiet lanterns") as desk:
...         desk.events.submit(title="打印机卡纸", content="每次打印第二页就卡纸。")
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from client_sdk.client import SupportClient
from client_sdk.transport import Answer, InProcessTransport

try:
    from soap_server.in_memory import InMemoryDesk
except ModuleNotFoundError as _error:
    raise ImportError(
        "client_sdk.testing runs a real desk, which needs the server: pip install 'soapdesk[server]'"
    ) from _error

if TYPE_CHECKING:
    from client_sdk.aio import AsyncSupportClient

URL = "http://localhost:8080/soap"
PASSWORD = "seven quiet lanterns"  # noqa: S105 - of people who exist as long as a test


class InProcess:
    """A desk in this process, without a network: operations, database and SOAP are the real ones.

    :param clock: says what time it is; by default the real time.
    :param settings: sections of the server's settings, such as ``data={"statements": True}``.
    :ivar url: the address that clients are given.
    :ivar transport: carries the requests of clients to it.
    """

    def __init__(self, *, clock: Callable[[], datetime] | None = None, **settings: Any) -> None:
        self._desk = InMemoryDesk(clock=clock, **settings)
        self.url = URL
        self.transport = InProcessTransport(self._respond)

    def add_user(
        self, username: str, password: str = PASSWORD, *, role: str = "customer", display_name: str | None = None
    ) -> None:
        """Make an account that can log in at once.

        :param role: customer, staff or admin.
        """
        self._desk.add_user(username, password, role=role, display_name=display_name)

    def client(self, username: str | None = None, password: str = PASSWORD, **options: Any) -> SupportClient:
        """Return a client for somebody, or for nobody in particular.

        :param options: of SupportClient.
        """
        credentials: dict[str, Any] = {"username": username, "password": password} if username else {}
        return SupportClient(self.url, transport=self.transport, **credentials, **options)

    def async_client(
        self, username: str | None = None, password: str = PASSWORD, **options: Any
    ) -> "AsyncSupportClient":
        """Return the same for asyncio."""
        from client_sdk.aio import AsyncSupportClient  # noqa: PLC0415 - it needs httpx
        from client_sdk.aio.transport import AsyncInProcess  # noqa: PLC0415

        credentials: dict[str, Any] = {"username": username, "password": password} if username else {}
        return AsyncSupportClient(self.url, transport=AsyncInProcess(self.transport), **credentials, **options)

    def close(self) -> None:
        """Take the desk and all that is in it away."""
        self._desk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _respond(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return Answer(*self._desk.respond(method, path, query, headers, body))
