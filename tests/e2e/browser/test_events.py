"""Events in a real browser: a customer's journey from the registration to a changed rating, and what is beside it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Page, expect

from client_sdk import SupportClient
from tests.e2e.browser.conftest import PEOPLE, Visit, Visitor
from tests.e2e.conftest import PASSWORD, Server

pytestmark = pytest.mark.e2e
HOSTILE = "<script>document.title='broken'</script> \"quotes' & \U0001f600 \u202eevil"
Act = Callable[[str], SupportClient]


@pytest.fixture
def acting(server: Server) -> Iterator[Act]:
    """Return a function that gives somebody's client of the SDK."""
    opened: list[SupportClient] = []

    def client(username: str) -> SupportClient:
        opened.append(SupportClient(f"{server.url}/soap", username=PEOPLE.get(username, username), password=PASSWORD))
        return opened[-1]

    yield client
    for one in opened:
        one.close()


def register(page: Page) -> str:
    """Register a customer on the page, who then is on their list of events."""
    username = f"guest.{uuid4().hex[:10]}"
    page.goto("/register")
    for name, value in {
        "username": username,
        "display_name": "Guest",
        "password": PASSWORD,
        "repeated": PASSWORD,
    }.items():
        page.locator(f"#{name}").fill(value)
    page.locator("main [type=submit]").click()
    page.wait_for_url("**/events")
    return username


def submit(page: Page, title: str = "Printer jams", files: tuple[FilePayload, ...] = ()) -> int:
    """Submit an event on the page and return its number."""
    page.goto("/events/new")
    page.locator("#title").fill(title)
    page.locator("#content").fill("The second page jams.\n\nI tried two kinds of paper.")
    if files:
        page.locator("#attachments").set_input_files(files)
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile(r"/events/[0-9]+$"))
    return int(page.url.rpartition("/")[2])


def file(name: str, content: bytes = b"content") -> FilePayload:
    """Return a file as Playwright takes it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def assign(acting: Act, event_id: int) -> SupportClient:
    """Assign an event to the demo's staff member and return their client."""
    staff, admin = acting("staff"), acting("admin")
    handler = staff.users.get_current().id
    version = admin.events.get(event_id).event.version
    admin.assignments.assign(event_id, handler_id=handler, expected_version=version)
    return staff


def resolve(staff: SupportClient, event_id: int) -> None:
    """Propose a solution."""
    version = staff.events.get(event_id).event.version
    staff.replies.resolve(event_id, expected_version=version, solution="Open the rear flap.")


@pytest.mark.parametrize("script", [True, False])
def test_from_registration_to_a_changed_rating(visitor: Visitor, acting: Act, *, script: bool) -> None:
    """A customer's whole way; it works without script too."""
    window = visitor(script=script)
    page = window.page
    register(page)
    page.get_by_role("button", name="Submit an event").first.click()
    event_id = submit(page, files=(file("a.txt"), file("photo.png")))
    expect(page.locator(".event-content .file-name")).to_have_text(["a.txt", "photo.png"])
    page.get_by_role("button", name="Edit").click()
    page.locator("#title").fill("Printer jams on the second page")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Printer jams on the second page")
    page.locator("#reply-text").fill("It is the blue one.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message.mine")).to_contain_text("It is the blue one.")
    staff = assign(acting, event_id)
    resolve(staff, event_id)
    page.reload()
    expect(page.locator(".next-step")).to_contain_text("Open the rear flap.")
    page.get_by_text("No, reopen").click()
    page.locator("#reopen-reason").fill("It still jams.")
    page.get_by_role("button", name="Reopen", exact=True).click()
    expect(page.locator("#history")).to_contain_text("It still jams.")
    resolve(staff, event_id)
    page.reload()
    page.get_by_role("button", name="Yes, complete").click()
    page.locator(".star-list label").nth(2).click()
    page.locator("#rate-opinion").fill("It took two attempts.")
    page.get_by_role("button", name="Send your rating").click()
    expect(page.locator("[aria-labelledby=rating]")).to_contain_text("It took two attempts.")
    page.get_by_text("Change your rating").click()
    page.locator(".star-list label").nth(4).click()
    page.get_by_role("button", name="Save your rating").click()
    expect(page.get_by_role("img", name="5 of 5")).to_be_visible()
    assert not window.complaints


def test_an_event_is_withdrawn(visitor: Visitor) -> None:
    """With a reason that stays in the history."""
    page = visitor().page
    register(page)
    submit(page)
    page.locator("summary", has_text="Withdraw").click()
    page.locator("#withdraw-reason").fill("I found it.")
    page.get_by_role("button", name="Withdraw the event").click()
    expect(page.locator(".event-line")).to_contain_text("Withdrawn")
    expect(page.locator("#history")).to_contain_text("I found it.")


