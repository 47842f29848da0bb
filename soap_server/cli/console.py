"""What the commands share: settings from flags, an office, the desk as an operator's workplace, output."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from db import schema
from db.engine import Database, DatabaseUnavailableError
from db.vocabulary import Permission
from soap_server.desk import audit
from soap_server.desk.desk import Actor, Desk, Visit
from soap_server.desk.errors import DeskError
from soap_server.engine.correlation import new_correlation_id
from soap_server.office import build_office, open_database
from soap_server.settings import Settings, SettingsError, load_settings

T = TypeVar("T")
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)
OPERATOR = Actor(id=0, role="operator", permissions=frozenset(Permission))
"""Whoever can run the command can also read the database; so the command may do everything."""

ConfigOption = Annotated[Path | None, typer.Option("--config", "-c", help="A TOML file with settings.", exists=False)]
DatabaseOption = Annotated[str | None, typer.Option("--database", help="Overrides database.url.")]


def settings_from(config: Path | None, database: str | None = None, **flags: dict[str, Any]) -> Settings:
    """Return the settings, or end the command with what is wrong with them."""
    given = {name: {key: value for key, value in values.items() if value is not None} for name, values in flags.items()}
    if database is not None:
        if "://" in database and _has_password(database):
            # Everybody on the machine can read the arguments of a command.
            fail(
                "A password does not belong on a command line: use SOAPDESK_DATABASE__URL or its _FILE, or PGPASSFILE."
            )
        given["database"] = {"url": database}
    try:
        return load_settings(config, **given)
    except SettingsError as error:
        fail(str(error))


def _has_password(database: str) -> bool:
    try:
        url = make_url(database)
    except ArgumentError:
        return False  # the settings tell what is wrong with it
    return url.password is not None or "password" in url.query


@contextmanager
def any_database(settings: Settings, *, create: bool = False) -> Iterator[Database]:
    """Open the database, whatever its revision; end the command if that fails, and close it in the end.

    :param create: whether a file that is not there is made.
    """
    database = open_database(settings)
    url = database.url.render_as_string()
    if database.is_sqlite and not create and not Path(database.url.database or "").is_file():
        fail(f"There is no database {url}. Make it with: soapdesk db upgrade")
    try:
        yield database
    except schema.UnknownRevisionError:
        fail(f"The database {url} is {schema.difference(schema.current(database))}")
    except DatabaseUnavailableError as error:
        fail(f"The database {url} does not answer: {_reason(error.__cause__ or error)}")
    except DatabaseError as error:
        fail(f"The database {url} cannot be used: {_reason(error)}")
    finally:
        database.dispose()


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", error)).partition("\n")[0]


@contextmanager
def ready_database(settings: Settings) -> Iterator[Database]:
    """Open the database, and end the command if it is not at the newest revision."""
    with any_database(settings) as database:
        if difference := schema.difference(schema.current(database)):
            fail(f"The database {database.url.render_as_string()} is {difference}")
        yield database


def at_the_desk(settings: Settings, operation: str, verb: Callable[[Desk], T], *, prepared: Any = None) -> T:
    """Return what a verb returns, carried out by the operator and audited; end the command if it is refused.

    :param prepared: what the operation's ``prepare`` returns, or a function of the office that returns it.
    """
    with ready_database(settings) as database:
        office = build_office(settings, database=database)
        visit = Visit(operation, "console", new_correlation_id(), office.clock())

        def work(session: Any) -> T:
            desk = Desk(session, office, visit, OPERATOR, prepared=ready)
            result = verb(desk)
            audit.record_write(desk)
            return result

        try:
            ready = prepared(office, visit) if callable(prepared) else prepared
            return database.write(work)
        except DeskError as refusal:
            fail(refusal.message)


def fail(message: str) -> NoReturn:
    """Print a message on standard error and end the command with status 1."""
    err.print(message, style="red", highlight=False, markup=False)
    raise typer.Exit(1)
