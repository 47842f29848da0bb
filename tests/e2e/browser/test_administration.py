"""The administrator's rooms and the data browser in a real browser."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from client_sdk import SupportClient, models
from tests.e2e.browser.conftest import PEOPLE, Visit, Visitor
from tests.e2e.conftest import PASSWORD, Server

pytestmark = pytest.mark.e2e
NEW_PASSWORD = "nine loud harbours"


@contextmanager
def as_(server: Server, role: str) -> Iterator[SupportClient]:
    """Return the SDK's client of a role's demo person."""
    with SupportClient(f"{server.url}/soap", username=PEOPLE.get(role, role), password=PASSWORD) as desk:
        yield desk


def submitted(server: Server, count: int, word: str) -> list[models.Event]:
    """Submit events of the demo's customer that a word finds."""
    with as_(server, "customer") as desk:
        return [desk.events.submit(title=f"{word} number {n}", content="It is broken.") for n in range(count)]


def enter(window: Visit, role_or_username: str, password: str = PASSWORD) -> Visit:
    """Log in, with the language of the window instead of the account's."""
    window.page.goto("/login")
    language = window.page.evaluate("navigator.language")[:2]
    window.context.add_cookies([{"name": "language", "value": language, "url": window.page.url}])
    return window.log_in(role_or_username, password)


