"""What a rule of the profile is, and the register of all rules.

The numbers are those of the Basic Profile 1.1 and of the Simple SOAP Binding Profile 1.0, which was split from
it; what a rule says is said in our words.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

DESCRIPTION, SCHEMA, ENVELOPE, EXCHANGE = "description", "schema", "envelope", "http message"
TARGETS = (DESCRIPTION, SCHEMA, ENVELOPE, EXCHANGE)
Subject = TypeVar("Subject")
Check = Callable[[Subject], Iterator[str]]
Applies = Callable[[Any], bool]


@dataclass(frozen=True)
class Rule(Generic[Subject]):
    """A requirement.

    :ivar target: what it is about.
    :ivar says: the requirement.
    :ivar is_must: whether it is a MUST; the others are SHOULD.
    :ivar check: yields what is wrong with a subject.
    :ivar applies: whether there is anything to check in a subject.
    """

    number: str
    target: str
    says: str
    is_must: bool
    check: Check[Subject]
    applies: Applies

    def violations(self, subject: Subject) -> list[str]:
        """Return what is wrong with a subject, nothing if the rule is not about it."""
        return list(self.check(subject)) if self.applies(subject) else []


RULES: dict[str, Rule[Any]] = {}


class Register(Generic[Subject]):
    """Registers the rules about one target: ``@rule("R2001", "Imports of WSDL bring in WSDL.")``."""

    def __init__(self, target: str) -> None:
        self._target = target

    def __call__(
        self, number: str, says: str, *, must: bool = True, applies: Applies = lambda _subject: True
    ) -> Callable[[Check[Subject]], Check[Subject]]:
        """Register a check under the number of its rule."""

        def register(check: Check[Subject]) -> Check[Subject]:
            if number in RULES:
                raise ValueError(f"{number} is registered twice")
            RULES[number] = Rule(number, self._target, says, must, check, applies)
            return check

        return register
