"""Which changes of the contract break old stubs: each kind brought about and named."""

from collections.abc import Callable

import pytest
from lxml import etree

from soap_server.app import Contract
from soap_server.engine.versions import XSD
from soap_server.publishing.compatibility import compare_contracts
from soap_server.publishing.files import PUBLISHED_URL

XS = f"{{{XSD}}}"
Change = Callable[[etree._Element], object]


@pytest.fixture(scope="module")
def published(contract: Contract) -> bytes:
    """The WSDL of this version."""
    return contract.wsdl_documents(PUBLISHED_URL)["/soap", "wsdl"]


def member(owner: str, name: str) -> Callable[[etree._Element], etree._Element]:
    """Return how to find a member of a type or message."""
    return lambda root: next(root.iterfind(f".//*[@name='{owner}']//{XS}element[@name='{name}']"))


def remove(owner: str, name: str) -> Change:
    """Take a member away."""

    def change(root: etree._Element) -> None:
        element = member(owner, name)(root)
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    return change


def add(owner: str, **attributes: str) -> Change:
    """Add a member called ``added`` at the end."""

    def change(root: etree._Element) -> None:
        sequence = next(root.iterfind(f".//*[@name='{owner}']//{XS}sequence"))
        etree.SubElement(sequence, f"{XS}element", dict(attributes, name="added", type="xs:string"))

    return change


def alter(owner: str, name: str, **attributes: str) -> Change:
    """Change attributes of a member."""

    def change(root: etree._Element) -> None:
        for key, value in attributes.items():
            member(owner, name)(root).set(key, value)

    return change


def _swap(root: etree._Element) -> None:
    sequence = next(root.iterfind(f".//*[@name='UserSummary']//{XS}sequence"))
    sequence.append(sequence[0])


def _drop_operation(root: etree._Element) -> None:
    for operation in root.findall(".//*[@name='Ping']"):
        parent = operation.getparent()
        assert parent is not None
        parent.remove(operation)


def _word(root: etree._Element, *, value: str | None) -> None:
    simple = next(root.iterfind(f".//{XS}simpleType[@name='Priority']/{XS}restriction"))
    if value is None:
        simple.remove(simple[0])
    else:
        etree.SubElement(simple, f"{XS}enumeration", value=value)


def _action(root: etree._Element) -> None:
    for operation in root.iter("{http://schemas.xmlsoap.org/wsdl/soap/}operation"):
        operation.set("soapAction", f"{operation.get('soapAction')}/v2")


def _facet(root: etree._Element) -> None:
    facet = next(member("SubmitEvent", "title")(root).iter(f"{XS}maxLength"))
    facet.set("value", "50")


CHANGES: dict[str, tuple[Change, bool]] = {
    "operation Ping is gone": (_drop_operation, True),
    "operation Ping has another SOAPAction": (_action, True),
    "Priority no longer has the value low": (lambda root: _word(root, value=None), True),
    "Priority has the new value critical, which old .NET stubs cannot read": (
        lambda root: _word(root, value="critical"),
        True,
    ),
    "UserSummary.id is gone": (remove("UserSummary", "id"), True),
    "SubmitEvent.category is gone": (remove("SubmitEvent", "category"), True),
    "the members of UserSummary are in another order": (_swap, True),
    "UserSummary.id is xs:int, was xs:long": (alter("UserSummary", "id", type="xs:int"), True),
    "Pong.added is new in answers, which old Axis and zeep stubs refuse": (add("Pong", minOccurs="0"), True),
    "SubmitEvent.added is new and mandatory": (add("SubmitEvent"), True),
    "SubmitEvent.added is new and optional": (add("SubmitEvent", minOccurs="0"), False),
    "EventFilter.added is new and optional": (add("EventFilter", minOccurs="0"), False),
    "SubmitEvent.category is mandatory now": (alter("SubmitEvent", "category", minOccurs="1"), True),
    "SubmitEvent.title is optional now": (alter("SubmitEvent", "title", minOccurs="0"), False),
    "Pong.serverTime is optional now": (alter("Pong", "serverTime", nillable="true"), True),
    "Pong.text is mandatory now": (alter("Pong", "text", minOccurs="1"), False),
    "SubmitEvent.title has other limits": (_facet, True),
}


@pytest.mark.parametrize("text", CHANGES)
def test_each_kind_of_change_is_named(published: bytes, text: str) -> None:
    """With whether it breaks stubs that exist."""
    change, breaks = CHANGES[text]
    root = etree.fromstring(published)
    change(root)
    found = compare_contracts(published, etree.tostring(root))
    assert any(each.text.startswith(text) and each.breaks is breaks for each in found), found


def test_a_new_operation_is_safe(published: bytes) -> None:
    """Additions of operations are what v1 allows."""
    root = etree.fromstring(published)
    _drop_operation(root)
    assert [str(change) for change in compare_contracts(etree.tostring(root), published)] == [
        "safe: operation Ping is new"
    ]


def test_nothing_changed(published: bytes) -> None:
    """Then there is nothing to say."""
    assert compare_contracts(published, published) == []
