"""Every page and every form, by every role, with the numbers of somebody else's rows.

What is meant is written by hand: a new page has no line, and the test fails until somebody says who may open it. That a
form without its token and a page without a login lead nowhere is in tests/web_ui/test_security.py too; here every form
is sent, with a token and otherwise empty, so that the desk never has a reason to refuse but whose the row is.
"""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.authorization.intent import ROLES
from tests.authorization.pages import pages_before
from tests.authorization.world import CALLERS, HIDDEN, World
from tests.web_ui.browser import Browser, Page, path_of

# + shown, or sent elsewhere after it was done; F the form again, since it was sent empty; L the login;
# P not allowed; N not found. The rows are those of others, and of others than the staff member's too.
PAGES = """
home.index           GET  | + + + +
home.choose          POST | + + + +
account.log_in       GET  | + + + +
account.log_in       POST | F F F F
account.register     GET  | + + + +
account.register     POST | F F F F
account.log_out      POST | + + + +
account.profile      GET  | L + + +
account.profile      POST | L F F F
account.password     GET  | L + + +
account.password     POST | L F F F
events.index         GET  | L + + +
events.submit        GET  | L + + +
events.submit        POST | L F F F
events.show          GET  | L N N +
events.edit          GET  | L N N +
events.edit          POST | L N N F
events.act           POST | L N N F
events.attachment    GET  | L N N +
work.index           GET  | L P + P
work.scorecard       GET  | L P + +
work.scorecard_of    GET  | L P P +
board.index          GET  | L P P +
board.assign         POST | L P P F
board.event          GET  | L P P +
board.event          POST | L P P F
board.unassign       POST | L P P F
board.withdrawn      GET  | L P P +
board.delete         POST | L P P F
board.restore        POST | L P P F
people.index         GET  | L P P +
people.create        GET  | L P P +
people.create        POST | L P P F
people.freeze_inactive GET  | L P P +
people.freeze_inactive POST | L P P F
people.show          GET  | L P P +
people.set_role      POST | L P P F
people.freeze        POST | L P P F
people.unfreeze      POST | L P P F
people.reset_password POST | L P P F
dashboard.index      GET  | L P + +
data.tables          GET  | L + + +
data.table           GET  | L N N N
data.table_file      GET  | L N N N
data.query           GET  | L + + +
data.run             POST | L F F F
grants.index         GET  | L P P +
grants.choose_table  GET  | L P P +
grants.create        GET  | L P P +
grants.create        POST | L P P F
grants.change        GET  | L P P +
grants.change        POST | L P P F
grants.revoke        POST | L P P F
grants.log           GET  | L P P +
audit.index          GET  | L P P +
developer.index      GET  | L + + +
developer.try_it     GET  | L + + +
developer.try_it     POST | L F F F
"""
MEANT = {
    (endpoint, method): dict(zip(ROLES, cells.split(), strict=True))
    for line in filter(None, PAGES.splitlines())
    for (endpoint, method), cells in [(line.partition("|")[0].split(), line.partition("|")[2])]
}


@pytest.fixture
def app(world: World) -> Flask:
    """The pages before the world."""
    return pages_before(world.application)


def targets(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield every page and form: its endpoint and its method."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield from ((rule.endpoint, method) for method in ("GET", "POST") if method in (rule.methods or ()))


def test_every_page_has_an_intent(app: Flask) -> None:
    """Who adds a page says who may open it."""
    assert set(targets(app)) == set(MEANT)


def address(app: Flask, world: World, endpoint: str) -> str:
    """Return the address of a page about somebody else's."""
    event_id = world.events["", "other", "in_progress"]
    values = {
        "event_id": event_id,
        "attachment_id": world.files[event_id, "note"],
        "user_id": world.people.customer3.id,
        "staff_id": world.people.staff2.id,
        "grant_id": world.grant.id,
        "table": "events",
        "name": {"events.act": "reply", "developer.try_it": "GetEvent"}.get(endpoint, "events"),
    }
    path = path_of(app, endpoint, values)
    # A grant is named by whom it is for.
    return f"{path}?user_id={world.people.customer2.id}" if endpoint == "grants.change" else path


def outcome(page: Page) -> str:
    """Return the letter of what came."""
    if page.status in (302, 303):
        return "L" if page.location.startswith("/login") else "+"
    return {200: "+", 400: "F", 409: "F", 422: "F", 403: "P", 404: "N"}.get(page.status, str(page.status))


def browsers(app: Flask) -> dict[str, Browser]:
    """Return everybody's browser."""
    return {"stranger": Browser(app), **{role: Browser(app).log_in(f"a.{role}") for role in CALLERS}}


def test_every_page_is_for_whom_it_is_meant(app: Flask, world: World) -> None:
    """Whoever opens it, and whoever sends its form, with a token that is right."""
    everybody = browsers(app)
    tokens = {
        role: browser.get("/login" if role == "stranger" else "/profile").all("//input[@name='csrf_token']/@value")[0]
        for role, browser in everybody.items()
    }
    found = {}
    # Whoever logs out comes last.
    for endpoint, method in sorted(MEANT, key=lambda target: target == ("account.log_out", "POST")):
        path = address(app, world, endpoint)
        found[endpoint, method] = {
            role: outcome(browser.get(path) if method == "GET" else browser.post(path, {"csrf_token": tokens[role]}))
            for role, browser in everybody.items()
        }
    assert {target: cells for target, cells in found.items() if cells != MEANT[target]} == {}


def test_no_form_is_taken_without_its_token(app: Flask, world: World) -> None:
    """Of any role: another site can make a browser send it, but not read the token."""
    everybody = browsers(app)
    for endpoint, method in MEANT:
        if method == "POST":
            path = address(app, world, endpoint)
            for role, browser in everybody.items():
                for token in ({}, {"csrf_token": "made-up"}):
                    assert browser.post(path, token).status == 400, (path, role)


@pytest.mark.parametrize("role", ["customer", "staff"])
def test_no_page_shows_what_the_role_may_not_read(app: Flask, world: World, role: str) -> None:
    """Notes on the own event of somebody who reads notes elsewhere, too."""
    browser = browsers(app)[role]
    own = world.events[role, "own", "in_progress"]
    page = browser.get(f"/events/{own}")
    assert page.status == 200
    assert HIDDEN not in page.text
    assert browser.get(f"/attachments/{world.files[own, 'note']}").status == 404
    assert browser.get(f"/attachments/{world.files[own, 'public']}").status == 200
    assert browser.get(f"/attachments/{world.files[own, 'note']}", headers={"Range": "bytes=0-1"}).status == 404
    mine = browser.get(f"/events/{world.events[role, 'mine', 'in_progress']}")
    assert (mine.status, HIDDEN in mine.text) == ((200, True) if role == "staff" else (404, False))
