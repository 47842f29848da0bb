"""Expressions of a statement, translated node by node; what has no translation here is not in the dialect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select
from sqlglot import exp

from db.vocabulary import DataType
from soap_server.desk.data.sql import typing_rules as rules
from soap_server.desk.data.sql.fingerprints import Fingerprints
from soap_server.desk.data.sql.functions import FUNCTIONS
from soap_server.desk.data.sql.nodes import NODES
from soap_server.desk.data.sql.parameters import Parameters
from soap_server.desk.data.sql.parsing import describe, refuse
from soap_server.desk.data.sql.scopes import Scope, Typed
from soap_server.desk.data.sql.work import Work

MAX_CONCATENATIONS = 8


class Subqueries(Protocol):
    """Compiles the SELECTs inside of expressions."""

    def values(self, node: Any, scope: Scope) -> tuple[Select[Any], Typed]:
        """Return a subquery of one column as a SELECT, and that column."""

    def scalar(self, node: Any, scope: Scope) -> Typed:
        """Return a subquery that answers one value."""

    def any_rows(self, node: Any, scope: Scope) -> Any:
        """Return a subquery of which only matters whether it has rows."""


@dataclass(frozen=True)
class Groups:
    """What the rows of a SELECT are put together by; by nothing if they are one group.

    :ivar elements: the expressions, by their fingerprints.
    :ivar columns: those that are columns, as the name of their source and their own.
    """

    elements: Mapping[int, Typed]
    columns: frozenset[tuple[str, str]]


class Expressions:
    """Translates the expressions of one SELECT.

    :param grouped: where groups are formed, what they are formed by.
    """

    def __init__(
        self,
        scope: Scope,
        parameters: Parameters,
        subqueries: Subqueries,
        *,
        now: datetime,
        note_read: Callable[[Typed], None],
        work: Work,
        fingerprints: Fingerprints,
        grouped: Groups | None = None,
        takes_aggregates: bool = False,
    ) -> None:
        self.scope = scope
        self.now = now
        self.parameters = parameters
        self.subqueries = subqueries
        self.note_read = note_read
        self.work = work
        self.fingerprints = fingerprints
        self._grouped = grouped
        self._inside = scope if grouped is None else replace(scope, grouped=grouped.columns)
        self._takes_aggregates = takes_aggregates
        self._in_aggregate = False

    @property
    def needs_group(self) -> bool:
        """Whether a column by itself has no one value here, since rows are put together."""
        return self._grouped is not None and not self._in_aggregate

    @property
    def around(self) -> Scope:
        """What the subqueries of an expression see of this SELECT."""
        return self._inside if self.needs_group else self.scope

    def compile(self, node: Any) -> Typed:
        """Return the translation of an expression.

        :raises QueryRefusedError: if it is not in the dialect, or names what is not granted.
        """
        self.work.add(1)
        if self._grouped and self._grouped.elements and not self._in_aggregate:
            known = self._grouped.elements.get(self.fingerprints.of(node))
            if known is not None:
                return known
        translate = NODES.get(type(node)) or FUNCTIONS.get(type(node))
        if translate is None:
            raise refuse(f"{describe(node)} is not in the dialect of the data service.")
        return translate(self, node)

    def condition(self, node: Any) -> ColumnElement[bool]:
        """Return the translation of a condition.

        :raises QueryRefusedError: if it is no condition.
        """
        found = self.compile(node)
        if found.type is not DataType.BOOLEAN:
            raise refuse("A condition is expected where a value stands.")
        return found.element

    def aggregated(self, node: Any) -> Typed:
        """Return the translation of what an aggregate function is of.

        :raises QueryRefusedError: if aggregates are not taken here.
        """
        if not self._takes_aggregates or self._in_aggregate:
            raise refuse(f"{describe(node.parent)} is not taken here.")
        reached = len(self.scope.reached)
        self._in_aggregate = True
        try:
            found = self.compile(node)
        finally:
            self._in_aggregate = False
        if len(self.scope.reached) > reached:
            # It would put together the rows of the query around it.
            raise refuse("An aggregate function is of columns of its own SELECT.")
        return found

    def check_aggregate(self, node: Any) -> None:
        """Refuse an aggregate function where none is taken."""
        if not self._takes_aggregates or self._in_aggregate:
            raise refuse(f"{describe(node)} is not taken here.")

    def text(self, node: Any) -> Typed:
        """Return the translation of a text."""
        return rules.expect(self.compile(node), DataType.TEXT)

    def number(self, node: Any) -> Typed:
        """Return the translation of a number."""
        return rules.expect_number(self.compile(node))

    def whole_literal(self, node: Any, least: int, greatest: int) -> int:
        """Return a whole number that the statement itself names, or a parameter."""
        if isinstance(node, exp.Placeholder):
            data_type, value = self.parameters.get(str(node.name))
            if data_type is not DataType.INTEGER:
                raise refuse("A whole number is expected for a parameter.")
        else:
            is_number = isinstance(node, exp.Literal) and not node.is_string and str(node.this).isdigit()
            value = int(node.this) if is_number and len(node.this) < 19 else None
        if value is None or not least <= value <= greatest:
            raise refuse(f"A whole number from {least} to {greatest} is expected.")
        return int(value)


def count_concatenations(tree: Any) -> None:
    """Refuse a statement in which texts could grow out of all bounds.

    A common table expression that doubles a text, used by one that doubles it again, and so on, makes a text of
    terabytes from a short statement.
    """
    if sum(1 for _ in tree.find_all(exp.DPipe)) > MAX_CONCATENATIONS:
        raise refuse(f"|| is taken at most {MAX_CONCATENATIONS} times in a statement.")
