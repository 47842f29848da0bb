# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: data grantable."""

from dataclasses import dataclass

from client_sdk.models.words import DataType, DataVerb, RowScope


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantableColumn:
    """A column that can be granted.

    :ivar name: The name.
    :ivar type: The type.
    :ivar english: The English label.
    :ivar chinese: The Chinese label.
    :ivar description: What it holds.
    """

    name: str
    type: DataType
    english: str
    chinese: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantableTable:
    """A table that can be granted, and what can be granted of it.

    :ivar name: The name; data.grant_access takes it.
    :ivar english: The English label.
    :ivar chinese: The Chinese label.
    :ivar description: What its rows are.
    :ivar key: The column by which a row is known; every grant has it.
    :ivar columns: The columns.
    :ivar verbs: What can be granted with it.
    :ivar scopes: For which rows.
    """

    name: str
    english: str
    chinese: str
    description: str
    key: str
    columns: tuple[GrantableColumn, ...]
    verbs: tuple[DataVerb, ...]
    scopes: tuple[RowScope, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantableTableList:
    """The dictionary: every table that can be granted.

    :ivar tables: The tables.
    :ivar total: How many there are.
    """

    tables: tuple[GrantableTable, ...]
    total: int