def press(page: Page, name: str) -> None:
    """Press a button of the content."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


PAGES = (
    ("board", "/board"),
    ("withdrawn", "/board/withdrawn"),
    ("people", "/people"),
    ("people-new", "/people/new"),
    ("people-one", "/people/2"),
    ("people-inactive", "/people/inactive"),
    ("data", "/data"),
    ("data-query", "/data/query"),
    ("grants", "/data/grants"),
    ("grants-tables", "/data/grants/new"),
    ("grants-new", "/data/grants/new/events"),
    ("access-log", "/data/grants/log"),
    ("audit", "/audit"),
    ("try", "/try"),
    ("try-list-events", "/try/ListEvents"),
)


def test_pages_of_an_administrator(look: Visit, server: Server) -> None:
    """In both languages, wide and narrow, light and dark."""
    (event,) = submitted(server, 1, f"look{uuid4().hex[:6]}")
    enter(look, "admin")
    for name, path in (
        *PAGES,
        ("board-suggestion", f"/board?event={event.id}"),
        ("assign", f"/board/events/{event.id}"),
    ):
        look.page.goto(path)
        look.check(f"admin-{name}")


def test_pages_of_the_data_browser(look: Visit) -> None:
    """Tables, rows, a query with a parameter, a plot, a refusal."""
    enter(look, "reporter")
    page = look.page
    for name, path in (("tables", "/data"), ("table", "/data/tables/events?sort=submitted_at")):
        page.goto(path)
        look.check(f"data-{name}")
    page.goto("/data/query")
    page.locator("#sql").fill("SELECT status, count(*) AS events FROM events WHERE title <> :other GROUP BY status")
    page.locator(".query [value=run]").click()
    look.check("data-parameters")
    page.locator("#value-other").fill("x")
    page.locator(".query [value=run]").click()
    page.locator("#result summary").first.click()
    page.locator("#plot").select_option("bar")
    page.locator("#result [value=run]").click()
    expect(page.locator("figure[data-plot=bar] [data-value]").first).to_be_attached()
    look.check("data-plot")
    page.locator("#sql").fill("SELECT password_hash FROM users")
    page.locator(".query [value=run]").click()
    expect(page.locator("#sql-error")).to_contain_text("QUERY_REFUSED")
    expect(page.locator("#sql")).to_be_focused()
    look.check("data-refused")


def test_customers_are_kept_out(visitor: Visitor) -> None:
    """Of every page of administrators."""
    window = enter(visitor(), "customer")
    for name, path in PAGES:
        answer = window.page.goto(path)
        assert answer is not None
        expected = 200 if name in ("data", "data-query", "try", "try-list-events") else 403
        assert answer.status == expected, path


@pytest.mark.parametrize("script", [True, False])
def test_a_staff_member_is_created_and_logs_in(visitor: Visitor, *, script: bool) -> None:
    """With the password that was shown once."""
    window, username = enter(visitor(script=script), "admin"), f"hired.{uuid4().hex[:8]}"
    page = window.page
    page.goto("/people")
    page.get_by_role("button", name="New user").click()
    page.locator("#display_name").fill("Hired Today")
    page.locator("#username").fill(username)
    press(page, "Create user")
    first = page.locator("#first-password").inner_text()
    if script:
        window.check("people-first-password")
    theirs = enter(visitor(script=script), username, first).page
    theirs.goto("/data")
    for name, value in (("current_password", first), ("new_password", NEW_PASSWORD), ("repeated", NEW_PASSWORD)):
        theirs.locator(f"#{name}").fill(value)
    theirs.locator("main [type=submit]").click()
    expect(theirs.locator(".flash.success")).to_be_visible()
    theirs.goto("/data")
    expect(theirs.locator("h1")).to_have_text("Data")


@pytest.mark.parametrize("script", [True, False])
def test_three_events_are_assigned_and_one_is_in_conflict(visitor: Visitor, server: Server, *, script: bool) -> None:
    """A second administrator changed it meanwhile; it stays selected and goes the second time."""
    word = f"board{uuid4().hex[:8]}"
    events = submitted(server, 3, word)
    window = enter(visitor(script=script), "admin")
    page = window.page
    page.goto(f"/board?text={word}")
    for event in events:
        page.locator(f"#event-{event.id}").check()
    if script:
        expect(page.locator("#chosen-count")).to_have_text("3 events chosen")
    page.locator("#staff input[type=radio]").first.check()
    with as_(server, "admin") as second:
        second.events.update(events[1].id, expected_version=events[1].version, priority=models.Priority.HIGH)
    press(page, "Assign")
    expect(page.locator(".outcomes")).to_contain_text("2 events are assigned.")
    expect(page.locator(".outcomes li")).to_have_count(1)
    expect(page.locator(f"#event-{events[1].id}")).to_be_checked()
    if script:
        window.check("board-conflict")
    press(page, "Assign")
    expect(page.locator(".flash.success")).to_contain_text("1 event is assigned.")
    with as_(server, "admin") as desk:
        assert {desk.events.get(event.id).event.status for event in events} == {"assigned"}


def test_the_board_with_the_keyboard_and_without_loss(visitor: Visitor, server: Server) -> None:
    """Arrow keys move, the space bar chooses; a suggestion and a refresh replace parts and keep what was chosen."""
    word = f"keys{uuid4().hex[:8]}"
    first, second, _third = submitted(server, 3, word)
    window = enter(visitor(), "admin")
    page = window.page
    page.goto(f"/board?text={word}")
    page.locator(f"#event-{first.id}").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(page.locator(f"#event-{second.id}")).to_be_checked()
    page.locator(f"[data-suggest='{first.id}']").click()
    expect(page.locator("#staff .fit").first).to_be_visible()
    expect(page.locator(f"#event-{first.id}")).to_be_checked()
    expect(page.locator("#staff input[type=radio]").first).to_be_checked()
    page.locator("#staff input[type=radio]").nth(1).check()
    chosen = page.locator("#staff input[type=radio]:checked").get_attribute("value")
    with page.expect_response(lambda answer: "/board" in answer.url):
        page.get_by_role("button", name="Refresh").click()
    expect(page.locator("#chosen-count")).to_have_text("2 events chosen")
    expect(page.locator(f"#event-{second.id}")).to_be_checked()
    expect(page.locator(f"#staff input[value='{chosen}']")).to_be_checked()
    assert not window.complaints


def test_a_withdrawn_event_is_deleted_and_restored(visitor: Visitor, server: Server) -> None:
    """Each after a question."""
    word = f"gone{uuid4().hex[:8]}"
    (event,) = submitted(server, 1, word)
    with as_(server, "customer") as desk:
        desk.events.withdraw(event.id, expected_version=event.version)
    window = enter(visitor(), "admin")
    page = window.page
    page.goto(f"/board/withdrawn?text={word}")
    page.locator("details.confirm > summary").click()
    window.check("withdrawn-question")
    press(page, "Yes, delete")
    expect(page.locator(".flash.success")).to_contain_text("is deleted")
    page.goto(f"/board/withdrawn?state=deleted&text={word}")
    page.locator("details.confirm > summary").click()
    press(page, "Yes, restore")
    expect(page.locator(".flash.success")).to_contain_text("is restored")


def test_inactive_users_are_looked_at_before_they_are_frozen(
    visitor: Visitor, server: Server, demo_database: str
) -> None:
    """Then exactly those are frozen."""
    username = f"sleeper.{uuid4().hex[:8]}"
    with as_(server, "admin") as desk:
        desk.users.create(username=username, password=PASSWORD, display_name="Old Sleeper", role="staff")
    with closing(sqlite3.connect(demo_database.removeprefix("sqlite:///"))) as database, database:
        long_ago = "UPDATE users SET last_active_at = '2001' || substr(last_active_at, 5) WHERE username = ?"
        database.execute(long_ago, (username,))
    window = enter(visitor(), "admin")
    page = window.page
    page.goto("/people/inactive")
    page.locator("#reason").fill("Nobody has used it")
    page.locator("#role").select_option("customer")
    press(page, "Show who that is")
    expect(page.locator("#preview-card")).to_contain_text("Nobody would be frozen")
    page.locator("#role").select_option("staff")
    press(page, "Show who that is")
    expect(page.locator("#preview")).to_have_text("1 account would be frozen")
    expect(page.locator("#preview-card")).to_contain_text("Old Sleeper")
    window.check("people-preview")
    press(page, "Freeze 1 account")
    expect(page.locator(".flash.success")).to_have_text("1 account is frozen.")
    expect(page.locator("tbody")).to_contain_text(username)


def test_a_table_is_granted_queried_saved_and_logged(visitor: Visitor, server: Server) -> None:
    """From the grant to the line in both logs."""
    username = f"reader.{uuid4().hex[:8]}"
    with as_(server, "admin") as desk:
        desk.users.create(username=username, password=PASSWORD, display_name="Reader", role="staff")
    with SupportClient(f"{server.url}/soap", username=username, password=PASSWORD) as reader:
        reader.users.change_password(current_password=PASSWORD, new_password=NEW_PASSWORD)
    window = enter(visitor(), "admin")
    page = window.page
    page.goto("/data/grants/new")
    page.locator("main").get_by_role("link", name="Events", exact=True).click()
    page.locator("#username").fill(username)
    for value in ("status", "priority"):
        page.locator(f"[name=columns][value={value}]").check()
    for value in ("read", "query"):
        page.locator(f"[name=verbs][value={value}]").check()
    page.locator("[name=scope][value=all]").check()
    press(page, "Grant")
    expect(page.locator(".flash.success")).to_be_visible()
    theirs = enter(visitor(), username, NEW_PASSWORD).page
    theirs.goto("/data")
    theirs.get_by_role("link", name="Query it").click()
    theirs.locator("#sql").fill("SELECT id, status FROM events")
    press(theirs, "Run")
    expect(theirs.locator("#result tbody tr").first).to_be_visible()
    with theirs.expect_download() as saved:
        press(theirs, "All rows as CSV")
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    with as_(server, "admin") as desk:
        total = desk.events.list(exact_total=True).total + desk.events.list(status=models.EventStatus.DELETED).total
    assert (lines[0], len(lines)) == ("id,status", total + 1)
    press(theirs, "Run")
    expect(theirs.locator("#result tbody tr").first).to_be_visible()
    page.goto(f"/data/grants/log?person={username}")
    expect(page.locator("tbody tr").first).to_contain_text("ExecuteQuery")
    page.goto("/audit?person=demo.admin&operation=GrantDataAccess")
    expect(page.locator("tbody tr").first).to_contain_text("Done")
    page.goto("/try/ListDataAccess")
    press(page, "Call it")
    expect(page.locator("#tried")).to_contain_text("Answered")
    expect(page.locator("pre").nth(1)).to_contain_text("ExecuteQuery")
    window.check("try-answered")
