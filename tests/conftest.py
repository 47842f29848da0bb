"""What all tests share: databases of both kinds, a desk in memory, callers who speak SOAP to it."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import zeep
from argon2 import PasswordHasher
from sqlalchemy import insert, make_url, select, text

from client_sdk.transport import InProcessTransport
from db import schema
from db.engine import Database
from db.models import Base, EventCategory
from db.reading import READER_ROLE
from db.reading.setup import install_role, install_views
from soap_server.app import Application, Contract, build_application, build_contract
from soap_server.desk.passwords import Passwords
from soap_server.engine.codec import codec_named
from soap_server.settings import Settings, load_settings
from tests.callers import Clock, Directory, respond_with
from tests.postgres import URL_VARIABLE, postgresql_server

_SERVERS = ExitStack()
READER_PASSWORD = "reader"
FAST_PASSWORDS = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that the others are started from."""
    if not hasattr(config, "workerinput") and not _without_postgresql(config):
        os.environ[URL_VARIABLE] = url = _SERVERS.enter_context(postgresql_server())
        server = Database(url)
        with server.engine.begin() as connection:
            install_role(connection, password=READER_PASSWORD)
        server.dispose()


def _without_postgresql(config: pytest.Config) -> bool:
    return "not postgresql" in (config.getoption("markexpr") or "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on PostgreSQL, so that a quick run can do without it."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
        if "postgresql" in (*parameters, *getattr(item, "fixturenames", ())):
            item.add_marker("postgresql")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it."""
    if not hasattr(config, "workerinput"):
        _SERVERS.close()


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The contract, which is the same for every desk; SOAPDESK_SERVER__CODEC chooses what reads and writes it."""
    return build_contract(codec_named(load_settings().server.codec))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}", sqlite_synchronous="OFF")
    schema.upgrade(database)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql(worker_id: str) -> "Iterator[PostgreSQL]":
    """A PostgreSQL server with a migrated database to copy."""
    server = PostgreSQL(os.environ[URL_VARIABLE], worker_id)
    database = Database(server.create(server.template, "template1"))
    schema.upgrade(database)
    with database.engine.begin() as connection:
        install_views(connection)
    database.dispose()
    yield server
    server.close()


class PostgreSQL:
    """Makes and drops databases on the test server."""

    def __init__(self, url: str, prefix: str) -> None:
        self._url = make_url(url)
        self._admin = psycopg.connect(url, autocommit=True)
        self._prefix = prefix
        self._count = 0
        self.template = f"{prefix}_template"

    def create(self, name: str, template: str) -> str:
        """Create a database and return its URL."""
        self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy'.encode())
        return self._url.set(database=name).render_as_string(hide_password=False)

    def fresh(self, *, migrated: bool = True) -> str:
        """Create a database of a new name and return its URL."""
        self._count += 1
        return self.create(f"{self._prefix}_{self._count}", self.template if migrated else "template1")

    def close(self) -> None:
        """Drop the template and close the connection to the server."""
        self._admin.execute(f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)'.encode())
        self._admin.close()

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected."""
        self._admin.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'.encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated database of each kind that no other test uses."""
    with _database_url(request, migrated=True) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same, without tables."""
    with _database_url(request, migrated=False) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of a migrated SQLite database, for what does not depend on the kind."""
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    return f"sqlite:///{tmp_path / 'desk.db'}"


@contextmanager
def _database_url(request: pytest.FixtureRequest, *, migrated: bool) -> Iterator[str]:
    if request.param == "sqlite":
        path = request.getfixturevalue("tmp_path") / "desk.db"
        if migrated:
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.fresh(migrated=migrated)
    yield url
    server.drop(url)


@pytest.fixture
def own_database(database_url: str) -> Iterator[Database]:
    """A migrated database of each kind whose tables a test may change."""
    opened = Database(database_url, sqlite_synchronous="OFF", busy_seconds=20)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def shared_databases(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, request: pytest.FixtureRequest
) -> Iterator["SharedDatabases"]:
    """One database of each kind for all tests that only change rows."""
    shared = SharedDatabases(tmp_path_factory.mktemp("shared") / "desk.db", sqlite_template, request)
    yield shared
    shared.close()


