"""The codec against Spyne's own serializer and against the schema, with values of every type of the contract."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from spyne.protocol.xml import XmlDocument

from soap_server.app import Contract
from soap_server.contract.members import Member, Text, is_contract_type, members_of
from soap_server.contract.spyne_model import spyne_type
from soap_server.engine.codec import decoder, encoder
from soap_server.engine.schema import published_schema, validation_schema
from soap_server.engine.versions import XSI
from soap_server.operations.catalogue import desk_operations

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n\r"), max_size=20
)
SIMPLE: dict[type[Any], st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    str: TEXT,
    int: st.integers(-(2**31), 2**31 - 1),
    bytes: st.binary(max_size=20),
    Decimal: st.decimals(-(10**6), 10**6, places=4),
    datetime: st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)),  # noqa: DTZ001
}
# DataSets have tests of their own: no schema describes them.
_ALL: set[Any] = {operation.returns for operation in desk_operations() if is_contract_type(operation.returns)}
RETURNED = sorted(_ALL, key=lambda contract_type: contract_type.__name__)


def values(member: Member) -> st.SearchStrategy[Any]:
    """Return a strategy for a member, None where that is allowed."""
    one = SIMPLE.get(member.type)
    facets = [facet for facet in member.facets if isinstance(facet, Text)]
    if facets:
        least, is_line = max(facet.min for facet in facets), any(facet.line for facet in facets)
        one = st.just("x" * max(1, least)) if is_line else TEXT.map(lambda text: text + "x" * least)
    if one is None:
        one = st.sampled_from(member.type) if issubclass(member.type, StrEnum) else instances(member.type)
    if member.nillable_items:
        one = st.none() | one
    some = st.lists(one, max_size=3) if member.is_array else one
    return st.none() | some if member.optional else some


def instances(contract_type: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values of a contract type."""
    members = {member.name: values(member) for member in members_of(contract_type)}
    return st.builds(contract_type, **members)


def ours(value: Any) -> etree._Element:
    """Return what our encoder writes, parsed."""
    pieces: list[str] = []
    model: Any = spyne_type(type(value))  # type: ignore[arg-type]
    encoder(model, "value")(pieces, value)
    text = f'<r xmlns="urn:soapdesk:v1" xmlns:xsi="{XSI}">{"".join(pieces)}</r>'
    return etree.fromstring(text)[0]


@pytest.mark.parametrize("contract_type", RETURNED, ids=lambda contract_type: contract_type.__name__)
def test_answers_are_what_spyne_would_write(contract: Contract, contract_type: Any) -> None:
    """For the values that Spyne writes rightly, both documents are the same."""
    reference = XmlDocument(app=contract.desk.application)
    model = spyne_type(contract_type)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(instances(contract_type))
    def compare(value: Any) -> None:
        root = etree.Element("r")
        reference.to_parent(None, model, value, root, "urn:soapdesk:v1", "value")
        expected = {leaf.getroottree().getpath(leaf): _comparable(leaf) for leaf in root[0].iter(etree.Element)}
        found_root = etree.Element("r")
        found_root.append(ours(value))
        found = {leaf.getroottree().getpath(leaf): _comparable(leaf) for leaf in found_root[0].iter(etree.Element)}
        assert list(found.values()) == list(expected.values())

    compare()


@pytest.mark.parametrize("contract_type", RETURNED, ids=lambda contract_type: contract_type.__name__)
def test_answers_follow_the_published_schema_and_are_read_back(contract: Contract, contract_type: Any) -> None:
    """What goes out is what the WSDL promises, and nothing is lost on the way."""
    published = published_schema(contract.desk)
    wrapper = etree.SubElement(published, "{http://www.w3.org/2001/XMLSchema}element", name="value")
    wrapper.set("type", f"tns:{contract_type.__name__}")
    schema = etree.XMLSchema(published)
    decode = decoder(spyne_type(contract_type))

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(instances(contract_type))
    def check(value: Any) -> None:
        element = ours(value)
        schema.assertValid(element)
        assert decode(element, "value") == value

    check()


def test_the_lenient_schema_takes_what_the_published_one_does(contract: Contract) -> None:
    """Leniency only adds: nil on optional members, and absence of nillable ones."""
    lenient = etree.XMLSchema(validation_schema(published_schema(contract.desk)))
    base = '<ListEvents xmlns="urn:soapdesk:v1" xmlns:i="{i}">{b}</ListEvents>'
    for body in (
        "",
        '<filter i:nil="true"/><page i:nil="1"/>',
        "<filter/>",
        '<filter><statuses i:nil="true"/><priority>high</priority></filter>',
        "<page><cursor>x</cursor></page>",
        '<page><size i:nil="true"/></page>',
    ):
        lenient.assertValid(etree.fromstring(base.format(i=XSI, b=body)))
    for body in ("<filter><x/></filter>", "<page/><filter/>", '<sort><key i:nil="true"/></sort>', "<sort/>"):
        assert not lenient.validate(etree.fromstring(base.format(i=XSI, b=body)))


def _comparable(element: etree._Element) -> tuple[str, str, str]:
    """Return what two writers have to agree on; instants by their value, since Spyne writes +00:00 for Z."""
    text = element.text or ""
    if text.endswith("+00:00") and text[10:11] == "T":
        text = text.removesuffix("+00:00") + "Z"
    return (str(element.tag), text, element.get(f"{{{XSI}}}nil", ""))
