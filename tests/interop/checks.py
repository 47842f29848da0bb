"""What every client has to show besides calling every operation, and how it says so.

A client prints a line ``PASS name`` or ``FAIL name: what went wrong`` for each operation that it calls and for each
of these checks. README.md beside this file tells the story that it acts out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

VALUES: Mapping[str, str] = {
    "chinese and emoji": "text outside of ASCII and of the basic plane comes back as it went",
    "markup": "text with <, &, > and quotes comes back as it went",
    "white space": "blanks at both ends, tabs and line feeds within a text come back as they went",
    "empty text": "the empty string is a value: it comes back, not null",
    "absent text": "text that was not sent is null, not empty",
    "null": "a nillable number and a nillable date are null where there is none, and have a value where there is one",
    "dates": "an instant written with an offset means the same instant; answers are read as UTC",
    "decimals": "a decimal comes as the language's decimal, with its digits",
    "enumerations": "an enumeration goes and comes by its name",
    "booleans": "true and false come as such",
    "arrays": "none, one and many elements go and come",
    "bytes": "a file with every value of a byte comes back as it went",
    "pages": "a list is read to its end by its cursor, each entry once",
    "headers": "the session goes as a SOAP header that the toolchain made from the WSDL",
}
REFUSALS: Mapping[str, str] = {
    "wrong type": "a text where a number belongs",
    "missing element": "a mandatory element left out",
    "out of range": "a score of 9",
    "expired session": "a session that has ended",
    "refused permission": "a customer who lists the users",
    "stale version": "a change that is based on an old version",
}
"""Each arrives in the language's own typed exception, with code, field (where there is one) and correlation id."""
CHECKS: Mapping[str, str] = {**VALUES, **REFUSALS}

_LINE = re.compile(r"(PASS|FAIL) ([^:]+?)(?:: (.*))?")


@dataclass(frozen=True)
class Said:
    """What a client said."""

    passed: frozenset[str]
    failed: Mapping[str, str]

    @classmethod
    def read(cls, output: str) -> "Said":
        """Read the lines of a client; what fails once has failed."""
        found = [match.groups() for line in output.splitlines() if (match := _LINE.fullmatch(line.strip()))]
        failed = {name: what or "" for verdict, name, what in found if verdict == "FAIL"}
        return cls(frozenset(name for _, name, _ in found) - failed.keys(), failed)

    def lacks(self, wanted: Iterable[str], cannot: Mapping[str, str]) -> list[str]:
        """Return what is wanted and neither passed nor declared impossible, and what is impossible but passed."""
        wanted = set(wanted)
        missing = sorted(wanted - self.passed - cannot.keys())
        return [*missing, *sorted(f"{name} (said to be impossible)" for name in cannot if name in self.passed)]
