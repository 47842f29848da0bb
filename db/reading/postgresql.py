"""Guarded reads on PostgreSQL: a role that sees only the views of the dictionary, in read-only transactions."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from psycopg.types.string import TextLoader
from sqlalchemy import Connection, Select, create_engine, event, make_url, text
from sqlalchemy.engine.cursor import CursorFetchStrategy
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable

from db.engine import READ_IN_TRANSACTION, Database, network_options, unavailability
from db.reading.reader import (
    Allowed,
    Deadline,
    Estimate,
    RawRows,
    ReadError,
    ReadFailedError,
    ReadLimits,
    ReadRefusedError,
    ReadTimeoutError,
    ReadTooCostlyError,
    ReadTooLargeError,
    alarm,
    driver_errors,
    watched,
)

READER_ROLE = "soapdesk_reader"
READER_SCHEMA = "desk_data"
_REFUSED = frozenset({"25006", "3F000"})
_CANCELLED = frozenset({"57014", "55P03"})
# The role's limit of temporary files.
_TOO_LARGE = "53400"
_TYPES = ("bool", "int2", "int4", "int8", "numeric", "float4", "float8", "timestamp", "timestamptz", "date")
"""The types of which psycopg makes something else than text, as far as the dictionary and the dialect have them."""


class PostgreSQLReader:
    """Runs statements as the reader role.

    :param url: the URL of the reader role; None to use the desk's own, which guards nothing but writing.
    """

    def __init__(self, database: Database, *, url: str | None, connections: int, busy_seconds: float = 10.0) -> None:
        self.is_guarded = url is not None
        self._owns_engine = url is not None
        if url is None:
            self._engine = database.engine
            return
        options = {
            "timezone": "UTC",
            "search_path": READER_SCHEMA,
            "default_transaction_read_only": "on",
            "lock_timeout": "1s",
            "work_mem": "16MB",
            "max_parallel_workers_per_gather": "0",
            "jit": "off",
        }
        address = make_url(url)
        self._engine = create_engine(
            address.set(drivername="postgresql+psycopg"),
            connect_args={
                "application_name": "soapdesk reader",
                **network_options(address, busy_seconds),
                "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
                # Always prepared: the server itself then refuses more than one statement.
                "prepare_threshold": 0,
            },
            pool_size=connections,
            max_overflow=0,
            pool_timeout=busy_seconds,
            pool_pre_ping=True,
            hide_parameters=True,
            query_cache_size=0,  # hardly a statement comes twice, and each would be kept
        )

    @contextmanager
    def rows(self, statement: Executable, allowed: Allowed, limits: ReadLimits) -> Iterator[Iterator[Sequence[Any]]]:
        """Return the rows of a statement; see Reader."""
        deadline = Deadline(limits.seconds)
        with (
            self._checked(statement, allowed, limits, deadline) as connection,
            closing(connection.execution_options(yield_per=limits.batch).execute(statement)) as result,
        ):
            yield watched(iter(result), deadline, _read_errors)

    @contextmanager
    def raw_rows(self, statement: Executable, allowed: Allowed, limits: ReadLimits) -> Iterator[RawRows]:
        """Return the rows of a statement as PostgreSQL's own text; see Reader."""
        deadline = Deadline(limits.seconds)
        with self._checked(statement, allowed, limits, deadline) as connection:
            event.listen(connection, "before_cursor_execute", _take_text)
            with closing(connection.execution_options(stream_results=True).execute(statement)) as result:
                fetch: Any = result.cursor
                yield RawRows(fetch.fetchmany, deadline, partial(driver_errors, connection, _read_errors))

    def estimate(self, statement: Select[Any], allowed: Allowed, limits: ReadLimits) -> Estimate | None:
        """Return what the planner expects of a statement."""
        with self._transaction(limits, Deadline(limits.seconds)) as connection:
            return self._explain(connection, statement, allowed)

    def dispose(self) -> None:
        """Close every connection."""
        if self._owns_engine:
            self._engine.dispose()

    @contextmanager
    def _checked(
        self, statement: Executable, allowed: Allowed, limits: ReadLimits, deadline: Deadline
    ) -> Iterator[Connection]:
        """Open a transaction for a statement whose plan was looked at."""
        with self._transaction(limits, deadline) as connection:
            if self.is_guarded and isinstance(statement, ClauseElement):
                self._check(self._explain(connection, statement, allowed), limits)
            yield connection

    @contextmanager
    def _transaction(self, limits: ReadLimits, deadline: Deadline) -> Iterator[Connection]:
        """Open a read-only transaction that the server ends at the limit, and this process as well."""
        # Around the transaction: PostgreSQL may fail once more, with the same error, when it rolls back.
        with unavailability(), _read_errors(), self._engine.connect() as connection:
            options = connection.execution_options(postgresql_readonly=True, soapdesk_mode=READ_IN_TRANSACTION)
            # Nothing was written, so it may as well commit: after a rollback psycopg forgets every prepared statement.
            with options.begin():
                milliseconds = max(1, round(limits.seconds * 1000))
                options.execute(text(f"SET LOCAL statement_timeout = {milliseconds}"))
                driver: Any = options.connection.dbapi_connection
                # The statement could take the server's own limit away; nobody takes away this one.
                with alarm(deadline, driver.cancel_safe, grace=0.5):
                    yield options

    @staticmethod
    def _check(estimate: Estimate, limits: ReadLimits) -> None:
        if estimate.cost > limits.cost:
            raise ReadTooCostlyError(estimate.cost, limits.cost)

    @staticmethod
    def _explain(connection: Connection, statement: ClauseElement, allowed: Allowed) -> Estimate:
        plan = connection.execute(_Explain(statement)).scalar_one()[0]["Plan"]
        for node in _nodes(plan):
            relation = node.get("Relation Name")
            if (relation is not None and relation not in allowed) or "Function Name" in node:
                raise ReadRefusedError(relation or node["Function Name"])
        return Estimate(plan["Total Cost"], plan["Plan Rows"])


