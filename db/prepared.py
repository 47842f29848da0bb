"""Statements that were built once, sent straight to the driver.

SQLAlchemy builds them, and says once how their values and rows are converted. To execute one it takes several times
as long as the driver and the database together; so those of every call go past it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
STRAIGHT = "straight to the driver"
"""What a connection's ``info`` has under this executes SQL with values in their order, and returns rows."""
_KEPT = 1024
# As libpq has its parameters: numbered.
_NUMBERED: Dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement for one of the databases.

    :ivar constants: those of its values that are part of it.
    :ivar values: the names of all of them, in order, with what converts them.
    :ivar columns: what converts columns of its rows, by their places.
    """

    text: str
    constants: Mapping[str, Any]
    values: Sequence[tuple[str, Convert | None]]
    columns: Sequence[tuple[int, Convert]]

    def bind(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return values as the driver takes them."""
        known = {**self.constants, **values} if self.constants else values
        return [known[name] if convert is None else convert(known[name]) for name, convert in self.values]

    def read(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return rows of the driver's as the columns' types have them."""
        if not rows or not self.columns:
            return rows
        # By columns, so that the loops are the interpreter's own.
        columns: list[Any] = list(zip(*rows, strict=True))
        for place, convert in self.columns:
            columns[place] = map(convert, columns[place])
        return list(zip(*columns, strict=True))


def execute(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Sequence[Any]:
    """Return the rows of a statement, as tuples; none if it returns none.

    It fails as ``connection.execute`` does, and who listens to statements hears of it.
    """
    prepared = _prepare(statement, tuple(values), connection.dialect)
    if prepared is None:
        return connection.execute(statement, values).all()
    return prepared.read(send(connection, prepared.text, prepared.bind(values)))


def send(connection: Connection, text: str, values: Sequence[Any] = ()) -> Sequence[Any]:
    """Send SQL straight to the driver of a connection, and return its rows as the driver has them."""
    heard: Any = connection.dispatch
    for tell in heard.before_cursor_execute:
        tell(connection, None, text, values, None, False)
    try:
        rows: Sequence[Any] = connection.info[STRAIGHT](text, values)
    except Exception as error:  # noqa: BLE001 - it is raised again
        # What SQLAlchemy does for its own statements, under no public name: the error gets its class, and a connection
        # that broke leaves the pool.
        connection._handle_dbapi_exception(error, text, tuple(values), None, None)
    for tell in heard.after_cursor_execute:
        tell(connection, None, text, values, None, False)
    return rows


@lru_cache(maxsize=_KEPT)
def _prepare(statement: Any, names: tuple[str, ...], dialect: Dialect) -> _Prepared | None:
    """Return a statement for values of these names, None if its text depends on the values."""
    written = dialect if dialect.name == "sqlite" else _NUMBERED
    compiled = statement.compile(dialect=written, column_keys=names)
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    return _Prepared(
        text=compiled.string,
        constants={name: bind.effective_value for name, bind in binds.items() if not bind.required},
        values=[
            (name, binds[name].type.dialect_impl(written).bind_processor(written))
            for name in compiled.positiontup or ()
        ],
        columns=[
            (place, convert)
            for place, column in enumerate(_columns(statement))
            if (convert := column.dialect_impl(written).result_processor(written, None))
        ],
    )


def _columns(statement: Any) -> list[TypeEngine[Any]]:
    """Return the types of the columns that a statement returns."""
    is_select = isinstance(statement, Select)
    described = statement.column_descriptions if is_select else statement.returning_column_descriptions
    return [column["type"] for column in described]
