"""What is looked at: every WSDL as committed and as served, every example message, and what goes over sockets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.description import Description
from tests.conformance.exchange import Exchange
from tests.conformance.profile import DESCRIPTION, ENVELOPE, EXCHANGE, RULES, SCHEMA, Rule
from tests.conformance.rules_envelope import Envelope, S
from tests.conformance.rules_schema import Schema

WSDL_FOLDER = Path(__file__).parents[2] / "wsdl"
_DIRECTIONS = {"request": "input", "response": "output", "fault": ""}


@dataclass(frozen=True)
class Finding:
    """A rule that a subject does not follow."""

    rule: str
    subject: str
    text: str


def committed_descriptions() -> list[Description]:
    """Return every WSDL in the folder of the contract, released versions too."""
    paths = sorted(WSDL_FOLDER.rglob("*.wsdl"))
    return [Description(path.relative_to(WSDL_FOLDER).as_posix(), path.read_bytes()) for path in paths]


def served_descriptions(documents: Mapping[tuple[str, str], bytes]) -> list[Description]:
    """Return every WSDL that a server has, by its address, whatever forms there are."""
    return [Description(f"{path}?{query}", content) for (path, query), content in sorted(documents.items())]


def schemas(descriptions: list[Description]) -> list[Schema]:
    """Return the schemas of WSDLs, and those that are files of their own."""
    found = [Schema(each.name, root) for each in descriptions for root in each.schemas]
    for path in sorted(WSDL_FOLDER.rglob("*.xsd")):
        name = path.relative_to(WSDL_FOLDER).as_posix()
        found.append(Schema(name, Description(name, path.read_bytes()).root))
    return found


def describing(descriptions: list[Description], operation: str) -> Description:
    """Return the first WSDL with an operation, that of the whole desk if it is there."""
    first = sorted(descriptions, key=lambda each: (not each.name.startswith("SoapDesk."), each.name))
    return next(each for each in first if f'<wsdl:operation name="{operation}">'.encode() in each.content)


def example_envelopes(descriptions: list[Description]) -> Iterator[Envelope]:
    """Yield the example messages, each with the WSDL that describes it."""
    for path in sorted((WSDL_FOLDER / "examples").rglob("*.xml")):
        operation = path.parent.name
        description = describing(descriptions, operation)
        name = path.relative_to(WSDL_FOLDER).as_posix()
        yield Envelope(name, path.read_bytes(), description, operation, _DIRECTIONS[path.stem])


def exchanged_envelopes(exchanges: list[Exchange]) -> Iterator[Envelope]:
    """Yield the requests of stock clients, and all answers that are envelopes of SOAP 1.1."""
    for each in exchanges:
        if each.operation:
            yield Envelope(f"request {each.probe}", each.body, each.description, each.operation, "input")
        if each.envelope is not None:
            direction = "output" if each.operation and not each.is_fault else ""
            yield Envelope(f"answer {each.probe}", each.answer, each.description, each.operation, direction)


def check(subjects: Mapping[str, list[Any]]) -> tuple[Mapping[str, int], list[Finding]]:
    """Apply every rule to every subject of its target; return how many it applied to, and what was found."""
    counts, findings = {}, []
    for rule in RULES.values():
        concerned = [each for each in subjects.get(rule.target, []) if rule.applies(each)]
        counts[rule.number] = len(concerned)
        findings += [found for each in concerned for found in _findings(rule, each)]
    return counts, findings


def _findings(rule: Rule[Any], subject: Any) -> Iterator[Finding]:
    yield from (Finding(rule.number, str(subject), text) for text in rule.violations(subject))


def all_subjects(descriptions: list[Description], exchanges: list[Exchange]) -> Mapping[str, list[Any]]:
    """Return the subjects by what they are."""
    committed = [each for each in descriptions if not each.name.startswith("/")]
    messages = [*example_envelopes(committed), *exchanged_envelopes(exchanges)]
    return {
        DESCRIPTION: descriptions,
        SCHEMA: schemas(descriptions),
        ENVELOPE: [each for each in messages if each.root.tag == f"{S}Envelope"],
        EXCHANGE: exchanges,
    }
