"""Compacting: what was deleted or overwritten leaves the database's files."""

from contextlib import closing

from db import search
from db.engine import Database, unavailability


def compact(database: Database) -> None:
    """Write the database's files anew, as VACUUM does; on SQLite nobody else can write meanwhile.

    :raises DatabaseUnavailableError: when it cannot be reached, or another holds it.
    """
    database.write(search.compact_index)
    with unavailability(), closing(database.engine.raw_connection()) as connection:
        statements = ["SET statement_timeout = 0", "SET default_transaction_read_only = off", "VACUUM FULL"]
        if database.is_sqlite:
            # The first one moves all pages out of the log beside the file, and the last one empties it.
            statements = ["PRAGMA query_only=0", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
        for statement in statements:
            connection.cursor().execute(statement)
        # The next to borrow it would find its settings changed.
        connection.invalidate()
