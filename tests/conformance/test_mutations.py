"""The rules catch what they are for: each is shown a WSDL, message or answer that breaks it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from tests.conformance.description import Description
from tests.conformance.edits import Rewrite
from tests.conformance.exchange import Exchange
from tests.conformance.mutations import OF_DESCRIPTIONS, OF_ENVELOPES, OF_EXCHANGES, OF_SCHEMAS, OTHERS
from tests.conformance.profile import RULES, TARGETS
from tests.conformance.rules_envelope import Envelope
from tests.conformance.rules_schema import Schema
from tests.conformance.subjects import describing, example_envelopes

_BASE = "SystemService.wsdl"


def numbered(mutations: list[Any]) -> list[Any]:
    """Return mutations as parameters that are called by their rule."""
    return [pytest.param(*each, id=f"{each[0]}-{index}") for index, each in enumerate(mutations)]


def caught(number: str, good: Any, bad: Any) -> None:
    """Check that a rule is content with one subject and not with the other."""
    rule = RULES[number]
    assert rule.violations(good) == []
    assert rule.violations(bad) != [], rule.says


def test_every_rule_has_a_mutation() -> None:
    """A rule that catches nothing would never be missed."""
    mutated = {each[0] for each in (*OF_DESCRIPTIONS, *OF_SCHEMAS, *OF_ENVELOPES, *OF_EXCHANGES)}
    assert mutated == set(RULES)
    assert {rule.target for rule in RULES.values()} == set(TARGETS)


@pytest.mark.parametrize(("number", "change"), numbered(OF_DESCRIPTIONS))
def test_spoiled_descriptions_are_caught(committed: list[Description], number: str, change: Rewrite) -> None:
    """By the very rule."""
    (base,) = (each for each in committed if each.name == _BASE)
    caught(number, base, Description(_BASE, change(base.content), OTHERS))


@pytest.mark.parametrize(("number", "change"), numbered(OF_SCHEMAS))
def test_spoiled_schemas_are_caught(committed: list[Description], number: str, change: Rewrite) -> None:
    """By the very rule."""
    (base,) = (each for each in committed if each.name == _BASE)
    (schema,) = base.schemas
    bad = etree.fromstring(change(etree.tostring(schema)))
    caught(number, Schema(_BASE, schema), Schema(_BASE, bad))


@pytest.mark.parametrize(("number", "name", "change"), numbered(OF_ENVELOPES))
def test_spoiled_envelopes_are_caught(committed: list[Description], number: str, name: str, change: Rewrite) -> None:
    """By the very rule."""
    (base,) = (each for each in example_envelopes(committed) if each.name == name)
    description = describing(committed, base.operation)
    bad = Envelope(name, change(base.content), description, base.operation, base.direction)
    caught(number, base, bad)


@pytest.mark.e2e
def test_spoiled_exchanges_are_caught(exchanges: list[Exchange]) -> None:
    """By the very rule; in one test, since a server is asked everything for it."""
    by_probe = {each.probe: each for each in reversed(exchanges)}
    others = by_probe | taken(by_probe)
    for number, probe, change in OF_EXCHANGES:
        caught(number, by_probe[probe], change(by_probe[probe], others))


def taken(exchanges: Mapping[str, Exchange]) -> dict[str, Exchange]:
    """Return an answer that says that a name is no longer free."""
    free = exchanges["whether the call with that header was carried out"]
    return {"IsUsernameAvailable taken": replace(free, answer=free.answer.replace(b">true<", b">false<"))}