def test_a_list_of_sixty_is_searched_filtered_and_paged(visitor: Visitor, acting: Act) -> None:
    """Without loading the page anew, and the address says what is shown."""
    window = visitor()
    page = window.page
    desk = acting(register(page))
    for number in range(60):
        desk.events.submit(title=f"{'Scanner' if number % 2 else 'Printer'} {number}", content="It jams.")
    page.goto("/events")
    page.evaluate("window.isTheSame = true")
    rows = page.locator("#list .title")
    expect(rows).to_have_count(20)
    expect(page.locator(".pager")).to_contain_text("60 entries")
    page.locator("#text").fill("scanner")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".pager")).to_contain_text("30 entries")
    assert "text=scanner" in page.url
    page.get_by_role("link", name="Next page").click()
    expect(rows.first).to_have_text("Scanner 19")
    page.get_by_role("link", name="Withdrawn").click()
    expect(page.locator(".empty")).to_contain_text("No event matches")
    page.get_by_role("link", name="Still open").click()
    expect(rows.first).to_have_text("Scanner 59")
    page.get_by_text("More filters").click()
    page.get_by_label("Priority").select_option("high")
    expect(page.locator(".empty")).to_be_visible()
    assert "priority=high" in page.url
    page.go_back()
    expect(rows.first).to_have_text("Scanner 59")
    assert page.evaluate("window.isTheSame")
    assert not window.complaints


def test_hostile_words_are_only_words(visitor: Visitor, acting: Act) -> None:
    """In titles, texts and replies, in the list and on the page, however long."""
    window = visitor(width=360)
    page = window.page
    desk = acting(register(page))
    event = desk.events.submit(title=HOSTILE, content=HOSTILE + "喵" * 10_000 + "x" * 9_000)
    desk.replies.post(event.id, text=f"{HOSTILE}\n{'W' * 500}")
    page.goto("/events")
    expect(page.locator("#list .title")).to_have_text(HOSTILE)
    window.check()
    page.goto(f"/events/{event.id}")
    expect(page.locator("h1")).to_have_text(HOSTILE)
    assert page.title() != "broken"
    window.check("event-hostile")


def test_a_file_is_saved_under_a_harmless_name(visitor: Visitor, tmp_path: Path) -> None:
    """Whatever it was called."""
    page = visitor().page
    register(page)
    submit(page, files=(file("../../x<y>.html", b"<script>alert(1)</script>"),))
    with page.expect_download() as started:
        page.locator(".event-content .files a").click()
    assert started.value.suggested_filename == "x_y_.html"
    started.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == b"<script>alert(1)</script>"


def test_files_are_listed_and_checked_before_they_are_sent(visitor: Visitor) -> None:
    """What is too large is said at once and can be removed."""
    window = visitor()
    page = window.page
    register(page)
    page.goto("/events/new")
    page.locator("#title").fill("Kept")
    page.locator("#content").fill("Kept")
    chooser = page.locator("#attachments")
    chooser.set_input_files([file("small.txt")])
    chooser.set_input_files([file("large.bin", b"x" * (5 * 2**20 + 1)), file("empty.txt", b"")])
    expect(page.locator(".upload-list .file-name")).to_have_text(["small.txt", "large.bin", "empty.txt"])
    expect(page.locator(".upload .field-error")).to_contain_text("large.bin is larger than 5 MB")
    window.check("event-new-files")
    page.get_by_role("button", name="Submit").click()
    assert page.url.endswith("/events/new")
    page.get_by_role("button", name="Remove: large.bin").click()
    page.get_by_role("button", name="Remove: empty.txt").click()
    expect(page.locator(".upload .field-error")).to_be_hidden()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".event-content .file-name")).to_have_text(["small.txt"])


def test_files_can_be_dropped(visitor: Visitor) -> None:
    """On the field; they are sent as chosen ones are."""
    page = visitor().page
    register(page)
    page.goto("/events/new")
    page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["content"], "dropped.txt"));
            document.querySelector("[data-upload]").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        }"""
    )
    expect(page.locator(".upload-list .file-name")).to_have_text("dropped.txt")
    page.locator("#title").fill("x")
    page.locator("#content").fill("x")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".event-content .file-name")).to_have_text("dropped.txt")


def test_how_the_pages_of_events_look(look: Visit, acting: Act) -> None:
    """Empty and full, before and after the decisions."""
    page = look.page
    desk = acting(register(page))
    look.check("events-empty")
    page.goto("/events/new")
    page.locator("main form [type=submit]").click()
    look.check("event-new-wrong")
    event = desk.events.submit(title="Printer jams", content="The second page.", attachments=[("a.txt", b"content")])
    page.goto(f"/events/{event.id}")
    look.check("event-submitted")
    staff = assign(acting, event.id)
    staff.replies.post(event.id, text="Which colour?")
    resolve(staff, event.id)
    page.reload()
    page.locator(".next-step summary").click()
    look.check("event-resolved")
    page.locator(".next-step form.inline-form [type=submit]").click()
    page.locator(".star-list").wait_for()
    look.check("event-completed")
    page.goto("/events?priority=normal")
    look.check("events")


def test_how_the_pages_of_events_look_to_staff(look: Visit, acting: Act) -> None:
    """With notes that customers never see."""
    desk = acting("customer")
    event = desk.events.submit(title="Scanner jams", content="Every time.")
    staff = assign(acting, event.id)
    staff.replies.post(event.id, text="A known batch.", internal=True)
    page = look.log_in("staff").page
    page.goto(f"/events/{event.id}")
    page.locator("#to-resolve summary").click()
    look.check("staff-event")
    page.goto(f"/events/{event.id}/edit")
    look.check("staff-event-edit")
    page.goto("/events/new")
    look.check("staff-event-new")
