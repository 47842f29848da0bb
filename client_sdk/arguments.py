"""How arguments of methods become parameters of operations."""

from collections.abc import Iterable
from dataclasses import fields
from typing import TypeVar

Model = TypeVar("Model")
Item = TypeVar("Item")


def given(model: Model) -> Model | None:
    """Return a filter or a page, None where nothing of it is given."""
    named = fields(model)  # type: ignore[arg-type]  # a model of the contract is a dataclass
    return model if any(getattr(model, field.name) is not None for field in named) else None


def one_or_many(value: Item | Iterable[Item] | None) -> tuple[Item, ...] | None:
    """Return what is given as one value, or as several, as several. A text is one value."""
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (value,)
    return tuple(value)
