"""``soapdesk serve``: the server."""

import gc
from functools import partial
from typing import Annotated

import typer

from db import schema
from soap_server.cli.console import (
    ConfigOption,
    DatabaseOption,
    any_database,
    fail,
    out,
    ready_database,
    settings_from,
)
from soap_server.cli.user import ensure_administrator
from soap_server.http.supervisor import listen, supervise
from soap_server.http.tls import tls_options
from soap_server.logs import configure_logging
from soap_server.settings import SettingsError


def serve(
    config: ConfigOption = None,
    database: DatabaseOption = None,
    host: Annotated[str | None, typer.Option(help="Overrides server.host.")] = None,
    port: Annotated[int | None, typer.Option(help="Overrides server.port.")] = None,
    public_url: Annotated[str | None, typer.Option(help="Overrides server.public_url.")] = None,
    workers: Annotated[int | None, typer.Option(help="Overrides server.workers.")] = None,
    log_format: Annotated[str | None, typer.Option(help="Overrides log.format: text or json.")] = None,
    create: Annotated[
        bool,
        typer.Option("--create", help="First create or upgrade the database, and an administrator if there is none."),
    ] = False,
) -> None:
    """Serve until a signal says to stop; calls under way are finished then."""
    # What a start imports and makes stays; to look for garbage in it would take a quarter of the time. The supervisor
    # has the collector back when all is prepared.
    gc.disable()
    settings = settings_from(
        config,
        database,
        server={"host": host, "port": port, "public_url": public_url, "workers": workers},
        log={"format": log_format},
    )
    configure_logging(settings.log.format, settings.log.level)
    try:
        # First of all, so that no password is printed by a server that cannot start.
        tls_options(settings.tls)
        listening = listen(settings.server)
    except SettingsError as error:
        fail(str(error))
    with listening:
        if create:
            with any_database(settings, create=True) as opened:
                schema.upgrade(opened)
            ensure_administrator(settings)
        # No connection is open when the workers are forked.
        with ready_database(settings):
            pass
        raise typer.Exit(supervise(settings, listening, partial(_announce, has_pages=settings.web.enabled)))


def _announce(url: str, *, has_pages: bool) -> None:
    pages = f" - pages: {url}/" if has_pages else ""
    out.print(f"SoapDesk serves at {url}/soap - WSDL: {url}/soap?wsdl{pages} - stop with Ctrl+C", highlight=False)
