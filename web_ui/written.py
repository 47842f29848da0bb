"""What somebody wrote into a form that could not be taken: it is shown to them again, so that nothing is lost."""

from flask import request

_LEAST = 12
"""Shorter values are choices and numbers, which are quickly made again."""
_MOST_FIELDS, _MOST_CHARACTERS = 20, 20_000
_NOT_WRITTEN = ("csrf_token", "request_id", "expected_version", "next")


def written_texts() -> list[str]:
    """Return the texts of the form that was sent, without passwords and what the page itself put into it."""
    if request.method != "POST":
        return []
    texts = [
        value[:_MOST_CHARACTERS]
        for name, value in request.form.items(multi=True)
        if len(value) >= _LEAST and not _is_secret(name) and name.rpartition("-")[2] not in _NOT_WRITTEN
    ]
    return texts[:_MOST_FIELDS]


def _is_secret(name: str) -> bool:
    return "password" in name
