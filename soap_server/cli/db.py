"""``soapdesk db``: the schema of the database."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

import typer

from db import compacting, schema
from db.reading import READER_ROLE, READER_SCHEMA
from db.reading.setup import install_reader
from soap_server.cli.backup import backup, restore
from soap_server.cli.console import (
    ConfigOption,
    DatabaseOption,
    any_database,
    err,
    fail,
    out,
    ready_database,
    settings_from,
)
from soap_server.desk import housekeeping

app = typer.Typer(help="Create, upgrade and copy the database.", no_args_is_help=True)
app.command()(backup)
app.command()(restore)


@app.command()
def upgrade(config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Create the tables, or bring them to this version."""
    with any_database(settings_from(config, database), create=True) as opened:
        before = schema.current(opened)
        schema.upgrade(opened)
    out.print(f"The database is at revision {schema.head()} (was {before or 'empty'}).", highlight=False)


@app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="The revision to go back to; base for an empty database.")],
    config: ConfigOption = None,
    database: DatabaseOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take the tables back to an earlier version. What that version does not know is lost."""
    with any_database(settings_from(config, database)) as opened:
        try:
            schema.check_revision(revision)
        except schema.UnknownRevisionError as error:
            fail(str(error))
        if not yes:
            typer.confirm(f"Data of {opened.url.render_as_string()} will be lost. Go on?", abort=True)
        schema.downgrade(opened, revision)
        out.print(f"The database is at revision {schema.current(opened) or 'empty'}.", highlight=False)


@app.command()
def reader(config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Create or renew PostgreSQL's reader role and its views, which queries of the data service need."""
    with ready_database(settings_from(config, database)) as opened:
        if opened.is_sqlite:
            fail("SQLite needs no reader role: its connections are guarded one by one.")
        password = secrets.token_urlsafe(24)
        with opened.engine.begin() as connection:
            missing = install_reader(connection, password=password)
        url = opened.url.set(username=READER_ROLE, password=password)
    out.print(f"The role {READER_ROLE} can read the views in {READER_SCHEMA}. Set, and restart the server:")
    out.print(f'\n[data]\nreader_url = "{url.render_as_string(hide_password=False)}"', highlight=False, markup=False)
    for each in missing:
        err.print(f"Not done, for lack of rights: {each}", style="yellow", highlight=False, markup=False)
    if missing:
        err.print("A superuser can do it: soapdesk db reader --database postgresql://postgres@...", style="yellow")


@app.command()
def tidy(config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Delete ended sessions and other rows that are no longer needed; a running server does so every hour."""
    settings = settings_from(config, database)
    with ready_database(settings) as opened:
        count = housekeeping.tidy(opened, settings.rules(), now=datetime.now(UTC))
    out.print(f"{count} rows deleted.", highlight=False)


@app.command()
def compact(config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Write the database's files anew, without what was deleted or erased. Others wait meanwhile: stop the servers."""
    with ready_database(settings_from(config, database)) as opened:
        compacting.compact(opened)
    out.print("Nothing is left of what was deleted.")


@app.command()
def status(config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Say where the database stands; the exit code is 1 if it needs an upgrade."""
    with any_database(settings_from(config, database)) as opened:
        current = schema.current(opened)
    out.print(
        f"{opened.url.render_as_string()}: revision {current or 'empty'}, newest {schema.head()}", highlight=False
    )
    raise typer.Exit(current != schema.head())
