"""docs/conformance.md: the table of the rules, with how often each was checked."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.conformance.profile import DESCRIPTION, ENVELOPE, EXCHANGE, RULES, SCHEMA
from tests.conformance.subjects import Finding

_STATUS = (
    "The answer holds a fault all the same, for clients that can read it. Proxies, load balancers and monitors need "
    "the honest status (400, 405, 408, 413, 415, 503), and the profile itself asks for some"
)
DEVIATIONS: Mapping[tuple[str, str], str] = {
    ("R1126", "PUT"): f"{_STATUS} (R1114).",
    ("R1126", "POST of text/plain"): f"{_STATUS} (R1115).",
    ("R1126", "a damaged request line"): f"{_STATUS} (R1113).",
}
"""What is not followed on purpose: the rule and the subject, and why."""

NOT_THERE = frozenset(
    {
        *("R2001", "R2002", "R2004", "R2005", "R2007", "R2010", "R2011", "R2022", "R2803"),  # imported documents
        *("R2203", "R2717", "R2726"),  # rpc
        "R2305",  # parameterOrder
        "R1130",  # redirects
    }
)
"""Rules about what SoapDesk does not have."""

_INTRODUCTION = """\
# Conformance to the WS-I Basic Profile

The WS-I Basic Profile 1.1 says how SOAP 1.1 and WSDL 1.1 are to be used so that programs of different makers
understand each other. {rules} of its requirements, and of the Simple SOAP Binding Profile 1.0 that was split from
it, can be checked by a script. `tests/conformance/` does so, on:

- every WSDL under [wsdl/](../wsdl), released versions too, and every WSDL in every form as a running server sends it;
- the schemas in them and beside them;
- every example message, and what went over the sockets of a running server: {probes} requests that were made to
  see how it behaves, and one call of each of the {operations} operations by a stock client (zeep).

The profile knows SOAP 1.1 only. Where a WSDL has a SOAP 1.2 port besides (`?wsdl=soap12`), rules about bindings and
ports are checked on the SOAP 1.1 binding alone, and answers in SOAP 1.2 are not looked at. Each rule has at least one
mutation, a real WSDL, message or answer that is spoiled in one place, which this very rule has to catch.

Rules are in our words; the numbers are those of the profile. "Checked" is the number of WSDLs, schemas, envelopes or
exchanges in which there is something for the rule to look at, "followed" how many of them keep it. The rules with 0
are about what SoapDesk does not have; they are there for the day on which it does.

This page is written by `./scripts/docs`.
"""
_NOTES = """
## What is not checked

- Requirements that give permission (MAY), or speak of what people and programs do with an answer. What is asked of
  those who receive faults (R1002, R1003, R1016) is tried on the Python SDK (`tests/conformance/test_receiving.py`).
- rpc/literal messages: SoapDesk has none.
- One-way operations (R2714, R2727, R2750): every operation has an answer.
- UDDI and conformance claims.
- A SOAPAction that names another operation than the body is refused (`ACTION_MISMATCH`). No call depends on the header
  (R1127): it may be absent, empty or unquoted.
"""
_TITLES = {DESCRIPTION: "WSDLs", SCHEMA: "Schemas", ENVELOPE: "Envelopes", EXCHANGE: "Requests and answers on HTTP"}


def page(counts: Mapping[str, int], findings: Iterable[Finding], *, probes: int, operations: int) -> str:
    """Return the page, in Markdown."""
    broken = Counter(found.rule for found in findings)
    introduction = _INTRODUCTION.format(rules=len(RULES), probes=probes, operations=operations)
    tables = [_table(target, counts, broken) for target in _TITLES]
    return "\n".join([introduction, *tables, _deviations()]) + _NOTES


def _table(target: str, counts: Mapping[str, int], broken: Mapping[str, int]) -> str:
    rules = sorted((rule for rule in RULES.values() if rule.target == target), key=lambda rule: rule.number)
    rows = [
        f"| {rule.number} | {rule.says} | {'must' if rule.is_must else 'should'} "
        f"| {counts[rule.number]} | {counts[rule.number] - broken.get(rule.number, 0)} |"
        for rule in rules
    ]
    head = f"## {_TITLES[target]}\n\n| rule | what it says | | checked | followed |\n|---|---|---|---:|---:|"
    return "\n".join([head, *rows, ""])


def _deviations() -> str:
    rows = [f"| {rule} | {subject} | {why} |" for (rule, subject), why in DEVIATIONS.items()]
    return "\n".join(["## Deviations", "", "| rule | where | why |", "|---|---|---|", *rows, ""])
