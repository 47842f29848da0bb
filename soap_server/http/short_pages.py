"""Pages of one sentence, for when nothing better can be made."""

from typing import NamedTuple, Protocol

from twisted.internet.defer import Deferred

from soap_server.engine.faults import SoapFault

_TEXT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>SoapDesk</title></head><body><h1>{english}</h1><p lang="zh-Hans">{chinese}</p></body></html>
"""


class Rest(Protocol):
    """The rest of a body, made piece by piece."""

    def piece(self) -> "Deferred[bytes | None]":
        """Return the next piece, None at the end."""

    def close(self) -> None:
        """Make no more of it."""


class PageAnswer(NamedTuple):
    """What a page is: a status, headers, of which some may come twice, and a body.

    :ivar more: what follows the body, for what is too large to be made at once.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    more: "Rest | None" = None


def _page(status: int, english: str, chinese: str, *headers: tuple[str, str]) -> PageAnswer:
    fixed = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    )
    body = _TEXT.format(english=english, chinese=chinese).encode()
    return PageAnswer(status, [*fixed, *headers, ("Content-Length", str(len(body)))], body)


NOT_POSSIBLE = _page(405, "This is not possible here.", "此处不支持该操作。", ("Allow", "GET, HEAD, POST"))
TOO_SLOW = _page(408, "What you sent took too long to arrive.", "发送超时，请重试。")
TOO_LARGE = _page(413, "What you sent is too large.", "您发送的内容过大。")
FAILED = _page(500, "Something went wrong. Please try again later.", "出错了，请稍后再试。")
BUSY = _page(
    503,
    "Many people are here at the moment. Please reload the page.",
    "当前访问人数较多，请稍后刷新页面。",
    ("Retry-After", "5"),
)
_BY_CODE = {"REQUEST_TOO_LARGE": TOO_LARGE, "REQUEST_TIMEOUT": TOO_SLOW, "SERVER_BUSY": BUSY}


def short_page_for(fault: SoapFault) -> PageAnswer:
    """Return the page for a request that is refused while it arrives."""
    return _BY_CODE.get(fault.code, FAILED)
