"""What administrators can grant: the dictionary of the data service, as they see it."""

from dataclasses import dataclass
from typing import Annotated

from db.dictionary import DataTable
from db.vocabulary import DataType, DataVerb, RowScope
from soap_server.contract.members import LONG


@dataclass(frozen=True, slots=True)
class GrantableColumn:
    """A column that can be granted."""

    name: Annotated[str, "The name."]
    type: Annotated[DataType, "The type."]
    english: Annotated[str, "The English label."]
    chinese: Annotated[str, "The Chinese label."]
    description: Annotated[str, "What it holds."]


@dataclass(frozen=True, slots=True)
class GrantableTable:
    """A table that can be granted, and what can be granted of it."""

    name: Annotated[str, "The name; GrantDataAccess takes it."]
    english: Annotated[str, "The English label."]
    chinese: Annotated[str, "The Chinese label."]
    description: Annotated[str, "What its rows are."]
    key: Annotated[str, "The column by which a row is known; every grant has it."]
    columns: Annotated[list[GrantableColumn], "The columns."]
    verbs: Annotated[list[DataVerb], "What can be granted with it."]
    scopes: Annotated[list[RowScope], "For which rows."]


@dataclass(frozen=True, slots=True)
class GrantableTableList:
    """The dictionary: every table that can be granted."""

    tables: Annotated[list[GrantableTable], "The tables."]
    total: Annotated[int, LONG, "How many there are."]


def render_grantable_table(
    table: DataTable, verbs: tuple[DataVerb, ...], scopes: tuple[RowScope, ...]
) -> GrantableTable:
    """Return a table of the dictionary with what can be granted of it."""
    return GrantableTable(
        name=table.name,
        english=table.labels.english,
        chinese=table.labels.chinese,
        description=table.doc,
        key=table.key,
        columns=[
            GrantableColumn(each.name, each.type, each.labels.english, each.labels.chinese, each.doc)
            for each in table.columns.values()
        ],
        verbs=list(verbs),
        scopes=list(scopes),
    )
