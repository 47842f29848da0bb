"""Whether the server can do its work."""

import time

from sqlalchemy import select

from db import schema
from db.engine import Database, DatabaseUnavailableError
from db.models import Role
from soap_server.engine.messages import Response

_VALID_SECONDS = 1.0


class Health:
    """Checks the database: that it answers and has the tables that this version needs.

    The answer is kept for a second, so that asking often costs nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._head = schema.head()
        self._checked_at = float("-inf")
        self._response = Response(503, "", b"")

    def check(self) -> Response:
        """Return 200 and ``ready``, or 503 and what is missing."""
        if time.monotonic() - self._checked_at > _VALID_SECONDS:
            problem = self._problem()
            text = f"not ready: {problem}\n" if problem else "ready\n"
            self._response = Response(503 if problem else 200, "text/plain; charset=utf-8", text.encode())
            self._checked_at = time.monotonic()
        return self._response

    def _problem(self) -> str | None:
        try:
            revision = schema.current(self._database)
            if revision != self._head:
                return f"the database is {schema.difference(revision)}"
            self._database.read(lambda session: session.scalar(select(Role.id).limit(1)))
        except DatabaseUnavailableError:
            return "the database does not answer"
        return None
