"""What is served as it is."""

import hashlib
from pathlib import Path

from flask import Flask

from tests.web_ui.browser import Browser
from web_ui import app as application

STATIC = Path(application.__file__).with_name("static")


def test_what_others_wrote_is_what_was_fetched() -> None:
    """Nobody has changed it here; see scripts/vendor-web."""
    lines = (STATIC / "vendor" / "versions.txt").read_text(encoding="utf-8").splitlines()
    named = {name: digest for name, *_, digest in (line.split() for line in lines if not line.startswith("#"))}
    there = {path.name for path in (STATIC / "vendor").iterdir()} - {"versions.txt"}
    assert there == {*named, *(f"{name}.license.txt" for name in named)}
    for name, digest in named.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest


def test_every_address_of_a_file_changes_with_it(app: Flask, stranger: Browser) -> None:
    """So browsers may keep it for a year; an address without its digest is asked for each time."""
    addresses = stranger.get("/").all("//link/@href | //script/@src")
    assert len(addresses) > 5
    for address in addresses:
        page = stranger.get(address)
        assert (page.status, page.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        assert stranger.get(address.partition("?")[0]).headers["Cache-Control"] == "no-cache"


def test_nothing_is_loaded_from_elsewhere(stranger: Browser) -> None:
    """No page and no style sheet names another site."""
    for path in [*STATIC.glob("*.css"), *STATIC.glob("*.js")]:
        assert "//" not in path.read_text(encoding="utf-8").replace("// ", ""), path
    assert not [url for url in stranger.get("/").all("//@href | //@src") if url.startswith(("http", "//"))]
