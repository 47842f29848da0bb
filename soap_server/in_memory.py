"""A whole desk without a network, in a folder of its own that goes with it: for the tests of those who call desks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from argon2 import PasswordHasher

from db import schema
from db.engine import Database
from soap_server.app import Application, Contract, build_application, build_contract
from soap_server.desk.accounts import Person, create_account
from soap_server.desk.desk import Desk, Visit
from soap_server.desk.passwords import Passwords
from soap_server.engine.codec import codec_named
from soap_server.engine.messages import Request
from soap_server.settings import load_settings

PEER = "192.0.2.1"
Answer = tuple[int, str, bytes]
"""The HTTP status, the Content-Type and the body."""
_FAST_HASHES = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _contract(codec: str) -> Contract:
    """Return the contract, which is the same for every desk of the process with this codec."""
    return build_contract(codec_named(codec))


@cache
def _empty_database() -> bytes:
    """Return a database as the migrations leave it, made once in the process."""
    with TemporaryDirectory(prefix="soapdesk-") as folder:
        path = Path(folder) / "empty.db"
        database = Database(f"sqlite:///{path}", sqlite_synchronous="OFF")
        schema.upgrade(database)
        database.dispose()  # The last connection takes its log into the file.
        return path.read_bytes()


class InMemoryDesk:
    """A desk on SQLite: real operations, a real database, nothing that outlives it.

    Passwords are hashed cheaply and nothing is synced to disk; everything else is what a server does.

    :param clock: says what time it is; by default the real time.
    :param settings: sections of settings, such as ``data={"statements": True}``.
    """

    def __init__(self, *, clock: Callable[[], datetime] | None = None, **settings: Any) -> None:
        self._folder = TemporaryDirectory(prefix="soapdesk-")
        path = Path(self._folder.name) / "desk.db"
        path.write_bytes(_empty_database())
        database = Database(f"sqlite:///{path}", sqlite_synchronous="OFF")
        parts: dict[str, Any] = {"clock": clock} if clock else {}
        passwords = Passwords(_FAST_HASHES)
        loaded = load_settings(**settings)
        self.application: Application = build_application(
            loaded, database=database, contract=_contract(loaded.server.codec), passwords=passwords, **parts
        )

    def add_user(self, username: str, password: str, *, role: str, display_name: str | None = None) -> None:
        """Make an account that can log in at once.

        :raises DeskError: if the desk refuses it.
        """
        office = self.application.office
        hashed = office.passwords.hash(password)

        def work(session: Any) -> None:
            desk = Desk(session, office, Visit("CreateUser", PEER, "in memory", office.clock()), prepared=hashed)
            create_account(desk, username=username, person=Person(display_name, None, None, None), role=role)

        office.database.write(work)

    def respond(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request as the server does over HTTP."""
        if method == "GET":
            document = self.application.documents.get((path, query))
            return (404, "text/plain", b"") if document is None else (200, "text/xml", document)
        peer = headers.get("x-forwarded-for", PEER)
        response = self.application.engine.handle(Request(method, path, query, headers, body, peer))
        return response.status, response.content_type, response.whole_body

    def close(self) -> None:
        """Close the database and take it away."""
        self.application.close()
        self._folder.cleanup()
