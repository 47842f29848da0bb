"""Uploads in parts: numbers that do not fit, parts out of order, uploads of somebody else."""

from collections.abc import Iterator

from tests.hostile.case import CLIENT, EVENT, HARMLESS, TOKEN, XML, Case, call
from tests.hostile.talking import Talk

CATEGORY = "uploads"
_ACTION = 'SOAPAction: "urn:soapdesk:v1/UploadPart"'
_REFUSED = frozenset({CLIENT})


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for size in ("-1", "0", "1", "268435457", "9223372036854775807", "abc", "1e9", ""):
        for event in (EVENT, "0", "-1", "9223372036854775807"):
            yield Case(f"begin {size} on {event}", CATEGORY, call(_begin(event, size)), accept=_REFUSED)
    for upload in ("0", "-1", "1", "2", "9223372036854775807", "abc"):
        for offset in ("0", "-1", "4194304", "9223372036854775807"):
            yield Case(f"part {offset} of {upload}", CATEGORY, call(_part(upload, offset, "QUJD")), accept=_REFUSED)
        yield Case(f"look at {upload}", CATEGORY, call(f"<t:GetUpload><t:uploadId>{upload}</t:uploadId></t:GetUpload>"))
        abort = f"<t:AbortUpload><t:uploadId>{upload}</t:uploadId></t:AbortUpload>"
        yield Case(f"abort {upload}", CATEGORY, call(abort), accept=_REFUSED)
        for digest in ("", "AAAA", "A" * 43 + "=", "!" * 44, "A" * 100_000):
            finish = f"<t:FinishUpload><t:uploadId>{upload}</t:uploadId><t:sha256>{digest}</t:sha256></t:FinishUpload>"
            yield Case(f"finish {upload} {digest[:4]} {len(digest)}", CATEGORY, call(finish), accept=_REFUSED)
    for name, content in {
        "nothing": "",
        "too much": "QUJD" * 1_500_000,
        "no base64": "!!!!",
        "a file": "<t:x/>",
    }.items():
        headers = (XML, _ACTION)
        yield Case(
            f"a part of {name}", CATEGORY, call(_part("1", "0", content)), headers, accept=_REFUSED, settles=True
        )
    large = call(_part("1", "0", "QUJD" * 1_000_000))
    too_large = frozenset({"REQUEST_TOO_LARGE"})
    yield Case("a large part that does not say so", CATEGORY, large, accept=too_large, settles=True)
    said = (XML, _ACTION.replace("UploadPart", "BeginUpload"))
    yield Case("a large part that lies", CATEGORY, large, said, accept=too_large, settles=True)
    yield Case(
        "many large ones at once", CATEGORY, talk=_crowd, accept=HARMLESS | {"SERVER_BUSY"}, answers=8, settles=True
    )


def _crowd(talk: Talk) -> None:
    body = call(_part("1", "0", "QUJD" * 1_000_000)).replace(TOKEN, talk.known[TOKEN])
    head = f"POST /soap HTTP/1.1\r\nHost: desk\r\n{XML}\r\n{_ACTION}\r\nContent-Length: {len(body)}\r\n\r\n"
    connections = [talk.connect() for _ in range(4)]
    for connection in connections:
        talk.send(connection, head.encode() + body.encode()[:-100])
    for connection in connections:
        talk.send(connection, body.encode()[-100:])
    for connection in connections:
        talk.read(connection)


def _begin(event: str, size: str) -> str:
    return (
        f"<t:BeginUpload><t:eventId>{event}</t:eventId><t:fileName>a.txt</t:fileName>"
        f"<t:mediaType>text/plain</t:mediaType><t:size>{size}</t:size></t:BeginUpload>"
    )


def _part(upload: str, offset: str, content: str) -> str:
    return (
        f"<t:UploadPart><t:uploadId>{upload}</t:uploadId><t:offset>{offset}</t:offset>"
        f"<t:content>{content}</t:content></t:UploadPart>"
    )
