"""``soapdesk db backup`` and ``restore``: copies of an SQLite database."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url

from db import schema
from db.backup import BackupError, back_up
from db.backup import restore as bring_back
from soap_server.cli.console import ConfigOption, DatabaseOption, fail, out, settings_from

BackupArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file with the copy.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def backup(
    file: BackupArgument, config: ConfigOption = None, database: DatabaseOption = None, *, force: ForceOption = False
) -> None:
    """Copy an SQLite database into a file, and check the copy; a server may be using it."""
    source = _file_of(config, database)
    if not source.is_file():
        fail(f"There is no database {source}.")
    _refuse_to_replace(file, force=force)
    try:
        revision = back_up(source, file)
    except BackupError as error:
        fail(f"There is no new copy: {error}.")
    out.print(f"{file} is a sound copy, at revision {revision}.", highlight=False, markup=False)


def restore(
    file: BackupArgument, config: ConfigOption = None, database: DatabaseOption = None, *, force: ForceOption = False
) -> None:
    """Make an SQLite database what a copy holds; no server may be using it."""
    target = _file_of(config, database)
    if not file.is_file():
        fail(f"There is no file {file}.")
    _refuse_to_replace(target, force=force)
    try:
        revision = bring_back(file, target)
    except BackupError as error:
        fail(f"Nothing was restored: {error}.")
    advice = "" if revision == schema.head() else " Bring it to this version with: soapdesk db upgrade"
    out.print(f"{target} is what {file} holds, at revision {revision}.{advice}", highlight=False, markup=False)


def _file_of(config: Path | None, database: str | None) -> Path:
    url = make_url(settings_from(config, database).database.url)
    if url.get_backend_name() != "sqlite":
        fail(
            "PostgreSQL has its own tools for this, which copy it while it is in use and bring it back to any moment: "
            "pg_basebackup with an archive of the log, or pgBackRest. The page Operations says how."
        )
    return Path(url.database or "")


def _refuse_to_replace(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        fail(f"{path} is there already. Replace it with --force, or name another.")
