"""The gate: both sides of every limit."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from soap_server.engine.content_type import ContentType
from soap_server.engine.faults import SoapFault
from soap_server.engine.gate import check_document, keeps_limits
from soap_server.engine.limits import Limits
from soap_server.engine.reading import parse_document

LIMITS = Limits(depth=4, elements=20, children=8, attributes=3, attribute_characters=10, text_characters=12, comments=2)


def check(document: str, limits: Limits = LIMITS) -> None:
    """Put a document through the gate."""
    check_document(document.encode(), limits)


DOCUMENTS: dict[str, tuple[Callable[[int], str], int]] = {
    "levels of elements": (lambda n: "<a>" * n + "</a>" * n, LIMITS.depth),
    "elements": (
        lambda n: "<r>" + "<a><b/><b/><b/></a>" * ((n - 1) // 4) + "<c/>" * ((n - 1) % 4) + "</r>",
        LIMITS.elements,
    ),
    "children of one element": (lambda n: "<a>" + "<b/>" * n + "</a>", LIMITS.children),
    "attributes of one element": (lambda n: "<a " + " ".join(f'b{i}="x"' for i in range(n)) + "/>", LIMITS.attributes),
    "attributes, namespaces too, of one element": (
        lambda n: "<a " + " ".join(f'xmlns:b{i}="urn:x"' for i in range(n)) + "/>",
        LIMITS.attributes,
    ),
    "characters in one attribute": (lambda n: f'<a b="{"x" * n}"/>', LIMITS.attribute_characters),
    "characters of text in one place": (lambda n: f"<a>{'x' * n}</a>", LIMITS.text_characters),
    "characters of CDATA in one place": (lambda n: f"<a><![CDATA[{'x' * n}]]></a>", LIMITS.text_characters),
    "comments": (lambda n: "<a>" + "<!--x-->" * n + "</a>", LIMITS.comments),
    "processing instructions": (lambda n: "<a>" + "<?x y?>" * n + "</a>", LIMITS.comments),
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_the_limit_itself_passes_and_one_more_does_not(what: str) -> None:
    """Each limit is where it says it is."""
    build, limit = DOCUMENTS[what]
    check(build(limit))
    with pytest.raises(SoapFault) as caught:
        check(build(limit + 1))
    assert (caught.value.code, str(limit) in caught.value.message) == ("LIMIT_EXCEEDED", True)


def test_text_is_counted_in_one_place_only() -> None:
    """Many short texts are no long one."""
    check("<a>" + "<b>xxxxxxxx</b>" * 6 + "</a>")


def test_text_of_an_upload_may_be_long() -> None:
    """Where the body entry says so, and nowhere else."""
    limits = replace(LIMITS, upload_bytes=24)
    for tag, depth, longest in (("up", 3, 24), ("up", 2, 12), ("up", 4, 12), ("down", 3, 12)):
        opened, closed = "<a>" * (depth - 1), "</a>" * (depth - 1)
        check_document(f"{opened}<{tag}>{'x' * longest}</{tag}>{closed}".encode(), limits, {"up"})
        with pytest.raises(SoapFault, match=str(longest)):
            check_document(f"{opened}<{tag}>{'x' * (longest + 1)}</{tag}>{closed}".encode(), limits, {"up"})


@pytest.mark.parametrize(
    "document",
    [
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x"><a/>',
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd">%b;]><a/>',
        "<!DOCTYPE a [<!ENTITY b '" + "x" * 1000 + "'><!ENTITY c '" + "&b;" * 1000 + "'>]><a>&c;</a>",
    ],
)
def test_a_doctype_is_refused(document: str) -> None:
    """Whatever it declares is never looked at."""
    with pytest.raises(SoapFault, match="DOCTYPE"):
        check(document)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "   ",
        "hello",
        "<a>",
        "<a></b>",
        "<a>&undefined;</a>",
        "<a>&#0;</a>",
        "<a>&#xFFFE;</a>",
        "<a/><b/>",
        "<a b='1' b='2'/>",
        "\x00",
        "<a>\x01</a>",
    ],
)
def test_what_is_not_well_formed_is_refused(document: str) -> None:
    """With the place, and without the text."""
    with pytest.raises(SoapFault, match="not well-formed"):
        check(document)


@pytest.mark.parametrize(
    "document", [f"<{'a' * 1_000_000}/>", f"<a>{'x' * 10_000_001}</a>", f'<a b="{"x" * 10_000_001}"/>'], ids=len
)
def test_what_libxml2_finds_too_long_is_told_so(document: str) -> None:
    """Its own ceilings hold, whatever ours are; that of a text is found when the tree is built."""
    limits = replace(LIMITS, text_characters=11_000_000, attribute_characters=11_000_000)
    with pytest.raises(SoapFault) as caught:
        parse_document(document.encode(), ContentType("text/xml"), limits, frozenset())
    assert caught.value.code == "LIMIT_EXCEEDED"


_MARKUP = st.sampled_from(["<a>", "</a>", "<a", ' b="x"', " b='>'", ">", "/>", "<!--", "-->", "<?x y?>", "x" * 8])
_MORE = st.sampled_from(["<![CDATA[", "]]>", "</", "&#60;", "<!DOCTYPE a>", " xmlns:b='u'", "=", "<", "\n"])


@settings(max_examples=200, deadline=None)
@given(st.lists(_MARKUP | _MORE, max_size=20), st.integers(1, 5))
def test_what_is_too_small_for_an_excess_has_none(markup: list[str], times: int) -> None:
    """A document that does not go through the gate would have passed it, or is refused where its tree is built."""
    document = "".join(markup) * times
    for data in (document.encode(), f"<a>{document}</a>".encode()):
        if not keeps_limits(data, LIMITS):
            continue
        try:
            check_document(data, LIMITS)
        except SoapFault as fault:
            assert (fault.code, "DOCTYPE" in fault.message) == ("MALFORMED_REQUEST", False)  # noqa: PT017
            with pytest.raises(etree.XMLSyntaxError):
                etree.fromstring(data)


@pytest.mark.parametrize("what", DOCUMENTS)
def test_every_excess_goes_through_the_gate(what: str) -> None:
    """Whatever else is short about it."""
    build, limit = DOCUMENTS[what]
    assert not keeps_limits(build(limit + 1).encode(), LIMITS)
    assert not keeps_limits(b"<!DOCTYPE a><a/>", Limits())
    assert keeps_limits(b"<a/>", Limits())
