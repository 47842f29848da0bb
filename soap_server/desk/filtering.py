"""Filters of lists: conditions that count only where a value is given."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Select

T = TypeVar("T")


def narrowed(query: Select[T], *conditions: tuple[Any, Callable[[Any, Any], Any], Any]) -> Select[T]:
    """Return ``query`` with those conditions (column, operator, value) whose value is not None."""
    return query.where(*(compare(column, value) for column, compare, value in conditions if value is not None))
