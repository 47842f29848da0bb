"""What is asked of a table: columns, conditions, order; as the address of its page says it."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from client_sdk import models
from web_ui.data.words import OPERATORS

CONDITIONS = 3
_WITHOUT_VALUE = ("isNull", "isNotNull")


@dataclass(frozen=True)
class Asked:
    """What is asked.

    :ivar columns: those that are wanted, empty for all.
    :ivar conditions: column, comparison and value of each line of the filter, empty ones too.
    :ivar sort: the column to sort by, empty for the key.
    """

    columns: tuple[str, ...]
    conditions: tuple[tuple[str, str, str], ...]
    sort: str
    descending: bool

    @property
    def filter(self) -> models.DataFilter | None:
        """The filter, None for all rows."""
        wanted = [_condition(*each) for each in self.conditions if each[0]]
        return models.DataFilter(all_of=wanted) if wanted else None

    @property
    def order(self) -> list[models.DataOrder] | None:
        """The order, None for that of the key."""
        return [models.DataOrder(column=self.sort, descending=self.descending)] if self.sort else None


def read_asked(args: MultiDict[str, str], table: models.DataTable) -> Asked:
    """Return what an address asks of a table; columns that it does not have are not asked for."""
    names = {column.name for column in table.columns}
    lines = ((args.get(f"c{n}", ""), args.get(f"o{n}", ""), args.get(f"v{n}", "")) for n in range(CONDITIONS))
    sort = args.get("sort", "")
    return Asked(
        columns=tuple(name for name in args.getlist("column") if name in names),
        conditions=tuple(
            (column if column in names else "", operator if operator in OPERATORS else "equal", value)
            for column, operator, value in lines
        ),
        sort=sort if sort in names else "",
        descending="descending" in args,
    )


def _condition(column: str, operator: str, value: str) -> models.DataCondition:
    values = [part.strip() for part in value.split(",")] if operator == "oneOf" else [value]
    return models.DataCondition(
        column=column,
        operator=models.DataOperator(operator),
        values=None if operator in _WITHOUT_VALUE else values,
    )
