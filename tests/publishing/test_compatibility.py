"""Which changes of the contract break old stubs: each kind brought about and named, and the contract of today."""

import os
from pathlib import Path

import pytest

from soap_server.app import Contract
from soap_server.publishing.compatibility.comparing import compare_contracts, compare_wsdls
from soap_server.publishing.compatibility.kinds import KINDS, Verdict
from soap_server.publishing.files import RELEASED, wsdl_files
from tests.conformance.edits import Rewrite, add, both, edit
from tests.publishing.changes import CHANGES, member

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/compatibility.md"
BEGIN, END = "<!-- written by scripts/docs -->", "<!-- end -->"
PROMISED = {"answer-member-added", "answer-limit-loosened"}
"""What version 1 may do although it breaks some."""
_OF_FOLDERS = {"document-removed", "document-added"}
_OF_NEW_OPERATIONS = {"operation-added"}


@pytest.fixture(scope="module")
def published(contract: Contract) -> dict[str, bytes]:
    """The WSDLs of this version by the names of their files."""
    return wsdl_files(contract)


@pytest.fixture(scope="module")
def desk(published: dict[str, bytes]) -> bytes:
    """The WSDL of the whole desk."""
    return published["SoapDesk.wsdl"]


@pytest.mark.parametrize(("kind", "path", "change"), CHANGES, ids=[f"{kind}-{path}" for kind, path, _ in CHANGES])
def test_each_kind_of_change_is_found(desk: bytes, kind: str, path: str, change: Rewrite) -> None:
    """By its name, where it is, and as the worst that is found: what it brings with it is no worse."""
    found = compare_wsdls(desk, change(desk))
    assert (kind, path) in {(each.kind, each.path) for each in found}
    worst = list(Verdict).index(found[0].verdict)
    assert worst <= list(Verdict).index(KINDS[kind].verdict)


def test_every_kind_has_a_change_that_brings_it_about() -> None:
    """A kind that is never found would never be missed."""
    assert {kind for kind, _, _ in CHANGES} | _OF_FOLDERS | _OF_NEW_OPERATIONS == set(KINDS)


def test_a_change_breaks_all_or_some_or_none() -> None:
    """Whoever breaks some says whom."""
    assert all(bool(kind.whom) == (kind.verdict is Verdict.BREAKS_SOME) for kind in KINDS.values())


def test_a_new_operation_is_safe(desk: bytes) -> None:
    """Additions of operations are what v1 allows; nothing else is said of them, their types included."""
    (without,) = (change(desk) for kind, _, change in CHANGES if kind == "operation-removed")
    assert [(each.kind, each.path) for each in compare_wsdls(without, desk)] == [("operation-added", "Ping")]


def test_nothing_changed(published: dict[str, bytes]) -> None:
    """Then there is nothing to say."""
    assert compare_contracts(published, published) == []


def test_documents_come_and_go(published: dict[str, bytes]) -> None:
    """A WSDL that is published no more breaks whoever generates stubs of it."""
    fewer = {name: content for name, content in published.items() if name != "EventService.wsdl"}
    assert [(each.kind, each.path) for each in compare_contracts(published, fewer)] == [
        ("document-removed", "EventService.wsdl")
    ]
    assert [(each.kind, each.path) for each in compare_contracts(fewer, published)] == [
        ("document-added", "EventService.wsdl")
    ]


def test_a_change_is_told_once(published: dict[str, bytes]) -> None:
    """However many WSDLs have it; and with both sides where requests and answers have it."""
    change = edit(member("Ping", "text"), minOccurs="1")
    later = {name: change(each) if b'"Ping"' in each else each for name, each in published.items()}
    (found,) = compare_contracts(published, later)
    assert str(found) == "breaks: Ping/text is mandatory now  {request-member-mandatory}\n    in requests of Ping"
    removed = edit(member("DataCondition", "column"), type="xs:int")(published["SoapDesk.wsdl"])
    (both_sides,) = compare_wsdls(published["SoapDesk.wsdl"], removed)
    assert both_sides.where.startswith("requests of ")
    assert "; answers of " in both_sides.where


def test_the_worst_comes_first(desk: bytes) -> None:
    """What breaks everybody, what breaks some, what breaks nobody."""
    more = '<xs:element name="added" type="xs:string" minOccurs="0"/>'
    change = both(
        add("wsdl:types/xs:schema/*[@name='SubmitEvent']//xs:sequence", more),
        add("wsdl:types/xs:schema/*[@name='Pong']//xs:sequence", more),
        edit(member("Ping", "text"), minOccurs="1"),
    )
    assert [each.verdict for each in compare_wsdls(desk, change(desk))] == list(Verdict)


def test_what_is_no_wsdl_is_refused(desk: bytes) -> None:
    """In a sentence."""
    with pytest.raises(ValueError, match="no WSDL"):
        compare_wsdls(desk, b"<html/>")
    with pytest.raises(ValueError, match="no XML"):
        compare_wsdls(b"nothing", desk)


def test_the_page_explains_every_kind() -> None:
    """SOAPDESK_WRITE_DOCS=1 writes the table into the page."""
    rows = [
        f"| `{name}` | {kind.says} | {kind.verdict} | {', '.join(kind.whom)} |"
        for name, kind in sorted(KINDS.items(), key=lambda item: list(Verdict).index(item[1].verdict))
    ]
    table = "\n".join(["| kind | what is told | | of whom |", "|---|---|---|---|", *rows])
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
    if os.environ.get("SOAPDESK_WRITE_DOCS"):
        PAGE.write_text(written, encoding="utf-8")
    assert text == written or os.environ.get("SOAPDESK_WRITE_DOCS")


def test_this_version_breaks_no_stub_of_the_released_contract(published: dict[str, bytes]) -> None:
    """The promise of version 1, that of docs/compatibility.md: new members of answers stand last, words stay."""
    released = {path.name: path.read_bytes() for path in (ROOT / "wsdl" / RELEASED).glob("*.wsdl")}
    assert len(released) >= 19
    found = compare_contracts(released, published)
    assert [str(each) for each in found if each.verdict is not Verdict.SAFE and each.kind not in PROMISED] == []
