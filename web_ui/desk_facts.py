"""What hardly ever changes about the desk: its limits and the categories of events, asked for once a minute."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from flask_babel import get_locale

from client_sdk import models
from web_ui.desk_access import desk

_SECONDS = 60.0
Fact = TypeVar("Fact")


def server_info() -> models.ServerInfo:
    """Return the desk's limits."""
    return _kept("server info", desk.system.get_server_info)


def categories() -> dict[str, str]:
    """Return the categories in use by code, with their labels in the reader's language."""
    labels = _kept("categories", lambda: desk.events.describe().categories)
    return {label.value: label.chinese if _is_chinese() else label.english for label in labels}


def category_label(code: str) -> str:
    """Return what people call a category, its code if it is no longer in use."""
    return categories().get(code, code)


def _is_chinese() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "zh"


def _kept(name: str, ask: Callable[[], Fact]) -> Fact:
    facts: dict[str, tuple[float, Any]] = current_app.extensions.setdefault("soapdesk facts", {})
    until, fact = facts.get(name, (0.0, None))
    if time.monotonic() >= until:
        fact = ask()
        facts[name] = (time.monotonic() + _SECONDS, fact)
    found: Fact = fact
    return found
