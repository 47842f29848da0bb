"""Attachments that are too large for one call, saved from the pages."""

import os
from collections.abc import Iterator

import pytest

from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser
from tests.web_ui.conftest import desk_with_people
from web_ui.app import create_app
from web_ui.config import WebConfig

SIZE = 6_000_000


@pytest.fixture
def server() -> Iterator[InProcess]:
    """A desk of one test."""
    with desk_with_people() as made:
        yield made


def test_a_large_attachment_is_saved_in_parts(server: InProcess) -> None:
    """With its length, and no more of it at a time than a part."""
    content = os.urandom(SIZE)
    desk = server.client("li.lei")
    event = desk.events.submit(title="x", content="y")
    attachment = desk.events.add_attachment(event.id, file=("记录.bin", content))
    app = create_app(WebConfig(server.url, "k" * 40, transport=server.transport))
    browser = Browser(app).log_in("li.lei")
    response = browser.client.get(f"/attachments/{attachment.id}", buffered=False)
    pieces = list(response.iter_encoded())
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 1024 * 1024
    assert response.headers["Content-Length"] == str(SIZE)
    assert "attachment" in response.headers["Content-Disposition"]
