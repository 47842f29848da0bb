"""ADO.NET DataSets: an inline XML schema with Microsoft's annotations, and a diffgram with the rows.

The form is that of "DiffGrams (ADO.NET)" and "Deriving DataSet Relational Structure from XML Schema" in Microsoft's
documentation of .NET: the first element below the answer's is the schema, the second the diffgram. A column that is
NULL in a row is absent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from db.vocabulary import DataType
from soap_server.contract.common import Cursor
from soap_server.contract.xml_names import element_name
from soap_server.lexical import escape

NAME = "SoapDesk"
_XS = "http://www.w3.org/2001/XMLSchema"
_MSDATA = "urn:schemas-microsoft-com:xml-msdata"
_DIFFGRAM = "urn:schemas-microsoft-com:xml-diffgram-v1"
_TYPES: Mapping[DataType, str] = {
    DataType.INTEGER: 'type="xs:long"',
    DataType.DECIMAL: 'type="xs:decimal"',
    DataType.BOOLEAN: 'type="xs:boolean"',
    DataType.TEXT: 'type="xs:string"',
    # Otherwise .NET turns the instants into the local time of the machine that reads them.
    DataType.DATE_TIME: 'type="xs:dateTime" msdata:DateTimeMode="Utc"',
}


@dataclass(frozen=True)
class DataSetColumn:
    """A column: its name, type and label."""

    name: str
    type: DataType
    label: str


@dataclass(frozen=True)
class DataSetTable:
    """A table: its columns, and rows with a value for each as XML Schema writes it.

    :ivar key: the name of the column that is its primary key.
    """

    name: str
    columns: Sequence[DataSetColumn]
    rows: Iterable[Sequence[str | None]]
    key: str | None = None


@dataclass(frozen=True)
class DataSetRelation:
    """A column of one table that holds the key of another."""

    child: str
    child_column: str
    parent: str
    parent_column: str


class DataSet:
    """An ADO.NET DataSet: an inline schema, and a diffgram with the rows."""

    def __init__(self, tables: Sequence[DataSetTable], relations: Sequence[DataSetRelation] = ()) -> None:
        self.tables = tables
        self.relations = relations

    def xml(self) -> Iterator[str]:
        """Yield the schema and the diffgram, row by row."""
        yield from self._schema()
        yield f'<diffgr:diffgram xmlns:msdata="{_MSDATA}" xmlns:diffgr="{_DIFFGRAM}"><{NAME} xmlns="">'
        for table in self.tables:
            yield from _rows(table)
        yield f"</{NAME}></diffgr:diffgram>"

    def _schema(self) -> Iterator[str]:
        yield (
            f'<xs:schema id="{NAME}" xmlns="" xmlns:xs="{_XS}" xmlns:msdata="{_MSDATA}">'
            f'<xs:element name="{NAME}" msdata:IsDataSet="true" msdata:UseCurrentLocale="true">'
            '<xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">'
        )
        for table in self.tables:
            yield f'<xs:element name="{element_name(table.name)}"><xs:complexType><xs:sequence>'
            yield from (_column(column, is_key=column.name == table.key) for column in table.columns)
            yield "</xs:sequence></xs:complexType></xs:element>"
        yield "</xs:choice></xs:complexType>"
        yield from (_key(table.name, table.key) for table in self.tables if table.key is not None)
        yield "</xs:element>"
        if self.relations:
            relations = "".join(_relation(each) for each in self.relations)
            yield f"<xs:annotation><xs:appinfo>{relations}</xs:appinfo></xs:annotation>"
        yield "</xs:schema>"


@dataclass(frozen=True, slots=True)
class DataSetPage:
    """A page of a result as an ADO.NET DataSet; its members are those of the answer itself."""

    result: Annotated[DataSet, "The rows, with their schema."]
    next_cursor: Annotated[Cursor | None, "Send it to FetchMoreAsDataSet for the next page; absent on the last one."]


def _column(column: DataSetColumn, *, is_key: bool) -> str:
    caption = escape(column.label).replace('"', "&quot;")
    # A column that is in a key is never absent.
    occurs = "" if is_key else ' minOccurs="0"'
    return f'<xs:element name="{element_name(column.name)}" msdata:Caption="{caption}" {_TYPES[column.type]}{occurs}/>'


def _key(table: str, column: str) -> str:
    table, column = element_name(table), element_name(column)
    return (
        f'<xs:unique name="{table}_key" msdata:PrimaryKey="true">'
        f'<xs:selector xpath=".//{table}"/><xs:field xpath="{column}"/></xs:unique>'
    )


def _relation(relation: DataSetRelation) -> str:
    child, parent = element_name(relation.child), element_name(relation.parent)
    child_column, parent_column = element_name(relation.child_column), element_name(relation.parent_column)
    return (
        f'<msdata:Relationship name="{child}_{child_column}" msdata:parent="{parent}" msdata:child="{child}" '
        f'msdata:parentkey="{parent_column}" msdata:childkey="{child_column}"/>'
    )


def _rows(table: DataSetTable) -> Iterator[str]:
    name = element_name(table.name)
    tags = [element_name(column.name) for column in table.columns]
    # Readers drop blanks that stand alone unless they are told not to.
    forms = [(f"<{tag}>", f'<{tag} xml:space="preserve">', f"</{tag}>") for tag in tags]
    for order, row in enumerate(table.rows):
        values = [
            f"{blank_start if not value or value.isspace() else start}{escape(value)}{end}"
            for (start, blank_start, end), value in zip(forms, row, strict=True)
            if value is not None
        ]
        yield f'<{name} diffgr:id="{name}{order + 1}" msdata:rowOrder="{order}">{"".join(values)}</{name}>'
