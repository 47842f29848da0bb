"""Named parameters of a statement: typed by the caller, bound, never spliced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.vocabulary import DataType
from soap_server.desk.data.sql.parsing import refuse
from soap_server.desk.data.values import read_value
from soap_server.desk.errors import InvalidArgumentError


@dataclass(frozen=True)
class Parameter:
    """A parameter as it comes from the wire; without a value it is NULL."""

    name: str
    type: DataType
    value: str | None


class Parameters:
    """The parameters of one statement; each has to be used."""

    def __init__(self, given: Sequence[Parameter]) -> None:
        self._given: Mapping[str, tuple[DataType, Any]] = {}
        found: dict[str, tuple[DataType, Any]] = {}
        for place, parameter in enumerate(given):
            path = f"parameters[{place}]"
            if parameter.name in found:
                raise InvalidArgumentError("There are two parameters of this name.", field=f"{path}.name")
            try:
                value = None if parameter.value is None else read_value(parameter.type, parameter.value)
            except ValueError as error:
                raise InvalidArgumentError(f"The value {error}.", field=f"{path}.value") from error
            found[parameter.name] = (parameter.type, value)
        self._given = found
        self._used: set[str] = set()

    def get(self, name: str) -> tuple[DataType, Any]:
        """Return type and value of a parameter.

        :raises QueryRefusedError: if it was not given.
        """
        if name not in self._given:
            raise refuse(f"There is no value for the parameter :{name[:60]}.")
        self._used.add(name)
        return self._given[name]

    def check_all_used(self) -> None:
        """Refuse parameters that the statement does not have; they are typing mistakes.

        :raises QueryRefusedError: naming one.
        """
        for name in self._given:
            if name not in self._used:
                raise refuse(f"The statement has no parameter :{name[:60]}.")
