"""Reads of one table as SELECTs over the dictionary: filtered, sorted, grouped, page by page after a key.

Like the SQL of callers they read a table behind the fence of ``Sources``: nothing that a caller asks for is computed
for a row that is not granted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, and_, case, cast, distinct, func, literal, or_, select, tuple_
from sqlalchemy.sql.expression import ColumnCollection

from db.dictionary import DataColumn
from db.dictionary.entries import SQL_TYPES
from db.expressions import by_code
from db.reading import Allowed
from db.vocabulary import DataFunction, DataType, DataVerb, Language
from soap_server.desk.data.comparing import Condition, check_condition, compare
from soap_server.desk.data.requests import Aggregate, SortKey, TableRead
from soap_server.desk.data.results import ResultColumn
from soap_server.desk.data.rights import Right, Rights
from soap_server.desk.data.sql.sources import Sources
from soap_server.desk.data.values import read_value
from soap_server.desk.errors import CursorInvalidError, InvalidArgumentError

_Columns = ColumnCollection[str, Any]
_LONGEST_WORD = 64
_NUMBERS = frozenset({DataType.INTEGER, DataType.DECIMAL})


@dataclass(frozen=True)
class TableQuery:
    """A read that can be run.

    :ivar counted: the number of rows of the whole read; without a position, of a request that wants it.
    :ivar sources: the columns of the dictionary that a row of the statement has: those of the result, and behind them
        those by which the rows are sorted, unless they are among the first. None where rows are grouped.
    :ivar keys: where in a row the values are by which the rows are sorted, the last of them unique.
    """

    statement: Select[Any]
    columns: Sequence[ResultColumn]
    allowed: Allowed
    counted: Select[Any]
    sources: Sequence[DataColumn] = ()
    keys: Sequence[int] = ()

    @property
    def types(self) -> list[DataType]:
        """The types of all that a row of the statement has."""
        return [column.type for column in self.sources or self.columns]

    @property
    def lengths(self) -> list[int | None] | None:
        """How many characters the texts have at most, where that is known."""
        return [_LONGEST_WORD if column.is_word else column.max_length for column in self.sources] or None


class TableReader:
    """Builds the statements for one request of one caller.

    :param position: the keys behind which a page begins; None for the first one.
    :raises NotFoundError: if it names a column that is not granted.
    :raises InvalidArgumentError: if it makes no sense.
    :raises CursorInvalidError: if the position is none of this request's.
    """

    def __init__(self, request: TableRead, right: Right, rights: Rights, position: Sequence[Any] | None = None) -> None:
        self._request = request
        self._right = right
        self._rights = rights
        self._position = position
        self._key = right.table.columns[right.table.key]
        self._check_conditions()
        self._keys = [] if request.forms_groups else self._order()
        self._sources = Sources(
            rights, DataVerb.READ, needed={right.table.name: _names(request, right)}, narrowed=self._narrowed
        )
        self._source = self._sources.open(right.table.name, right.table.name).clause

    def build(self) -> TableQuery:
        """Return the statement of a page, or of all groups."""
        request = self._request
        if request.forms_groups:
            return self._grouped()
        names = request.columns or tuple(column.name for column in self._right.columns)
        self._refuse_twice(names, "columns")
        columns = [self._right.column(name, f"columns[{place}]") for place, name in enumerate(names)]
        sources = [*columns, *(key for key, _ in self._keys if key not in columns)]
        selected = [self._source.c[column.name].label(f"c{place}") for place, column in enumerate(sources)]
        conditions = self._conditions()
        statement = select(*selected).select_from(self._source).where(*conditions)
        counted = select(func.count()).select_from(self._source).where(*conditions)
        if self._position is not None:
            statement = statement.where(self._behind(self._source.c, self._position))
        statement = statement.order_by(*self._sorting()).limit(request.size + 1)
        described = [self._described(column) for column in columns]
        keys = [sources.index(key) for key, _ in self._keys]
        return TableQuery(statement, described, self._sources.allowed, counted, sources, keys)

    def _check_conditions(self) -> None:
        for place, condition in enumerate(self._request.all_of):
            self._check(condition, f"filter.allOf[{place}]")
        for place, group in enumerate(self._request.any_of):
            if not group:
                raise InvalidArgumentError("A group has conditions.", field=f"filter.anyOf[{place}].conditions")
            for at, condition in enumerate(group):
                self._check(condition, f"filter.anyOf[{place}].conditions[{at}]")

    def _check(self, condition: Condition, path: str) -> None:
        column = self._right.column(condition.column, f"{path}.column")
        try:
            check_condition(condition, column.type)
        except ValueError as error:
            raise InvalidArgumentError(f"{column.name} {error}.", field=path) from error

    def _conditions(self) -> list[ColumnElement[bool]]:
        found = [self._compared(self._source.c, each) for each in self._request.all_of]
        groups = [and_(*(self._compared(self._source.c, each) for each in group)) for group in self._request.any_of]
        return [*found, or_(*groups)] if groups else found

    def _compared(self, columns: _Columns, condition: Condition) -> ColumnElement[bool]:
        return compare(columns[condition.column], self._right.table.columns[condition.column].type, condition)

    def _narrowed(self, rows: Select[Any]) -> Select[Any]:
        """Return the granted rows without those that their keys alone leave out, to which an index leads.

        A key is a number that means nothing, and comparing numbers cannot fail. All else that a caller asks for stays
        outside of the fence.
        """
        request, columns = self._request, rows.selected_columns
        on_key = [each for each in request.all_of if each.column == self._key.name]
        rows = rows.where(*(self._compared(columns, each) for each in on_key))
        if [column for column, _ in self._keys] != [self._key]:
            return rows
        if self._position is not None:
            rows = rows.where(self._behind(columns, self._position))
        is_counted = request.with_total and self._position is None
        if len(on_key) == len(request.all_of) and not request.any_of and not is_counted:
            (_, descending), key = self._keys[0], columns[self._key.name]
            rows = rows.order_by(key.desc() if descending else key.asc()).limit(request.size + 1)
        return rows

    def _order(self) -> list[tuple[DataColumn, bool]]:
        order = list(self._request.order)
        self._refuse_twice([each.column for each in order], "order")
        if self._key.name not in [each.column for each in order]:
            order.append(SortKey(self._key.name, descending=bool(order) and order[-1].descending))
        return [
            (self._right.column(each.column, f"order[{place}].column"), each.descending)
            for place, each in enumerate(order)
        ]

    def _sorting(self) -> list[ColumnElement[Any]]:
        """Return the order, in which what is absent comes last, whatever the direction."""
        sorting: list[ColumnElement[Any]] = []
        for column, descending in self._keys:
            key = by_code(self._source.c[column.name])
            if column.nullable:
                sorting.append(case((self._source.c[column.name].is_(None), 1), else_=0))
            sorting.append(key.desc() if descending else key.asc())
        return sorting

    def _behind(self, columns: _Columns, position: Sequence[Any]) -> ColumnElement[bool]:
        """Return the condition that a row comes behind the one with these keys."""
        keys = self._keys
        if len(position) != len(keys):
            raise CursorInvalidError("This cursor belongs to another read.", field="cursor")
        if len({descending for _, descending in keys}) == 1 and not any(column.nullable for column, _ in keys):
            # The same condition in a form for which both databases go straight to the place in an index.
            here = tuple_(*(by_code(columns[column.name]) for column, _ in keys))
            there = tuple_(*(_key_value(column, text) for (column, _), text in zip(keys, position, strict=True)))
            return here < there if keys[0][1] else here > there
        alternatives: list[ColumnElement[bool]] = []
        same: list[ColumnElement[bool]] = []
        for (column, descending), text in zip(keys, position, strict=True):
            its = columns[column.name]
            if text is None:
                same.append(its.is_(None))
                continue
            value = _key_value(column, text)
            later = by_code(its) < value if descending else by_code(its) > value
            if column.nullable:
                later = or_(later, its.is_(None))
            alternatives.append(and_(*same, later))
            same.append(its == value)
        return or_(*alternatives)

    def _grouped(self) -> TableQuery:
        request = self._request
        if request.columns:
            raise InvalidArgumentError("Where rows are grouped, groupBy names the columns.", field="columns")
        self._refuse_twice(request.group_by, "groupBy")
        groups = [self._right.column(name, f"groupBy[{place}]") for place, name in enumerate(request.group_by)]
        columns = [self._described(column) for column in groups]
        elements: list[ColumnElement[Any]] = [self._source.c[column.name] for column in groups]
        for place, aggregate in enumerate(request.aggregates):
            element, column = self._aggregated(aggregate, f"aggregates[{place}]")
            elements.append(element)
            columns.append(column)
        self._refuse_twice([column.name for column in columns], "aggregates")
        by_name = {column.name: element for column, element in zip(columns, elements, strict=True)}
        statement = select(*(each.label(f"c{place}") for place, each in enumerate(elements)))
        statement = statement.select_from(self._source).where(*self._conditions()).group_by(*elements[: len(groups)])
        for place, key in enumerate(request.order):
            if key.column not in by_name:
                raise InvalidArgumentError("Groups are sorted by what is answered.", field=f"order[{place}].column")
            sorting = by_code(by_name[key.column])
            statement = statement.order_by((sorting.desc() if key.descending else sorting.asc()).nulls_last())
        statement = statement.order_by(*(by_code(element).asc().nulls_last() for element in elements[: len(groups)]))
        counted = select(func.count()).select_from(statement.subquery())
        return TableQuery(statement, columns, self._sources.allowed, counted)

    def _aggregated(self, aggregate: Aggregate, path: str) -> tuple[ColumnElement[Any], ResultColumn]:
        name = aggregate.name or "_".join(filter(None, (str(aggregate.function), aggregate.column)))
        if name in self._right.table.columns:
            # It would be taken for the column: for the key, or for what refers to another table.
            raise InvalidArgumentError("A column of the table has this name.", field=f"{path}.name")
        if aggregate.column is None:
            if aggregate.function is not DataFunction.COUNT:
                raise InvalidArgumentError("Only count goes without a column.", field=f"{path}.column")
            return func.count(), ResultColumn(name, DataType.INTEGER, nullable=False, label=name)
        column = self._right.column(aggregate.column, f"{path}.column")
        compute, takes, answers = _AGGREGATES[aggregate.function]
        if column.type not in takes:
            raise InvalidArgumentError(
                f"{aggregate.function} is not for the type {column.type}.", field=f"{path}.column"
            )
        element = compute(self._source.c[column.name])
        return element, ResultColumn(name, answers or column.type, nullable=True, label=name)

    def _described(self, column: DataColumn) -> ResultColumn:
        labels = column.labels
        label = labels.chinese if self._rights.language is Language.CHINESE else labels.english
        return ResultColumn(column.name, column.type, column.nullable, label)

    @staticmethod
    def _refuse_twice(names: Sequence[str], field: str) -> None:
        if len(set(names)) != len(names):
            raise InvalidArgumentError("A name is there twice.", field=field)


def _names(request: TableRead, right: Right) -> set[str]:
    """Return the names of all columns that a request uses; what else it names is refused where it stands."""
    if not request.columns and not request.forms_groups:
        return {column.name for column in right.columns}
    filters = chain(request.all_of, *request.any_of)
    return {
        *request.columns,
        *request.group_by,
        *(condition.column for condition in filters),
        *(key.column for key in request.order),
        *(aggregate.column for aggregate in request.aggregates if aggregate.column is not None),
    }


def _key_value(column: DataColumn, text: Any) -> Any:
    if not isinstance(text, str) or "\0" in text:
        raise CursorInvalidError("This is not a cursor.", field="cursor")
    try:
        return literal(read_value(column.type, text), SQL_TYPES[column.type])
    except ValueError as error:
        raise CursorInvalidError("This is not a cursor.", field="cursor") from error


_ANY = frozenset(DataType)
_ORDERED = _ANY - {DataType.BOOLEAN}
_AGGREGATES: Mapping[DataFunction, tuple[Callable[[Any], ColumnElement[Any]], frozenset[DataType], DataType | None]] = {
    DataFunction.COUNT: (func.count, _ANY, DataType.INTEGER),
    DataFunction.COUNT_DISTINCT: (lambda column: func.count(distinct(column)), _ANY, DataType.INTEGER),
    DataFunction.SUM: (func.sum, _NUMBERS, None),
    DataFunction.MIN: (lambda column: func.min(by_code(column), type_=column.type), _ORDERED, None),
    DataFunction.MAX: (lambda column: func.max(by_code(column), type_=column.type), _ORDERED, None),
    DataFunction.AVG: (lambda column: func.avg(cast(column, Double)), _NUMBERS, DataType.DECIMAL),
}
"""How each function is computed, the types that it takes, and the type that it answers; None for the same."""
