"""What every template can use: the filters, the labels, the navigation."""

from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from web_ui import labels, times
from web_ui.desk_access import visitor
from web_ui.durations import duration
from web_ui.links import event_address, next_target, with_query
from web_ui.navigation import Entry, entries_for, start_of
from web_ui.sizes import size
from web_ui.tiles import percent


def install(app: Flask) -> None:
    """Make them known to Jinja."""
    environment = app.jinja_env
    environment.filters.update(
        absolute=times.absolute,
        relative=times.relative,
        machine_time=times.machine,
        day=times.date,
        duration=duration,
        last_day=times.last_day,
        percent=percent,
        file_size=size,
        paragraphs=paragraphs,
        label=label,
    )
    environment.globals.update(
        labels=labels, with_query=with_query, here=here, nearest=nearest, event_address=event_address
    )
    app.context_processor(lambda: {"navigation": navigation(), "start_page": start_page()})


def label(word: Any, words: dict[str, Any]) -> Any:
    """Return what people call a word of the contract, the word itself if it is a new one."""
    return words.get(str(word), str(word))


def paragraphs(text: str) -> Markup:
    """Return plain text with its line breaks; an empty line begins a new paragraph."""
    parts = [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Markup().join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in part.split("\n"))) for part in parts
    )


def here() -> str:
    """Return the address of this page, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else next_target(request.referrer)


def navigation() -> list[Entry]:
    """Return the links that the reader sees."""
    found = visitor()
    return entries_for(_rooms(), found.role) if found and not found.must_change_password else []


def nearest(entries: list[Entry]) -> str | None:
    """Return the endpoint of the entry whose page this one is, or lies below; of several the nearest."""
    addresses = {url_for(entry.endpoint): entry.endpoint for entry in entries}
    above = [address for address in addresses if f"{request.path}/".startswith(f"{address.rstrip('/')}/")]
    return addresses[max(above, key=len)] if above else None


def start_page() -> str:
    """Return the address of the reader's start page."""
    found = visitor()
    endpoint = start_of(_rooms(), found.role) if found else None
    return url_for(endpoint or "home.index")


def go_to(target: str | None) -> Response:
    """Send the browser to a page of ours, to the start page if ``target`` is none."""
    return redirect(next_target(target) or start_page(), code=303)


def _rooms() -> Any:
    return current_app.extensions["soapdesk rooms"]
