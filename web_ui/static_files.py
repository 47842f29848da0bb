"""Style sheets and scripts: their addresses hold a digest of what they are, so that browsers keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_FOLDER = Path(__file__).with_name("static")


def install(app: Flask) -> None:
    """Add the digest to the addresses that url_for makes."""
    app.url_defaults(_add_digest)
    app.after_request(_keep)


@lru_cache
def digest(filename: str) -> str:
    """Return a short digest of a static file, empty for none."""
    path = _FOLDER / filename
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def _add_digest(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        values.setdefault("v", digest(values["filename"]))


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        filename = (request.view_args or {}).get("filename", "")
        is_current = request.args.get("v") == digest(filename)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return response