class SharedDatabases:
    """Databases that are emptied before each test: much faster than new ones, whose statements are all new too."""

    def __init__(self, path: Path, template: Path, request: pytest.FixtureRequest) -> None:
        self._path, self._template, self._request = path, template, request
        self._open: dict[str, Database] = {}
        self._categories: list[dict[str, Any]] = []

    def empty(self, kind: str) -> Database:
        """Return the database of a kind as the migrations left it."""
        if kind == "sqlite":
            with closing(sqlite3.connect(self._template)) as source, closing(sqlite3.connect(self._path)) as target:
                source.backup(target)
            url = f"sqlite:///{self._path}"
        elif kind not in self._open:
            url = self._request.getfixturevalue("postgresql").fresh()
        if kind not in self._open:
            self._open[kind] = Database(url, sqlite_synchronous="OFF", busy_seconds=20)
            self._categories = self._open[kind].read(_categories)
        if kind == "postgresql":
            self._open[kind].write(lambda session: _delete_all(session, self._categories))
        return self._open[kind]

    def close(self) -> None:
        """Close both."""
        for database in self._open.values():
            database.dispose()


def _categories(session: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(EventCategory.__table__)).mappings()]


def _delete_all(session: Any, categories: list[dict[str, Any]]) -> None:
    """Delete what tests add; what the migrations wrote stays, or is written again."""
    kept = {"roles", "role_permissions", "counters"}
    emptied = [*(table for table in Base.metadata.tables if table not in kept), "event_search"]
    statements = [
        "SET LOCAL session_replication_role = replica",  # no foreign key is checked, so no order matters
        *(f"DELETE FROM {table}" for table in emptied),
        "DELETE FROM role_permissions WHERE role_id IN (SELECT id FROM roles WHERE NOT built_in)",
        "DELETE FROM roles WHERE NOT built_in",
        "UPDATE counters SET value = 0",
    ]
    session.execute(text("; ".join(statements)))
    session.execute(insert(EventCategory), categories)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, shared_databases: SharedDatabases) -> Database:
    """A migrated database of each kind, with nothing in it."""
    return shared_databases.empty(request.param)


@pytest.fixture
def clock() -> Clock:
    """The clock of the desk under test; tests move it."""
    return Clock()


@pytest.fixture
def settings() -> Settings:
    """Default settings, with statements of the data service switched on."""
    return load_settings(data={"statements": True})


def reader_url(database: Database) -> str | None:
    """Return the URL of the reader role for a database, None for SQLite."""
    if database.is_sqlite:
        return None
    return database.url.set(username=READER_ROLE, password=READER_PASSWORD).render_as_string(hide_password=False)


@contextmanager
def desk_on(database: Database, contract: Contract, settings: Settings, clock: Clock) -> Iterator[Application]:
    """Yield a desk in memory, on a database."""
    data = settings.data.model_copy(update={"reader_url": reader_url(database)})
    made = build_application(
        settings.model_copy(update={"data": data}),
        database=database,
        contract=contract,
        passwords=FAST_PASSWORDS,
        clock=clock,
    )
    yield made
    made.office.reader.dispose()


@pytest.fixture
def application(database: Database, contract: Contract, settings: Settings, clock: Clock) -> Iterator[Application]:
    """A desk in memory, on a database of each kind."""
    with desk_on(database, contract, settings, clock) as made:
        yield made


@pytest.fixture(scope="session")
def zeep_clients(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> dict[str, zeep.Client]:
    """zeep clients for SOAP 1.1 and 1.2, made once from the WSDL; a test gives them its own desk."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('wsdl') / 'none.db'}")
    desk = build_application(load_settings(), database=database, contract=contract, passwords=FAST_PASSWORDS)
    url = f"{desk.settings.public_url}/soap?wsdl=soap12"
    transport = InProcessTransport(respond_with(desk))
    client = zeep.Client(url, transport=transport)
    data_sets = zeep.Client(f"{desk.settings.public_url}/soap/DataSetService?wsdl=any", transport=transport)
    database.dispose()
    return {
        "1.1": client.bind("SoapDesk", "SoapDeskSoap"),
        "1.2": client.bind("SoapDesk", "SoapDeskSoap12"),
        "data sets": data_sets.service,
        "transport": transport,
    }


@pytest.fixture
def people(application: Application, zeep_clients: dict[str, Any]) -> Directory:
    """Callers of the desk under test: a customer, staff, an administrator, strangers."""
    zeep_clients["transport"].respond = respond_with(application)
    return Directory(application, zeep_clients["1.1"], zeep_clients["data sets"])
