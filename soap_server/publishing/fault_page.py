"""The page of fault codes, for the documentation."""

from collections.abc import Iterable

from soap_server.desk.errors import all_errors
from soap_server.engine.faults import FaultKind, engine_kinds

_INTRODUCTION = """\
# Faults

Whatever goes wrong, the answer is a SOAP fault of the request's SOAP version, and its `<detail>` holds one
`ServiceFault`:

| member | meaning |
|---|---|
| `code` | what went wrong, as a word from the tables below; programs look at this |
| `message` | a sentence for people, with the limit that was passed or the state that does not allow it |
| `field` | the element of the request that is wrong, where one is |
| `retryable` | whether the same request may succeed later, unchanged |
| `correlationId` | names the call in the server's log; it also stands in the HTTP header `X-Correlation-Id` |

`Client` is `Sender` in SOAP 1.2, and `Server` is `Receiver`. Each operation's documentation in the WSDL names
the codes that it answers itself; those of the second table may meet any request. A call that carries a user name and
password may besides be answered with `LOGIN_FAILED`, `LOGIN_THROTTLED`, `ACCOUNT_FROZEN` and `MESSAGE_REPLAYED`.
A new version may add codes; none changes its meaning.

This page is written by `soapdesk wsdl faults`.
"""
_HEADER = "| code | SOAP code | HTTP status | retry | meaning |\n|---|---|---|---|---|\n"


def fault_page() -> str:
    """Return a Markdown page with every fault code and its meaning."""
    kinds = {kind.code: kind for kind in engine_kinds()}
    refusals = [
        FaultKind(code, error.meaning, retryable=error.retryable)
        for code, error in all_errors().items()
        if code not in kinds
    ]
    return (
        f"{_INTRODUCTION}\n"
        f"## What an operation refuses\n\n{_HEADER}{_rows(refusals)}\n"
        f"## What may meet any request\n\n{_HEADER}{_rows(kinds.values())}"
    )


def _rows(kinds: Iterable[FaultKind]) -> str:
    return "".join(
        f"| `{kind.code}` | {kind.soap_code.value[0]} | {kind.status} | {'yes' if kind.retryable else 'no'} "
        f"| {kind.meaning} |\n"
        for kind in sorted(kinds, key=lambda kind: kind.code)
    )
