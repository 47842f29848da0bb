"""Chromium, in front of a server as operators start it, on a database of demo people and events."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.conftest import FAST, PASSWORD, ROOT, Server

CHROMIUM = os.environ.get("SOAPDESK_TEST_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SHOTS = ROOT / "build" / "screenshots"
# It talks to our server and to nobody else.
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PEOPLE = {"customer": "alice.morgan", "staff": "staff1", "admin": "demo.admin", "reporter": "demo.reporter"}
ZONE = "Asia/Shanghai"
STICKS_OUT = """() => [...document.querySelectorAll("nav, nav *, .tile, .tile *")]
    .filter(each => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1).map(each => each.textContent.trim())"""


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with the demo's people and events."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    command = [sys.executable, "-m", "soap_server.cli.main", "demo", "--events", "120", "--password", PASSWORD]
    subprocess.run([*command, "--database", url], check=True, env={**os.environ, **FAST}, cwd=ROOT, capture_output=True)
    return url


@pytest.fixture(scope="session")
def server(demo_database: str) -> Iterator[Server]:
    """A running server; tests that change what others look at make their own events and people."""
    running = Server(demo_database, ["--workers", "1"], {})
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    if not Path(CHROMIUM).exists():
        assert not os.environ.get("SOAPDESK_REQUIRE_INTEROP"), "there is no Chromium"
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Visit:
    """One person's browser window: its page, and what is asked of every page."""

    def __init__(self, context: BrowserContext, name: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self._name = name
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def log_in(self, role_or_username: str, password: str = PASSWORD) -> "Visit":
        """Log in as a role's demo person, or as somebody else."""
        self.page.goto("/login")
        self.page.locator("#username").fill(PEOPLE.get(role_or_username, role_or_username))
        self.page.locator("#password").fill(password)
        self.page.locator("main form [type=submit]").click()
        self.page.wait_for_url(lambda url: "/login" not in url)
        return self

    def shot(self, name: str) -> None:
        """Keep a picture of the whole page, for people to look at."""
        self.page.evaluate("window.scrollTo(0, 0)")
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self._name}.png", full_page=True)

    def check(self, name: str | None = None) -> None:
        """Keep a picture, and find nothing to complain of: accessibility, width, errors, refusals of the policy."""
        if name:
            self.shot(name)
        results = Axe().run(self.page, options={"resultTypes": ["violations"]})
        grave = [found for found in results.response["violations"] if found["impact"] in ("serious", "critical")]
        assert not grave, [(found["id"], [node["html"] for node in found["nodes"]]) for found in grave]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"the page is {wide} pixels wider than the window"
        assert self.page.evaluate(STICKS_OUT) == [], "this has no room where it stands"
        assert not self.complaints

    def _hear(self, message: Any) -> None:
        # Chromium also tells of every answer that is no success, which tests provoke.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(server: Server, chromium: Browser) -> Iterator[Visitor]:
    """Return a function that opens a window.

    ``visitor(language="zh", width=360, scheme="dark", script=False)``
    """
    opened: list[BrowserContext] = []

    def open_window(
        *, language: str = "en", width: int = 1280, scheme: str = "light", script: bool = True, zone: str = ZONE
    ) -> Visit:
        context = chromium.new_context(
            base_url=server.url,
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            timezone_id=zone,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return Visit(context, f"{language}-{scheme}-{width}{'' if script else '-plain'}")

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture(
    params=[("en", "light", 1280), ("zh", "dark", 1280), ("zh", "light", 360), ("en", "dark", 360)],
    ids=lambda look: "-".join(str(part) for part in look),
)
def look(request: pytest.FixtureRequest, visitor: Visitor) -> Visit:
    """A window in each language, colour scheme and width that matters; for tests of how a page looks."""
    language, scheme, width = request.param
    return visitor(language=language, scheme=scheme, width=width)
