"""``soapdesk``: the command."""

from importlib.metadata import version
from typing import Annotated

import typer

from soap_server.cli import audit, config, data, db, demo, department, privacy, user, wsdl
from soap_server.cli.serve import serve
from soap_server.cli.web import web

app = typer.Typer(
    help="SoapDesk: a customer-support desk whose first interface is SOAP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
    add_completion=False,
)
app.command()(serve)
app.command()(web)
app.command()(demo.demo)
app.command()(config.config)
user.app.command()(privacy.export)
user.app.command()(privacy.erase)
app.add_typer(user.app, name="user")
app.add_typer(department.app, name="department")
app.add_typer(data.app, name="data")
app.add_typer(db.app, name="db")
app.add_typer(audit.app, name="audit")
app.add_typer(wsdl.app, name="wsdl")


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
