"""Takes the pictures of README and the guides, of a demo desk whose seed is fixed: scripts/screenshots."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from client_sdk import SupportClient
from client_sdk.models import EventStatus, ReplyKind
from soap_server.demo import texts
from tests.e2e.browser.conftest import ARGUMENTS, CHROMIUM, PEOPLE, ZONE, Visit
from tests.e2e.conftest import FAST, PASSWORD, ROOT, Server

IMAGES = ROOT / "docs" / "images"
QUERY = """\
SELECT c.label_en AS category, count(*) AS events
FROM events e
JOIN event_categories c ON c.id = e.category_id
GROUP BY c.label_en
ORDER BY events DESC"""
EVENT = {
    "en": (
        "Scanner jams on thick paper",
        "Anything above 120 g gets stuck at the second roller.\n\nSerial number 431207.",
    ),
    "zh": ("打印机连接不上无线网络", "按照说明书操作了三遍，还是连不上，指示灯一直闪。\n\n序列号 431207。"),
}


@dataclass(frozen=True)
class Picture:
    """One picture.

    :ivar name: of its file.
    :ivar who: whose browser it is, by role or user name; nobody's without.
    :ivar path: the page.
    :ivar act: what is done there first.
    :ivar part: the element that is shown instead of the window.
    """

    name: str
    who: str
    path: str
    act: Callable[[Page], object] = lambda _page: None
    part: str = ""
    language: str = "en"
    scheme: str = "light"
    size: tuple[int, int] = (1280, 800)


def write_event(page: Page) -> None:
    """Fill in the form of a new event."""
    title, content = EVENT["zh" if "zh" in (page.get_attribute("html", "lang") or "") else "en"]
    page.locator("#title").fill(title)
    page.locator("#content").fill(content)
    page.locator("#category").select_option("product")
    page.locator("#attachments").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 180_000}
    )


def complete(page: Page) -> None:
    """Complete the event, choose four stars and write an opinion."""
    page.locator(".decide form.inline-form [type=submit]").first.click()
    page.locator(".star-list label").nth(3).click()
    page.locator("#rate-opinion").fill(
        "解决了，谢谢！" if "zh" in (page.get_attribute("html", "lang") or "") else "It works again, thank you!"
    )
    page.locator("h1").click()


def hire(page: Page) -> None:
    """Create a staff member."""
    page.locator("#display_name").fill("Nora Lindqvist")
    page.locator("#username").fill("nora.lindqvist")
    page.locator("#role").select_option("staff")
    page.locator("main form [type=submit]").click()
    page.locator("#first-password").wait_for()
    # Nobody shall learn a password from a picture, though it is of a desk that is gone.
    page.locator("#first-password").evaluate("shown => { shown.textContent = 'mk7p-w3xr-9tqe-h5vd' }")


def suggest(page: Page) -> None:
    """Choose two events and ask who suits the first."""
    page.locator("[data-suggest]").first.click()
    page.locator("#staff .fit").first.wait_for()
    page.locator("[name=event]").nth(1).check()


def assign(page: Page) -> None:
    """Assign them, and look into the log."""
    suggest(page)
    page.locator(".board-bar [type=submit]").click()
    page.locator(".flash.success").wait_for()
    page.goto("/audit?person=demo.admin")


def grant(page: Page) -> None:
    """Fill in a grant to staff."""
    page.locator("#role").select_option("staff")
    columns = [("columns", name) for name in ("event_id", "score", "rated_at")]
    for name, value in (*columns, ("verbs", "read"), ("verbs", "query"), ("scope", "all")):
        page.locator(f"[name={name}][value={value}]").check()


def run_query(page: Page) -> None:
    """Run a query and draw its result."""
    page.locator("#sql").fill(QUERY)
    page.locator(".query [value=run]").click()
    page.locator("#result summary").first.click()
    page.locator("#plot").select_option("bar")
    page.locator("#result [value=run]").click()
    wait_for_plots(page)


def wait_for_plots(page: Page) -> None:
    """Wait until everything is drawn."""
    page.wait_for_function("() => document.querySelectorAll('figure[data-plot]:not([data-drawn])').length === 0")


def name_usual_port(page: Page) -> None:
    """Show the port that a reader's server has."""
    page.get_by_text(page.url.partition("?")[0], exact=True).first.evaluate(
        "shown => { shown.textContent = 'http://127.0.0.1:8080/soap' }"
    )


