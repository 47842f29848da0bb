"""``soapdesk``: the command."""

from importlib.metadata import version
from typing import Annotated, ClassVar

import typer

from soap_server.cli.lazy import LazyGroup


class _Commands(LazyGroup):
    LATER: ClassVar = {
        "serve": (
            "soap_server.cli.serve:serve",
            "Serve until a signal says to stop; calls under way are finished then.",
        ),
        "web": (
            "soap_server.cli.web:web",
            "Serve the web pages alone, for a desk elsewhere. It has to trust this machine as a proxy.",
        ),
        "demo": (
            "soap_server.cli.demo:demo",
            "Fill the database with believable people and events, in Chinese and English. Not for a real desk.",
        ),
        "config": ("soap_server.cli.config:config", "Show the settings in force as TOML, secrets left out."),
        # Those that are about one person have a module of their own, which adds to the others.
        "user": ("soap_server.cli.privacy:app", "Create, list and change accounts."),
        "department": ("soap_server.cli.department:app", "Add and list departments."),
        "data": ("soap_server.cli.data:app", "List, make and take back grants of the data service."),
        "db": ("soap_server.cli.db:app", "Create, upgrade and copy the database."),
        "audit": ("soap_server.cli.audit:app", "Seal and verify the audit log."),
        "wsdl": ("soap_server.cli.wsdl:app", "Write and check the published contract."),
    }


app = typer.Typer(
    cls=_Commands,
    help="SoapDesk: a customer-support desk whose first interface is SOAP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
    add_completion=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"soapdesk {version('soapdesk')}")
        raise typer.Exit


@app.callback()
def soapdesk(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """SoapDesk: a customer-support desk whose first interface is SOAP."""


def run() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    run()
