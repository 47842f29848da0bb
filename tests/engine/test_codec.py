"""The codec against Spyne's own serializer and against the schema, with values of every type of the contract."""

import traceback
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from spyne.protocol.xml import XmlDocument

from soap_server.app import Contract
from soap_server.contract.common import SessionHeader
from soap_server.contract.members import is_contract_type
from soap_server.contract.spyne_model import spyne_type
from soap_server.engine.codec import COMPILED
from soap_server.engine.schema import published_schema, validation_schema
from soap_server.engine.versions import XSI
from soap_server.operations.catalogue import desk_operations
from tests.engine.invented import instances

# DataSets have tests of their own: no schema describes them.
_ALL: set[Any] = {operation.returns for operation in desk_operations() if is_contract_type(operation.returns)}
RETURNED = sorted(_ALL, key=lambda contract_type: contract_type.__name__)


def ours(value: Any) -> etree._Element:
    """Return what our encoder writes, parsed."""
    model: Any = spyne_type(type(value))  # type: ignore[arg-type]
    return etree.fromstring(f'<r xmlns:xsi="{XSI}">{COMPILED.element_encoder(model, "value")(value)}</r>')[0]


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
    decode = COMPILED.decoder(spyne_type(contract_type))

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


def test_a_traceback_shows_the_line_of_a_writer() -> None:
    """Where an answer cannot be written, the log tells which value of which record it was."""
    write = COMPILED.element_encoder(spyne_type(SessionHeader), "SessionHeader")
    with pytest.raises(AttributeError) as caught:
        write(SessionHeader(token=5))  # type: ignore[arg-type]
    shown = "".join(traceback.format_exception(caught.value))
    assert "of SessionHeader>" in shown
    assert "escape(value.token)" in shown