def pictures(server: Server) -> list[Picture]:
    """Return all of them, those last that change something."""
    (writer, solved), (writer_zh, solved_zh) = (
        story(server, names) for names in (texts.CUSTOMERS_EN, texts.CUSTOMERS_ZH)
    )
    staff, handled = story_of_staff(server)
    phone = (390, 844)
    return [
        Picture("customer-event", writer, solved),
        Picture("customer-event.zh", writer_zh, solved_zh, language="zh"),
        Picture("customer-submit", writer, "/events/new", write_event, size=(1280, 1000)),
        Picture("customer-submit.zh", writer_zh, "/events/new", write_event, language="zh", size=(1280, 1000)),
        Picture("customer-phone.zh", writer_zh, solved_zh, language="zh", size=phone),
        Picture("staff-work", staff, "/work"),
        Picture("staff-event", staff, handled, scheme="dark"),
        Picture("staff-scorecard", staff, "/work/scorecard?days=365"),
        Picture("admin-board", "admin", "/board", suggest),
        Picture("admin-dashboard", "admin", "/dashboard?days=90", wait_for_plots, size=(1280, 985)),
        Picture("admin-grant", "admin", "/data/grants/new/ratings", grant, size=(1280, 960)),
        Picture("admin-query", "reporter", "/data/query", run_query, size=(1280, 1240)),
        Picture("developer-operation", "", "/soap?op=SubmitEvent", name_usual_port),
        Picture("customer-rate", writer, solved, complete, part=".next-step"),
        Picture("customer-rate.zh", writer_zh, solved_zh, complete, part=".next-step", language="zh"),
        Picture("admin-first-password", "admin", "/people/new", hire, size=(1280, 428)),
        Picture("admin-audit", "admin", "/board", assign, size=(1280, 600)),
    ]


def story(server: Server, names: list[str]) -> tuple[str, str]:
    """Return one of these customers, and the path of the solved event of theirs that has the most replies."""
    with SupportClient(f"{server.url}/soap", username=PEOPLE["admin"], password=PASSWORD) as desk:
        solved = [
            event for event in desk.events.list(status=EventStatus.RESOLVED) if event.customer.display_name in names
        ]
        best = max(solved, key=lambda event: (event.reply_count, event.id))
        return desk.users.get(best.customer.id).username, f"/events/{best.id}"


def story_of_staff(server: Server) -> tuple[str, str]:
    """Return a staff member, and the path of an event in English that they are about to solve, with a note of theirs."""
    with SupportClient(f"{server.url}/soap", username=PEOPLE["admin"], password=PASSWORD) as desk:
        for event in desk.events.list(status=EventStatus.IN_PROGRESS):
            if event.handler is None or event.customer.display_name not in texts.CUSTOMERS_EN:
                continue
            if any(reply.kind == ReplyKind.INTERNAL_NOTE for reply in desk.replies.list(event.id)):
                return desk.users.get(event.handler.id).username, f"/events/{event.id}"
    raise LookupError("no staff member has written a note on an event in progress")


def take(browser: Browser, server: Server, picture: Picture) -> Path:
    """Take one picture and return its file."""
    width, height = picture.size
    context = browser.new_context(
        base_url=server.url,
        locale={"en": "en-GB", "zh": "zh-CN"}[picture.language],
        color_scheme="dark" if picture.scheme == "dark" else "light",
        viewport={"width": width, "height": height},
        timezone_id=ZONE,
        reduced_motion="reduce",
    )
    # What is chosen on the page counts for more than the account's language.
    context.add_cookies([{"name": "language", "value": picture.language, "url": server.url}])
    visit = Visit(context, picture.name)
    if picture.who:
        visit.log_in(picture.who)
    visit.page.goto(picture.path)
    picture.act(visit.page)
    visit.page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    shown = visit.page.locator(picture.part) if picture.part else visit.page
    path = IMAGES / f"{picture.name}.png"
    shown.screenshot(path=path, animations="disabled")
    context.close()
    return path


def main() -> None:
    """Take those whose names match the arguments, or all."""
    wanted = re.compile("|".join(sys.argv[1:]))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{folder}/demo.db"
        command = [sys.executable, "-m", "soap_server.cli.main", "demo", "--events", "300", "--seed", "7"]
        environment = {**os.environ, **FAST}
        subprocess.run([*command, "--password", PASSWORD, "--database", url], check=True, env=environment, cwd=ROOT)
        server = Server(url, ["--workers", "1"], {})
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            for picture in pictures(server):
                if wanted.search(picture.name):
                    path = take(browser, server, picture)
                    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KiB\n")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