class _Explain(Executable, ClauseElement):
    """The plan of a statement, as PostgreSQL expects it."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(_Explain, "postgresql")
def _compile_explain(element: _Explain, compiler: Any, **options: Any) -> str:
    statement = compiler.process(element.statement, **options)
    # The plan is no row of the statement: the types of its columns must not be looked for in it. (There is no public
    # way to say so.)
    compiler._result_columns.clear()
    return f"EXPLAIN (VERBOSE, FORMAT JSON) {statement}"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _take_text(_connection: Connection, cursor: Any, _statement: str, _values: Any, context: Any, *_more: Any) -> None:
    """Have values handed over as the server wrote them."""
    for name in _TYPES:
        cursor.adapters.register_loader(name, TextLoader)
    # SQLAlchemy's own for such a cursor fetches the first row at once, and keeps it.
    context.cursor_fetch_strategy = CursorFetchStrategy()


@contextmanager
def _read_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        translated = translate(getattr(error.orig, "sqlstate", None) or "")
        if translated is None:
            raise
        raise translated from error


def translate(sqlstate: str) -> ReadError | None:
    """Return what an SQLSTATE says of the statement; None if it says something of the database."""
    if sqlstate in _CANCELLED:
        return ReadTimeoutError()
    # No right to it, no such thing, or no statement at all: class 42 of the SQLSTATE table.
    if sqlstate in _REFUSED or sqlstate.startswith("42"):
        return ReadRefusedError(sqlstate)
    if sqlstate == _TOO_LARGE:
        return ReadTooLargeError()
    # Data that cannot be computed with, and limits of the server: class 22, 53 and 54 of the SQLSTATE table.
    if sqlstate[:2] in {"22", "54"} or sqlstate == "53200":
        return ReadFailedError(sqlstate)
    return None
