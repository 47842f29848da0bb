"""Events in the fewest words."""

from typing import Any

from tests.callers import Caller


def ids(answer: Any) -> list[int]:
    """Return the ids of a list of events."""
    return [event.id for event in answer.events.EventSummary] if answer.events else []


def submit(caller: Caller, title: str = "标题", content: str = "内容", **more: Any) -> int:
    """Submit an event and return its id."""
    return int(caller.SubmitEvent(title=title, content=content, **more).id)
