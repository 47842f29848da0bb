"""Values at and beyond the edges of their types."""

from collections.abc import Iterator

from tests.hostile.case import CLIENT, HARMLESS, INVALID, Case, call

TYPES, BINARY = "XSD types", "base64"
_WHOLE = (
    *(
        "",
        " ",
        "abc",
        "1.5",
        "1e3",
        "0x10",
        "--1",
        "+",
        "1,000",
        "１２",
        "٣",
        "NaN",
        "INF",
        "-INF",
        "true",
        "null",
        "None",
    ),
    *(
        "9223372036854775808",
        "-9223372036854775809",
        "1" * 5_000,
        "1_000",
        "1 2",
        "1;2",
        "{}",
        "[]",
        "${1}",
        "%d",
        "1L",
    ),
)
_EDGES = ("9223372036854775807", "-9223372036854775808", "0", "-1", "-0", "+1", " 1 ", "0000000001")
_TIMES = (
    *(
        "",
        "now",
        "2026",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:01Z",
        "2026-01-01T00:60:00Z",
    ),
    *("2026-01-01T00:00:60Z", "2026-01-01 00:00:00", "2026-01-01T00:00:00+15:00", "99999999999-01-01T00:00:00Z"),
    *("2026-01-01T00:00:00.Z", "20260101T000000Z", "1.7e9", "P1Y", "2026-W01", "-", "T", "2026-01-01T00:00:00 UTC"),
)
_ODD_TIMES = (
    *("2026-01-01T24:00:00Z", "-0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    *("2026-01-01T00:00:00", "10000-01-01T00:00:00Z", f"2026-01-01T00:00:00.{'1' * 5_000}Z", "0000-01-01T00:00:00Z"),
)
_TRUTHS = ("", "yes", "no", "TRUE", "True", "on", "2", "-1", "t", "y", "true false", "0x1", "null")
_WORDS = ("", "HIGH", "highest", " high ", "high\x0b", "__class__", "0", "high'--", "高")


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for text in _WHOLE:
        yield _case(f"number {text[:20]!r}", f"<t:GetEvent><t:eventId>{text}</t:eventId></t:GetEvent>", INVALID)
    for text in _EDGES:
        yield _case(f"edge {text!r}", f"<t:GetEvent><t:eventId>{text}</t:eventId></t:GetEvent>", HARMLESS)
        yield _case(f"score {text!r}", _rating(text), frozenset({CLIENT}))
        yield _case(f"page {text!r}", _list(f"<t:page><t:size>{text}</t:size></t:page>"), HARMLESS)
    for text in _TIMES:
        yield _case(f"time {text[:30]!r}", _since(text), INVALID)
    for text in _ODD_TIMES:
        yield _case(f"odd time {text[:30]!r}", _since(text), HARMLESS)
    for text in _TRUTHS:
        yield _case(f"truth {text!r}", _list(f"<t:page><t:exactTotal>{text}</t:exactTotal></t:page>"), INVALID)
    for text in _WORDS:
        bare = text.replace("\x0b", "&#11;")
        yield _case(f"word {text!r}", _submit(f"<t:priority>{bare}</t:priority>"), frozenset({CLIENT}))
    nils = {"true": "", "1": "", "false": "x", "0": "x", "TRUE": "", "nil": "", "": ""}
    for nil, text in nils.items():
        yield _case(f"nil {nil!r}", f'<t:Ping><t:text xsi:nil="{nil}">{text}</t:text></t:Ping>', HARMLESS)
    yield from _binary()


def _binary() -> Iterator[Case]:
    for text in (
        "!!!!",
        "AAA",
        "A",
        "AAAA=",
        "=AAA",
        "A===",
        "AA==AA==",
        "AAAA AAAA",
        "-_-_",
        "AAAAé",
        "%41%41",
        "AAA=A",
        "",
    ):
        yield Case(f"{text!r}", BINARY, call(_attachment(text)), accept=frozenset({CLIENT}))
    for name, text in {
        "white space": "QU\n JD\t",
        "bits that are not zero": "QUJ=",
        "100,000 blanks": "QUJD" + " " * 100_000,
        "a program": "TVqQAAMAAAAEAAAA",
        "a script": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    }.items():
        yield Case(name, BINARY, call(_attachment(text)), accept=HARMLESS)
    yield Case("elements inside", BINARY, call(_attachment("QUJD<t:x/>")), accept=INVALID)
    yield Case("a comment inside", BINARY, call(_attachment("QU<!-- x -->JD")), accept=HARMLESS)


def _case(name: str, body: str, accept: frozenset[str]) -> Case:
    return Case(name, TYPES, call(body), accept=accept)


def _rating(score: str) -> str:
    return (
        "<t:RateEvent><t:eventId>1</t:eventId><t:expectedVersion>1</t:expectedVersion>"
        f"<t:score>{score}</t:score></t:RateEvent>"
    )


def _list(inside: str) -> str:
    return f"<t:ListEvents>{inside}</t:ListEvents>"


def _since(text: str) -> str:
    return _list(f"<t:filter><t:submittedFrom>{text}</t:submittedFrom></t:filter>")


def _submit(more: str) -> str:
    return f"<t:SubmitEvent><t:title>x</t:title><t:content>x</t:content>{more}</t:SubmitEvent>"


def _attachment(content: str) -> str:
    return (
        "<t:AddAttachment><t:eventId>1</t:eventId><t:fileName>a.txt</t:fileName><t:mediaType>text/plain</t:mediaType>"
        f"<t:content>{content}</t:content></t:AddAttachment>"
    )
