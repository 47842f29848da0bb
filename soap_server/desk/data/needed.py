"""Rows that the desk cannot do without, such as the category of events of which nothing is said."""

from collections.abc import Mapping, Sequence

from db.vocabulary import DataVerb
from soap_server.desk.data.sql import CompiledStatement
from soap_server.desk.data.values import writer
from soap_server.desk.errors import QueryRefusedError


def refuse_loss(statement: CompiledStatement, before: Sequence[Mapping[str, str | None]]) -> None:
    """Refuse a statement that would take from a needed row what it is needed for.

    :param before: the rows that the statement is for, as they are.
    :raises QueryRefusedError: if it would.
    """
    table = statement.table
    texts = {name: writer(table.columns[name].type)(value) for name, value in table.needed.items()}
    is_needed = bool(texts) and any(texts.items() <= row.items() for row in before)
    changed = [values.get(name, value) != value for values in statement.values for name, value in table.needed.items()]
    if is_needed and (statement.verb is DataVerb.DELETE or any(changed)):
        row = " and ".join(f"{name} {text}" for name, text in texts.items())
        raise QueryRefusedError(f"The desk needs the row of {table.name} with {row}.", field="sql")
