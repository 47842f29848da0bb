"""What the commands share: the desk that they call, the login that is kept, two consoles."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import typer
from platformdirs import user_config_path
from rich.console import Console

from client_sdk.cli.kept_login import KeptLogin, find_login
from client_sdk.cli.refusals import USAGE, CommandError
from client_sdk.client import SupportClient
from client_sdk.configuration import desk_address
from client_sdk.transport import Transport

URL_VARIABLE = "SOAPDESK_URL"
_WIDE = 4000
"""Columns of what is not a terminal: there nothing is shortened."""


class _Out(Console):
    """Standard output."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command: nobody reads on, which is no failure."""
        raise  # noqa: PLE0704 - rich calls this while it handles the error


def _out() -> Console:
    return _Out(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else _WIDE)


def _err() -> Console:
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


@dataclass
class Workplace:
    """Where a command is run.

    :ivar transport: carries the requests; HTTP if None.
    :ivar folder: has the login that is kept.
    :ivar url: of the desk, where it was given, as an option or in the environment.
    :ivar out: for what was asked; ``err`` for everything else.
    """

    transport: Transport | None = None
    folder: Path = field(default_factory=lambda: user_config_path("soapdesk-client"))
    url: str | None = None
    out: Console = field(default_factory=_out)
    err: Console = field(default_factory=_err)

    def login(self) -> KeptLogin:
        """Return the login that is kept for the desk that is meant.

        :raises CommandError: if there is none. A token is not sent to another desk than its own.
        """
        kept = find_login(self.folder)
        if kept is None:
            raise CommandError("You are not logged in.", hint="Log in first: soapdesk-client login")
        if self.url is not None and address(self.url) != kept.url:
            raise CommandError(
                f"You are logged in at {kept.url}, not at {self.url}.",
                hint=f"Log in there: soapdesk-client login --url {self.url}",
            )
        return kept

    def desk_url(self) -> str:
        """Return the URL that is given, or that of the login that is kept.

        :raises CommandError: if there is none.
        """
        if self.url is not None:
            return address(self.url)
        kept = find_login(self.folder)
        if kept is None:
            raise CommandError(f"Which desk? Give --url, or set {URL_VARIABLE}.", status=USAGE)
        return kept.url

    @contextmanager
    def desk(self) -> Iterator[SupportClient]:
        """Give the desk as the caller who is logged in sees it."""
        login = self.login()
        with SupportClient(login.url, token=login.token, transport=self.transport) as desk:
            yield desk

    def say(self, text: str) -> None:
        """Tell what was done, or what else there is to know, beside the output."""
        self.err.print(text)


def address(url: str) -> str:
    """Return the URL of a desk in its one form.

    :raises CommandError: if it is none.
    """
    try:
        return desk_address(url)
    except ValueError as error:
        raise CommandError(str(error), status=USAGE) from error


def workplace(context: typer.Context) -> Workplace:
    """Return the workplace of a command."""
    found: Workplace = context.obj
    return found
