"""``soapdesk-client``: the command, and what becomes of what goes wrong in it."""

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from rich.text import Text
from typer.core import TyperGroup

from client_sdk.cli import data, decisions, events, session, users
from client_sdk.cli.kept_login import KeptLoginError
from client_sdk.cli.refusals import INTERRUPTED, REFUSED, USAGE, CommandError, explained
from client_sdk.cli.texts import one_line
from client_sdk.cli.workplace import URL_VARIABLE, Workplace, workplace
from client_sdk.errors import SupportError


class Commands(TyperGroup):
    """The commands, of which none ends in a traceback because of the desk, the network or the caller."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and say in a line or two why it cannot go on."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except SupportError as error:
            message, hint, status = explained(error)
        except CommandError as error:
            message, hint, status = str(error), error.hint, error.status
        except KeptLoginError as error:
            message, hint, status = str(error), None, REFUSED
        except BrokenPipeError:
            _write_no_more()
            raise typer.Exit from None
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            message, hint, status = f"{error.strerror or error}{where}", None, REFUSED
        except ValueError as error:  # a value that no message can carry; the SDK says which
            message, hint, status = str(error), None, USAGE
        except (KeyboardInterrupt, typer.Abort):
            raise typer.Exit(INTERRUPTED) from None
        else:
            return result
        _tell(workplace(ctx), message, hint)
        raise typer.Exit(status)


app = typer.Typer(
    cls=Commands,
    help="SoapDesk from a terminal: events, users and data of a customer-support desk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
)
for command in (session.login, session.logout, session.whoami, session.password):
    app.command()(command)
app.add_typer(events.app, name="events")
app.add_typer(users.app, name="users")
app.add_typer(data.app, name="data")
for decision in decisions.COMMANDS:
    events.app.command()(decision)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"soapdesk-client {version('soapdesk')}")
        except PackageNotFoundError:  # used from a folder, without being installed
            typer.echo("soapdesk-client")
        raise typer.Exit


@app.callback()
def soapdesk_client(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Option(help="The desk, such as https://desk.example/soap.", envvar=URL_VARIABLE)
    ] = None,
    show_version: Annotated[  # noqa: ARG001 - its callback has done all
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """SoapDesk from a terminal: events, users and data of a customer-support desk.

    Exit status: 0 done, 1 refused, 2 wrong usage, 3 the desk was not reached, 130 interrupted.
    """
    workplace(context).url = url


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal of another encoding cannot show is written out
            stream.reconfigure(errors="backslashreplace")
    app(obj=Workplace(), prog_name="soapdesk-client")


def _tell(place: Workplace, message: str, hint: str | None) -> None:
    place.err.print(Text(one_line(message), style="red"))
    if hint:
        place.err.print(Text(hint))


def _write_no_more() -> None:
    """Let nothing be written at the end of the process to somebody who stopped reading."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
