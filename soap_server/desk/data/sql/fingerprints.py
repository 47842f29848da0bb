"""Which expressions of a statement are the same, however they are written."""

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from soap_server.desk.data.sql.parsing import name_of
from soap_server.desk.data.sql.scopes import Scope
from soap_server.desk.errors import QueryRefusedError


class Fingerprints:
    """Numbers the expressions of one SELECT; equal ones have the same number.

    A number is found from those of the parts, and each part is looked at once: comparing expressions as they are
    written would look at each as often as it is deep.

    :param scope: what the names of columns mean; None if columns are told apart by how they are written.
    :param inside: the fingerprints of what stands in subqueries, where the names may mean something else.
    """

    def __init__(self, scope: Scope | None = None, inside: "Fingerprints | None" = None) -> None:
        self._scope = scope
        self._inside = inside or self
        self._numbers: dict[object, int] = {} if inside is None else inside._numbers
        # With the node, or another one could get the same id.
        self._known: dict[int, tuple[Any, int]] = {}

    def of(self, node: Any) -> int:
        """Return the number of an expression."""
        if isinstance(node, exp.Paren):
            return self.of(node.this)
        known = self._known.get(id(node))
        if known is not None:
            return known[1]
        number = self._numbers.setdefault(self._key(node), len(self._numbers))
        self._known[id(node)] = node, number
        return number

    def _key(self, node: Any) -> object:
        if isinstance(node, exp.Identifier):
            return exp.Identifier, node.name if node.args.get("quoted") else node.name.lower()
        if isinstance(node, exp.Column) and self._scope is not None:
            table = node.args.get("table")
            try:
                source, _ = self._scope.find(name_of(table) if table else None, name_of(node.this))
            except QueryRefusedError:
                return exp.Column, id(node)  # it is refused where it is compiled
            return exp.Column, source, name_of(node.this)
        parts = self._inside if isinstance(node, exp.Query) else self
        return type(node), tuple((name, *parts._values(value)) for name, value in node.args.items() if value)

    def _values(self, value: Any) -> Iterator[object]:
        for each in value if isinstance(value, list) else [value]:
            yield self.of(each) if isinstance(each, exp.Expr) else (type(each), each)
