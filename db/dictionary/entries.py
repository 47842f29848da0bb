"""What the dictionary is made of: tables and columns, described from the models that they belong to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import BigInteger, Boolean, Column, ColumnClause, Double, String, Table, TableClause, column, table
from sqlalchemy.types import TypeEngine

from db.models import Base
from db.types import UtcDateTime, Word
from db.vocabulary import DataType

# Passwords, sessions, other people's failed logins, stored answers, the logs, and the service's own tables.
_SECRET_TABLES = frozenset(
    {
        "audit_log",
        "changes",
        "counters",
        "data_accesses",
        "data_cursor_pages",
        "data_cursors",
        "data_grants",
        "idempotency_records",
        "known_sources",
        "login_throttles",
        "outbox",
        "role_permissions",
        "sessions",
    }
)
_SECRET_COLUMNS = re.compile(r"password|hash|digest|token|secret|answer|sha256|_key$")
_TYPES: Mapping[type[Any], DataType] = {
    bool: DataType.BOOLEAN,
    int: DataType.INTEGER,
    Decimal: DataType.DECIMAL,
    datetime: DataType.DATE_TIME,
    str: DataType.TEXT,
}
SQL_TYPES: Mapping[DataType, TypeEngine[Any]] = {
    DataType.BOOLEAN: Boolean(),
    DataType.INTEGER: BigInteger(),
    # A double on both databases, so that both compute the same.
    DataType.DECIMAL: Double(),
    DataType.DATE_TIME: UtcDateTime(),
    DataType.TEXT: String(),
}
"""How values of each type travel to and from both databases."""


@dataclass(frozen=True)
class Labels:
    """What people call a thing, in both languages."""

    english: str
    chinese: str


@dataclass(frozen=True)
class Relation:
    """A column that refers to the key of another table."""

    column: str
    table: str
    target: str


@dataclass(frozen=True)
class DataColumn:
    """A column that can be offered.

    :ivar max_length: characters that a text may have at most; None for other types and for text without a limit.
    :ivar is_word: whether its values are words of an enumeration.
    """

    name: str
    type: DataType
    nullable: bool
    labels: Labels
    doc: str
    max_length: int | None = None
    is_word: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table that can be offered.

    :ivar key: the name of its key column; a grant always includes it.
    :ivar model: the model that it belongs to.
    :ivar insertable: columns that a statement may fill in a new row.
    :ivar updatable: columns that a statement may change.
    :ivar deletable: whether a statement may delete rows.
    :ivar needed: values of a row that the desk needs: no statement may delete it, or take one of them from it.
    """

    name: str
    labels: Labels
    doc: str
    model: type[Base]
    columns: Mapping[str, DataColumn]
    key: str = "id"
    insertable: frozenset[str] = frozenset()
    updatable: frozenset[str] = frozenset()
    deletable: bool = False
    needed: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def core(self) -> TableClause:
        """The table with the columns of the dictionary only, for SQL expressions."""
        return table(self.name, *(_core_column(each) for each in self.columns.values()))

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The columns that refer to other tables, whether or not those are in the dictionary."""
        stored = cast("Table", self.model.__table__)
        return tuple(
            Relation(name, key.column.table.name, key.column.name)
            for name in self.columns
            for key in stored.c[name].foreign_keys
        )


def describe(
    model: type[Base],
    labels: tuple[str, str],
    doc: str,
    columns: Sequence[tuple[str, str, str, str]],
    *,
    insertable: Sequence[str] = (),
    updatable: Sequence[str] = (),
    deletable: bool = False,
    needed: Mapping[str, Any] = MappingProxyType({}),
) -> DataTable:
    """Return the dictionary's entry for a model's table.

    :param columns: name, English and Chinese label, documentation. Type and nullability are the model's.
    :raises ValueError: if the table or a column holds secrets, or there is no such column.
    """
    stored = cast("Table", model.__table__)
    if stored.name in _SECRET_TABLES:
        raise ValueError(f"the table {stored.name} cannot be offered")
    described = {name: _describe_column(stored, name, Labels(en, zh), text) for name, en, zh, text in columns}
    return DataTable(
        stored.name,
        Labels(*labels),
        doc,
        model,
        described,
        insertable=frozenset(insertable),
        updatable=frozenset(updatable),
        deletable=deletable,
        needed=needed,
    )


def _describe_column(stored: Table, name: str, labels: Labels, doc: str) -> DataColumn:
    if name not in stored.c or _is_secret(stored.c[name]):
        raise ValueError(f"the column {stored.name}.{name} cannot be offered")
    its = stored.c[name]
    is_word = isinstance(its.type, Word)
    data_type = DataType.TEXT if is_word else _TYPES[its.type.python_type]
    max_length = its.type.length if isinstance(its.type, String) else None
    return DataColumn(name, data_type, bool(its.nullable), labels, doc, max_length, is_word)


def _is_secret(its: Column[Any]) -> bool:
    return its.type.python_type is bytes or _SECRET_COLUMNS.search(its.name) is not None


def _core_column(its: DataColumn) -> ColumnClause[Any]:
    return column(its.name, SQL_TYPES[its.type])
