"""What a caller asks of a table: columns, filter, order, groups, and how much of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from db.vocabulary import DEFAULT_DATA_ROWS, DataFunction, DataOperator
from soap_server.desk.data.comparing import Condition


@dataclass(frozen=True)
class SortKey:
    """A column to sort by."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Aggregate:
    """A function over the rows of a group; count takes no column and counts rows."""

    function: DataFunction
    column: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class TableRead:
    """A read of one table.

    :ivar columns: what is answered; none for all that are granted.
    :ivar all_of: conditions of which every one has to hold.
    :ivar any_of: groups of conditions; every condition of at least one group has to hold.
    :ivar size: rows of a page.
    """

    table: str
    columns: tuple[str, ...] = ()
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[tuple[Condition, ...], ...] = ()
    order: tuple[SortKey, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    group_by: tuple[str, ...] = ()
    size: int = DEFAULT_DATA_ROWS
    with_total: bool = False

    @property
    def forms_groups(self) -> bool:
        """Whether rows are put together."""
        return bool(self.aggregates or self.group_by)


def pack_read(request: TableRead) -> dict[str, Any]:
    """Return a request as a cursor keeps it."""
    return asdict(request)


def unpack_read(packed: Mapping[str, Any]) -> TableRead:
    """Return the request that a cursor kept."""
    return TableRead(
        table=packed["table"],
        columns=tuple(packed["columns"]),
        all_of=_conditions(packed["all_of"]),
        any_of=tuple(_conditions(group) for group in packed["any_of"]),
        order=tuple(SortKey(**each) for each in packed["order"]),
        aggregates=tuple(
            Aggregate(DataFunction(each["function"]), each["column"], each["name"]) for each in packed["aggregates"]
        ),
        group_by=tuple(packed["group_by"]),
        size=packed["size"],
        with_total=packed["with_total"],
    )


def _conditions(packed: Any) -> tuple[Condition, ...]:
    return tuple(Condition(each["column"], DataOperator(each["operator"]), tuple(each["values"])) for each in packed)
