"""The business's surroundings, as the settings describe them; nothing of SOAP is needed for them."""

from importlib.metadata import version
from typing import Any

from argon2 import PasswordHasher

from db.engine import Database
from db.reading import PostgreSQLReader, Reader, SQLiteReader
from soap_server.desk.desk import Office, ServerFacts
from soap_server.desk.passwords import Passwords
from soap_server.settings import Settings


def build_office(
    settings: Settings, *, database: Database | None = None, passwords: Passwords | None = None, **parts: Any
) -> Office:
    """Return the business's surroundings: database, rules, password hashing."""
    limits = settings.limits
    opened = database or open_database(settings)
    return Office(
        database=opened,
        reader=open_reader(settings, opened),
        rules=settings.rules(),
        passwords=passwords or build_passwords(settings),
        facts=ServerFacts(version("soapdesk"), limits.body_bytes, limits.upload_bytes),
        **parts,
    )


def open_database(settings: Settings) -> Database:
    """Return the database of the settings."""
    wanted = settings.database
    return Database(
        wanted.url,
        pool_size=wanted.connections,
        busy_seconds=wanted.busy_seconds,
        statement_seconds=wanted.statement_seconds,
    )


def open_reader(settings: Settings, database: Database) -> Reader:
    """Return the guarded connections of the data service; none is opened before it is used."""
    data, busy_seconds = settings.data, settings.database.busy_seconds
    if database.is_sqlite:
        return SQLiteReader(database, connections=data.threads, busy_seconds=busy_seconds)
    return PostgreSQLReader(database, url=data.reader_url, connections=data.threads, busy_seconds=busy_seconds)


def build_passwords(settings: Settings) -> Passwords:
    """Return what hashes passwords; making it takes as long as a login."""
    security = settings.security
    hasher = PasswordHasher(
        time_cost=security.argon2_passes,
        memory_cost=security.argon2_memory_kib,
        parallelism=security.argon2_lanes,
    )
    return Passwords(hasher, at_a_time=security.hashes_at_a_time)
