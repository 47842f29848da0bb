"""Simple values of XML Schema, read and written."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from soap_server import lexical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T08:30:00Z", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23T08:30:00", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23T16:30:00+08:00", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23T05:00:00-03:30", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23T24:00:00Z", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-12-31T24:00:00.000", datetime(2027, 1, 1, tzinfo=UTC)),
        (" 2026-11-23T08:30:00.5Z\n", datetime(2026, 11, 23, 8, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-11-23T08:30:00.1234567Z", datetime(2026, 11, 23, 8, 30, 0, 123_456, tzinfo=UTC)),
        ("0001-01-01T00:00:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+08:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.9999999", datetime.max.replace(tzinfo=UTC)),
        ("9999-12-31T23:59:59-08:00", datetime.max.replace(tzinfo=UTC)),
        ("9999-12-31T24:00:00Z", datetime.max.replace(tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2026-11-23T08:30:00+14:00", datetime(2026, 11, 22, 18, 30, tzinfo=UTC)),
    ],
)
def test_instants_are_read_in_utc(text: str, expected: datetime) -> None:
    """Offsets, midnight by its other name, .NET's ends of time, blanks around."""
    assert lexical.read_instant(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "12026-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "2026-01-01",
        "",
        "now",
        "２０２６-01-01T00:00:00Z",
    ],
)
def test_impossible_instants_are_refused(text: str) -> None:
    """A date that does not exist is the caller's mistake, not the server's."""
    with pytest.raises(ValueError, match="is not a date and time"):
        lexical.read_instant(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_are_written_as_python_does(instant: datetime) -> None:
    """With Z for the offset."""
    assert lexical.write_instant(instant) == instant.isoformat().removesuffix("+00:00") + "Z"


@given(st.datetimes(timezones=st.timezones()))
def test_instants_survive_the_round_trip(instant: datetime) -> None:
    """What is written is read as the same instant, to the microsecond."""
    try:
        utc = instant.astimezone(UTC)
    except OverflowError:
        return
    assert lexical.read_instant(lexical.write_instant(instant)) == utc


def test_instants_are_written_in_utc() -> None:
    """With Z and without digits that say nothing."""
    shanghai = timezone(timedelta(hours=8))
    assert lexical.write_instant(datetime(2026, 11, 23, 16, 30, tzinfo=shanghai)) == "2026-11-23T08:30:00Z"
    with pytest.raises(ValueError, match="naive"):
        lexical.write_instant(datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+3"), "1000"),
        (Decimal("0E-10"), "0.0000000000"),
        (Decimal("-1.50"), "-1.50"),
        (Decimal("1E-7"), "0.0000001"),
    ],
)
def test_decimals_are_written_without_exponent(value: Decimal, text: str) -> None:
    """xs:decimal has none."""
    assert lexical.write_decimal(value) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_decimals_that_are_not_finite_are_refused(value: str) -> None:
    """xs:decimal has no word for them."""
    with pytest.raises(ValueError, match="not an xs:decimal"):
        lexical.write_decimal(Decimal(value))


@pytest.mark.parametrize(("text", "expected"), [("-2147483648", -(2**31)), ("+7", 7), (" 007\n", 7), ("-0", 0)])
def test_integers(text: str, expected: int) -> None:
    """Signs, zeros in front, blanks around."""
    assert lexical.read_integer(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("true", True), (" 1 ", True), ("false", False), ("0", False)])
def test_booleans(text: str, expected: bool) -> None:
    """The four words of xs:boolean."""
    assert lexical.read_boolean(text) is expected


@given(st.binary(max_size=200))
def test_bytes_survive_the_round_trip(data: bytes) -> None:
    """Broken into lines too."""
    text = lexical.write_bytes(data).decode()
    assert lexical.read_bytes(f"\n {text[:10]}\r\n{text[10:]} ") == data


@pytest.mark.parametrize("text", ["!!!!", "YQ", "YQ=", "YQ==YQ==", "Y=Q=", "=", "YQ==x"])
def test_bad_base64_is_refused(text: str) -> None:
    """It never becomes an empty file."""
    with pytest.raises(ValueError, match="is not valid base64"):
        lexical.read_bytes(text)


@pytest.mark.parametrize("text", ["\x00", "a\x08", "\ud800", "\ufffe", "\uffff", "\x1b[0m"])
def test_what_xml_cannot_carry_is_not_written(text: str) -> None:
    """A failure, never a damaged document."""
    for document in (text, f"好\r{text}", f"\r\n{text}\r"):
        with pytest.raises(ValueError, match="characters that XML cannot carry"):
            lexical.checked(lexical.escape(document))


def test_text_is_escaped() -> None:
    """A carriage return survives as a reference."""
    assert lexical.checked(lexical.escape("a<b>&c\r\n\t]]>😀")).decode() == "a&lt;b&gt;&amp;c&#13;\n\t]]&gt;😀"
    for markup in "&<>":
        assert lexical.escape(markup) != markup


@given(st.text())
def test_text_is_written_or_refused(text: str) -> None:
    """What a parser takes is read back as it was; what it would refuse does not go out."""
    try:
        document = b"<a>" + lexical.checked(lexical.escape(text)) + b"</a>"
    except ValueError:
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(f"<a>{lexical.escape(text)}</a>".encode("utf-8", "surrogatepass"))
        return
    assert (etree.fromstring(document).text or "") == text


@pytest.mark.parametrize("value", [5, b"a", ["a"], {"a": "b"}, None])
def test_what_is_no_text_is_not_taken_for_one(value: Any) -> None:
    """An answer with a value of the wrong type is a failure."""
    with pytest.raises((TypeError, AttributeError)):
        lexical.escape(value)
