"""Expressions that SQLAlchemy has no words for: text in the order of its characters' codes, and wholes."""

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class ByCode(FunctionElement[Any]):
    """A text that PostgreSQL, too, compares and sorts by character codes, as SQLite does by itself.

    UTF-8 keeps the order of the codes (RFC 3629, section 1), and both databases then compare bytes.
    """

    inherit_cache = True
    name = "by_code"

    def __init__(self, text: ColumnElement[Any]) -> None:
        super().__init__(text)
        self.type = text.type


class Whole(FunctionElement[Any]):
    """An expression that stays together wherever it stands.

    SQLAlchemy leaves out parentheses that do not change a value; PostgreSQL then does not find again, in a larger
    expression, what is grouped by.
    """

    inherit_cache = True
    name = "whole"

    def __init__(self, expression: ColumnElement[Any]) -> None:
        super().__init__(expression)
        self.type = expression.type


@compiles(Whole)
def _compile_whole(element: Whole, compiler: Any, **options: Any) -> str:
    (expression,) = element.clauses
    return f"({compiler.process(expression, **options)})"


def by_code(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a text as one that is ordered by character codes; of another type, the expression as it is."""
    return ByCode(expression) if isinstance(expression.type, String) else expression


@compiles(ByCode)
def _compile(element: ByCode, compiler: Any, **options: Any) -> str:
    (text,) = element.clauses
    inner: str = compiler.process(text, **options)
    return f'(({inner}) COLLATE "C")' if compiler.dialect.name == "postgresql" else inner
