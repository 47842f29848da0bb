"""Where a page may send a browser: nowhere but to these pages."""

from urllib.parse import urlencode, urlsplit

from flask import request, url_for
from werkzeug.datastructures import MultiDict

_UNSAFE = frozenset("\\\r\n\t\0")


def next_target(url: str | None) -> str:
    r"""Return the path and query of ``url`` if it is one of ours, or nothing.

    Browsers read ``//host`` and ``/\host`` as addresses of other sites, and drop tabs and newlines first.
    """
    if not url or any(character in _UNSAFE for character in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.netloc and (parts.scheme not in ("http", "https") or parts.netloc != request.host):
        return ""
    if not parts.path.startswith("/") or parts.path.startswith("//") or (parts.scheme and not parts.netloc):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def with_query(**changes: str | int | None) -> str:
    """Return the address of this page with some of its parameters changed; None takes one away."""
    values = MultiDict(request.args)
    for name, value in changes.items():
        values.poplist(name)
        if value is not None:
            values.add(name, str(value))
    query = urlencode(list(values.items(multi=True)))
    return f"{request.path}?{query}" if query else request.path


def event_address(event_id: int) -> str:
    """Return the address of an event's page."""
    return url_for("events.show", event_id=event_id)
