"""Terminals in which people run ``soapdesk-client`` against a desk in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from client_sdk import models
from client_sdk.cli.main import app
from client_sdk.cli.workplace import Workplace
from client_sdk.messages import Reply, Request
from client_sdk.testing import PASSWORD, InProcess
from client_sdk.transport import InProcessTransport, Transport

URL = "http://localhost:8080/soap"
ROLES = {"li.lei": "customer", "han.mei": "staff", "root": "admin"}


class Ended:
    """How a command ended: its status, what it wrote."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err

    @property
    def lines(self) -> list[str]:
        """The lines of standard output, without blanks at their ends."""
        return [line.rstrip() for line in self.out.splitlines()]


class Terminal:
    """One person's terminal, with a folder of their own for the login that is kept.

    :ivar parts: of the Workplace, besides the transport and the folder.
    """

    def __init__(self, transport: Transport, folder: Path) -> None:
        self.transport = transport
        self.folder = folder
        self.parts: dict[str, Any] = {}

    def run(self, *arguments: str, typed: str = "", **environment: str) -> Ended:
        """Run a command.

        :param typed: what comes on standard input.
        """
        place = Workplace(self.transport, self.folder, **self.parts)
        result = CliRunner().invoke(
            app, arguments, obj=place, input=typed, env={"SOAPDESK_URL": "", "TZ": "UTC", **environment}
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    def log_in(self, username: str, *, typed: str = f"{PASSWORD}\n") -> Ended:
        """Log in with the password from standard input."""
        return self.run("login", "--url", URL, "--username", username, typed=typed)


class Desk:
    """A desk in memory, and the terminals of the people in ROLES, who are logged in."""

    def __init__(self, server: InProcess, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self._terminals = 0
        for username, role in ROLES.items():
            server.add_user(username, role=role)

    def terminal(self, username: str) -> Terminal:
        """Return a terminal in which somebody is logged in."""
        terminal = self.new_terminal()
        assert terminal.log_in(username).status == 0
        return terminal

    def new_terminal(self) -> Terminal:
        """Return a terminal in which nobody is logged in."""
        self._terminals += 1
        return Terminal(self.server.transport, self.folder / str(self._terminals))

    def grant(self, table: str) -> None:
        """Let administrators read and query a table."""
        with self.server.client("root") as desk:
            verbs = [models.DataVerb.READ, models.DataVerb.QUERY]
            desk.data.grant_access(role="admin", table=table, verbs=verbs, scope=models.RowScope.ALL)

    def submit(self, *titles: str, content: str = "Every second page.") -> None:
        """Submit events of the customer."""
        with self.server.client("li.lei") as desk:
            for title in titles:
                desk.events.submit(title=title, content=content)


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """Open a desk whose terminals keep their logins below a folder."""
    with InProcess() as server:
        yield Desk(server, folder)


class Before:
    """A transport that does something else before it carries the requests of one operation."""

    def __init__(self, inner: InProcessTransport, operation: str, action: Callable[[], object]) -> None:
        self._inner = inner
        self._operation = operation
        self._action = action

    def send(self, request: Request) -> Reply:
        """Carry a request."""
        if request.headers["SOAPAction"].strip('"').endswith(f"/{self._operation}"):
            self._action()
        return self._inner.send(request)

    def load(self, url: str) -> bytes:
        """Return a document."""
        return self._inner.load(url)

    def close(self) -> None:
        """Nothing is open."""
