"""The session of one transaction, which costs little where nobody asks it for objects."""

from typing import Any, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session


class TransactionSession(Session):
    """A session on one connection, which is taken when it is first needed and begins the transaction.

    Statements that were built once run on the connection itself (``db.rows.run``), and SQLAlchemy's machinery of
    objects and their changes begins to move with the first of its own methods that is called.

    :param begins: whether the transaction takes more than a connection.
    """

    def __init__(self, engine: Engine, *, begins: bool) -> None:
        super().__init__(expire_on_commit=False)
        self._engine = engine
        self._begins = begins
        self._taken: Connection | None = None

    def get_bind(self, *_args: Any, **_options: Any) -> Connection:
        """Return the connection of this transaction."""
        if self._taken is None:
            self._taken = self._engine.connect()
            if self._begins:
                self._taken.begin()
        return self._taken

    def end(self) -> None:
        """Commit what was done."""
        if self.in_transaction():
            self.commit()  # which writes objects, and leaves the rest to the connection that it joined
        if self._taken is not None and self._taken.in_transaction():
            self._taken.commit()

    def close(self) -> None:
        """Give the connection back, with everything undone that was not committed."""
        if self.in_transaction():
            super().close()
        if self._taken is not None:
            self._taken.close()
            self._taken = None


def connection_of(session: Session) -> Connection:
    """Return the connection of a transaction, to run statements on it past its session."""
    return cast("Connection", session.get_bind())
