"""``soapdesk user export`` and ``soapdesk user erase``: what the desk knows of one person."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from soap_server.cli.console import (
    ConfigOption,
    DatabaseOption,
    at_the_desk,
    err,
    fail,
    out,
    ready_database,
    settings_from,
)
from soap_server.cli.sinks import sink_at
from soap_server.cli.user import UsernameArgument, app, find_user
from soap_server.desk.desk import Desk
from soap_server.desk.privacy.erasure import Texts, erase_user
from soap_server.desk.privacy.export import export_user
from soap_server.desk.privacy.result import Erasure


class _DryRun(Exception):  # noqa: N818 - it only takes the transaction back
    def __init__(self, done: Erasure) -> None:
        super().__init__()
        self.done = done


@app.command()
def export(
    username: UsernameArgument,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A folder that is made, or an archive whose name ends in .zip.")
    ],
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write all that is known of a user: JSON and the files, in a folder or an archive."""
    settings = settings_from(config, database)

    def verb(desk: Desk) -> tuple[int, str]:
        user = find_user(desk, username)
        desk.about("user", user.id)
        return user.id, user.username_key

    user_id, key = at_the_desk(settings, "ExportUser", verb)
    try:
        with ready_database(settings) as opened, sink_at(output) as sink:
            counts = export_user(opened, sink, user_id=user_id, key=key, now=datetime.now(UTC))
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}")
    out.print(f"{sum(counts.values())} rows about {username} are in {output}.", highlight=False, markup=False)


@app.command()
def erase(
    username: UsernameArgument,
    texts: Annotated[
        Texts,
        typer.Option(help="What becomes of what they wrote: keep, redact, or delete with all that is on their events."),
    ] = Texts.REDACT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Make an account nobody's: name, address, sessions and, as --texts says, what they wrote. There is no way back."""
    settings = settings_from(config, database)

    def verb(desk: Desk) -> Erasure:
        done = erase_user(desk, find_user(desk, username).id, texts=texts)
        if dry_run:
            raise _DryRun(done)
        return done

    if not dry_run and not yes:
        typer.confirm(f"Erase {username} for good, texts: {texts}?", abort=True)
    try:
        done = at_the_desk(settings, "EraseUser", verb)
    except _DryRun as planned:
        _tell(planned.done)
        out.print("Nothing was changed.")
        return
    _tell(done)
    out.print(f"{username} is {done.username} now.", highlight=False, markup=False)
    err.print("Until soapdesk db compact, the database's files still hold what was there; backups do longer.")


def _tell(done: Erasure) -> None:
    for what, count in done.rows.items():
        out.print(f"{what}: {count}", highlight=False)
