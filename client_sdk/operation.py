"""What a client has to know of an operation."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Operation(Generic[Result]):
    """An operation of the contract.

    :ivar name: its name on the wire.
    :ivar result: the type that it answers, None for nothing.
    :ivar writes: whether it changes anything.
    :ivar takes_request_id: whether a repetition with the same ``requestId`` is harmless.
    :ivar repeats_harmlessly: whether a repetition is harmless by itself.
    :ivar public: whether it needs no login.
    :ivar data_sets: whether it belongs to the service that has an interface of its own.
    """

    name: str
    result: type[Result] | None = None
    writes: bool = False
    takes_request_id: bool = False
    repeats_harmlessly: bool = False
    public: bool = False
    data_sets: bool = False

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it again can do no harm when it is not known what became of the first time."""
        return self.takes_request_id or self.repeats_harmlessly or not self.writes
