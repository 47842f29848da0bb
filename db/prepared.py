"""Statements that were built once, sent straight to the driver.

SQLAlchemy builds them, and says once how their values and rows are converted. To execute one it takes five times as
long as the driver and the database together; so those of every call go past it. The driver has the server prepare
what comes again and again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
_KEPT = 1024


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement for one of the databases.

    :ivar order: the names of its values in the order in which it has them; None where it has their names.
    :ivar constants: those values that are part of it.
    :ivar to_driver: what converts values, by their names.
    :ivar from_driver: what converts the columns of its rows, by their places.
    :ivar has_rows: whether it returns rows.
    """

    text: str
    order: Sequence[str] | None
    constants: Mapping[str, Any]
    to_driver: Sequence[tuple[str, Convert]]
    from_driver: Sequence[tuple[int, Convert]]
    has_rows: bool

    def bind(self, values: Mapping[str, Any]) -> Any:
        """Return values as the driver takes them."""
        bound = {**self.constants, **values}
        for name, convert in self.to_driver:
            bound[name] = convert(bound[name])
        return bound if self.order is None else [bound[name] for name in self.order]

    def read(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return rows of the driver's as the columns' types have them."""
        if not rows or not self.from_driver:
            return rows
        # By columns, so that the loops are those of the interpreter itself.
        columns: list[Any] = list(zip(*rows, strict=True))
        for place, convert in self.from_driver:
            columns[place] = map(convert, columns[place])
        return list(zip(*columns, strict=True))


def execute(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Sequence[Any]:
    """Return the rows of a statement, as tuples; none if it returns none.

    It fails as ``connection.execute`` does, and listeners to statements hear of it.
    """
    prepared = _prepare(statement, tuple(values), connection.dialect)
    if prepared is None:
        return connection.execute(statement, values).all()
    return prepared.read(send(connection, prepared.text, prepared.bind(values), has_rows=prepared.has_rows))


def send(connection: Connection, text: str, bound: Any = (), *, has_rows: bool = False) -> Sequence[Any]:
    """Send SQL to the driver of a connection and return its rows, as the driver has them."""
    heard = connection.dispatch
    for tell in heard.before_cursor_execute:
        tell(connection, None, text, bound, None, False)
    driver: Any = connection.connection.driver_connection
    try:
        cursor = driver.execute(text, bound)
        rows: Sequence[Any] = cursor.fetchall() if has_rows else ()
    except Exception as error:  # noqa: BLE001 - it is raised again
        # What SQLAlchemy does for its own statements, under no public name: the error gets its class, and a connection
        # that broke leaves the pool.
        connection._handle_dbapi_exception(error, text, None, None, None)
    for tell in heard.after_cursor_execute:
        tell(connection, None, text, bound, None, False)
    return rows


@lru_cache(maxsize=_KEPT)
def _prepare(statement: Any, names: tuple[str, ...], dialect: Dialect) -> _Prepared | None:
    """Return a statement for values of these names, None if its text depends on the values."""
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=names)
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    columns = _columns(statement)
    return _Prepared(
        text=compiled.string,
        order=compiled.positiontup,
        constants={name: bind.effective_value for name, bind in binds.items() if not bind.required},
        to_driver=[
            (name, convert)
            for name, bind in binds.items()
            if (convert := bind.type.dialect_impl(dialect).bind_processor(dialect))
        ],
        from_driver=[
            (place, convert)
            for place, column in enumerate(columns)
            if (convert := column.dialect_impl(dialect).result_processor(dialect, None))
        ],
        has_rows=bool(columns),
    )


def _columns(statement: Any) -> list[TypeEngine[Any]]:
    """Return the types of the columns that a statement returns."""
    is_select = isinstance(statement, Select)
    described = statement.column_descriptions if is_select else statement.returning_column_descriptions
    return [column["type"] for column in described]
