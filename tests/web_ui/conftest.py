"""A desk in memory with the pages in front of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser, pages_of

PEOPLE = {"li.lei": "customer", "han.mei": "customer", "staff.wang": "staff", "admin.zhao": "admin"}


@contextmanager
def desk_with_people() -> Iterator[InProcess]:
    """A desk with a few people and no event."""
    with InProcess() as server:
        for username, role in PEOPLE.items():
            server.add_user(username, role=role, display_name=username.replace(".", " ").title())
        yield server


@pytest.fixture(scope="session")
def desk_server() -> Iterator[InProcess]:
    """A desk with a few people; tests that change them make their own."""
    with desk_with_people() as server:
        yield server


@pytest.fixture(scope="session")
def app(desk_server: InProcess) -> Flask:
    """The pages."""
    return pages_of(desk_server.url, desk_server.transport)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody who is not logged in."""
    return Browser(app)


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], Browser]:
    """Return the browser of somebody who is logged in."""
    return lambda username: Browser(app).log_in(username)


@pytest.fixture
def customer(app: Flask) -> Browser:
    """A customer."""
    return Browser(app).log_in("li.lei")


@pytest.fixture
def staff(app: Flask) -> Browser:
    """A staff member."""
    return Browser(app).log_in("staff.wang")


@pytest.fixture
def admin(app: Flask) -> Browser:
    """An administrator."""
    return Browser(app).log_in("admin.zhao")
