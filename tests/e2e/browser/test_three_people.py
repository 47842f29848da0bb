"""Three people carry an event through its life in Chromium, from the first start of a server, with no other tool."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import Visit, Visitor
from tests.e2e.conftest import PASSWORD, Serve, Server
from tests.e2e.test_main_job import printed_password
from web_ui.translating import LANGUAGES, load

pytestmark = pytest.mark.e2e
NEW_PASSWORD = "nine loud harbours"
PHOTO = bytes(range(256)) * 100
NOTE, SOLUTION, BETTER_SOLUTION = "第三台了 a known batch", "请打开后盖 open the flap", "已更换滚轮 a new roller"
FORCED = "Somebody else has set your password. Please choose one that only you know; then you can go on."
REASON, OPINION = "还是卡纸 it still jams", "第二次就好了 the second time it was right"
STEPS = (
    "SubmitEvent",
    "AssignEvents",
    "PostReply",
    "PostReply",
    "ResolveEvent",
    "ReopenEvent",
    "ResolveEvent",
    "CompleteEvent",
    "RateEvent",
)


@pytest.fixture
def server(serve: Serve, tmp_path: Path) -> Server:
    """A server that is started for the first time, instead of the demo's."""
    return serve(f"sqlite:///{tmp_path / 'desk.db'}", "--workers", "1", "--create")


class Person:
    """Somebody in a browser of their own, who goes by what they read.

    :param language: what they choose at the foot of the page; links and buttons are named in English here.
    """

    def __init__(self, window: Visit, language: str) -> None:
        self.page = window.page
        self.window = window
        self._words = load(language)
        self.page.goto("/")
        self.page.locator("footer").get_by_role("button", name=LANGUAGES[language]).click()

    def say(self, text: str, **values: object) -> str:
        """Return a text of the pages in this person's language."""
        translated: str = self._words.gettext(text)
        return translated % values if values else translated

    def go(self, label: str) -> None:
        """Follow a link of the navigation."""
        self.page.locator(".site-nav").get_by_role("link", name=self.say(label), exact=True).click()

    def press(self, name: str) -> None:
        """Press a button of the content, or unfold what one hides."""
        self.page.locator("main").get_by_role("button", name=self.say(name), exact=True).click()

    def fill(self, **values: str) -> None:
        """Write into fields."""
        for name, value in values.items():
            self.page.locator(f"#{name.replace('__', '-')}").fill(value)

    def open_event(self, title: str) -> None:
        """Open an event from a list."""
        self.page.locator("main").get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator("h1")).to_have_text(title)

    def reads(self, *texts: str) -> None:
        """Find texts in the content."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def is_told(self, text: str, **values: object) -> None:
        """Find a message of success."""
        expect(self.page.locator(".flash.success")).to_contain_text(self.say(text, **values))

    def log_in(self, username: str, password: str) -> None:
        """Log in."""
        self.go("Log in")
        self.fill(username=username, password=password)
        self.press("Log in")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def change_password(self, password: str) -> None:
        """Replace a password that somebody else knows."""
        self.fill(current_password=password, new_password=NEW_PASSWORD, repeated=NEW_PASSWORD)
        self.press("Change password")
        self.is_told("Your password is changed. All other sessions have ended.")


def register(customer: Person) -> None:
    """The customer makes an account."""
    customer.go("Register")
    customer.fill(username="li.lei", display_name="李雷", password=PASSWORD, repeated=PASSWORD)
    customer.press("Register")
    customer.page.wait_for_url("**/events")


def submit(customer: Person, title: str) -> int:
    """The customer submits an event with a photograph, and its number is returned."""
    customer.go("My events")
    customer.page.locator("main").get_by_role("button", name=customer.say("Submit an event")).first.click()
    customer.fill(title=title, content="第二页卡纸。\n\nThe second page jams.")
    photo = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    customer.page.locator("#attachments").set_input_files(photo)  # type: ignore[arg-type]
    customer.press("Submit")
    customer.page.wait_for_url(re.compile(r"/events/[0-9]+$"))
    customer.reads(title, "照片.jpg", customer.say("We have your event"))
    return int(customer.page.url.rpartition("/")[2])


def hire(admin: Person) -> str:
    """The administrator makes an account for a staff member, and the password that is shown once is returned."""
    admin.go("Users")
    admin.press("New user")
    admin.fill(display_name="李娜", username="li.na")
    admin.page.locator("#role").select_option("staff")
    admin.press("Create user")
    admin.reads("li.na")
    return admin.page.locator("#first-password").inner_text()


def take_over(admin: Person, printed: str) -> None:
    """The administrator logs in with the password that the server printed, and changes it."""
    admin.log_in("admin", printed)
    admin.page.locator(".menu > summary").click()
    admin.page.locator(".menu-list").get_by_role("link", name=admin.say("Change password")).click()
    admin.change_password(printed)


def begin(staff: Person, first_password: str) -> None:
    """The staff member logs in with the first password, and has to change it before anything else."""
    staff.log_in("li.na", first_password)
    staff.reads(staff.say(FORCED))
    staff.page.goto("/work")
    staff.change_password(first_password)


def assign(admin: Person, number: int) -> None:
    """The administrator asks who suits the event, and assigns it."""
    admin.go("Assignment")
    suggest = admin.say("Suggest somebody for event %(number)s", number=number)
    admin.page.get_by_role("button", name=suggest, exact=True).click()
    expect(admin.page.locator("#staff .fit")).to_have_count(1)
    expect(admin.page.get_by_role("radio", name="李娜")).to_be_checked()
    expect(admin.page.locator(f"#event-{number}")).to_be_checked()
    admin.press("Assign")
    expect(admin.page.locator(".flash.success")).to_be_visible()
    expect(admin.page.locator(f"#event-{number}")).to_have_count(0)


def handle(staff: Person, title: str) -> None:
    """The staff member finds the event, reads it with its file, replies, and writes a note."""
    staff.go("My work")
    staff.open_event(title)
    staff.reads("第二页卡纸。")
    with staff.page.expect_download() as started:
        staff.page.locator(".event-content .files a").click()
    assert started.value.path().read_bytes() == PHOTO
    staff.fill(reply__text="Which paper do you use?")
    staff.press("Send")
    staff.is_told("Your reply is sent.")
    staff.fill(reply__text=NOTE)
    staff.page.locator("#reply-internal").check()
    staff.press("Send")
    expect(staff.page.locator(".message.internal")).to_contain_text(NOTE)


def resolve(staff: Person, title: str, solution: str) -> None:
    """The staff member proposes a solution."""
    staff.go("My work")
    staff.open_event(title)
    staff.page.locator("#to-resolve > summary").click()
    staff.fill(resolve__solution=solution)
    staff.press("Propose this solution")
    staff.is_told("Your solution is sent. The customer decides now.")


def reopen(customer: Person, title: str) -> None:
    """The customer reads the solution, but not the note, and does not agree."""
    customer.go("My events")
    customer.open_event(title)
    customer.reads("Which paper do you use?", SOLUTION, customer.say("Is it solved?"))
    assert NOTE not in customer.page.content()
    customer.press("No, reopen")
    customer.fill(reopen__reason=REASON)
    customer.press("Reopen")
    customer.is_told("The event is open again. We go on with it.")


def complete(customer: Person, title: str) -> None:
    """The customer agrees, and rates."""
    customer.go("My events")
    customer.open_event(title)
    customer.reads(BETTER_SOLUTION)
    customer.press("Yes, complete")
    customer.is_told("The event is completed. Thank you!")
    customer.page.get_by_role("radio", name=customer.say("Good"), exact=True).check(force=True)
    customer.fill(rate__opinion=OPINION)
    customer.press("Send your rating")
    customer.is_told("Thank you for your rating.")
    assert NOTE not in customer.page.content()


def withdraw(customer: Person) -> None:
    """The customer takes an event back."""
    customer.press("Withdraw")
    customer.fill(withdraw__reason="找到了 found it")
    customer.press("Withdraw the event")
    customer.is_told("The event is withdrawn.")


def delete_and_restore(admin: Person, number: int) -> None:
    """The administrator deletes a withdrawn event and thinks better of it."""
    admin.go("Assignment")
    tabs = admin.page.locator(".tabs")
    tabs.get_by_role("link", name=admin.say("Withdrawn and deleted")).click()
    admin.press("Delete")
    admin.press("Yes, delete")
    admin.is_told("Event %(number)s is deleted.", number=number)
    admin.page.locator("#state").select_option("deleted")
    admin.press("Filter")
    admin.press("Restore")
    admin.press("Yes, restore")
    admin.is_told("Event %(number)s is restored as withdrawn.", number=number)


def look_into_the_log(admin: Person, number: int) -> None:
    """The administrator finds each step of the event in the audit log."""
    admin.go("Audit log")
    admin.fill(subject=f"event:{number}")
    admin.press("Filter")
    admin.page.wait_for_url("**subject=event*")
    operations = admin.page.locator("tbody th[scope=row]").all_inner_texts()
    assert sorted(operations) == sorted(STEPS)


def look_back(admin: Person, number: int, title: str) -> None:
    """The administrator sees all of it: in the figures, in the log, and on the event."""
    admin.go("Dashboard")
    tiles = admin.page.locator(".tile")
    expect(tiles.filter(has_text=admin.say("Submitted")).locator(".tile-value")).to_have_text("2")
    expect(tiles.filter(has_text=admin.say("Mean rating")).locator(".tile-value")).to_contain_text("4")
    expect(tiles.filter(has_text=admin.say("Open now")).locator(".tile-value")).to_have_text("0")
    look_into_the_log(admin, number)
    admin.go("Events")
    admin.open_event(title)
    admin.reads(NOTE, REASON, OPINION)


@pytest.mark.parametrize(("language", "script"), [("en", False), ("zh", True)], ids=["en-without-script", "zh"])
def test_three_people_carry_an_event_through_its_life(
    visitor: Visitor, server: Server, language: str, *, script: bool
) -> None:
    """Registration, submission, assignment, replies, solutions, completion, rating; withdrawal, deletion, restoring."""
    customer, staff, admin = (Person(visitor(language=language, script=script), language) for _ in range(3))
    title = "打印机卡纸" if language == "zh" else "Printer jams"
    (printed,) = printed_password(server.output)
    register(customer)
    number = submit(customer, title)
    take_over(admin, printed)
    first_password = hire(admin)
    assign(admin, number)
    begin(staff, first_password)
    handle(staff, title)
    resolve(staff, title, SOLUTION)
    reopen(customer, title)
    resolve(staff, title, BETTER_SOLUTION)
    complete(customer, title)
    staff.go("My scorecard")
    staff.reads(OPINION)
    expect(staff.page.locator(".ratings").get_by_role("img")).to_have_accessible_name(
        staff.say("%(score)s of 5", score=4)
    )
    second = submit(customer, f"{title} 2")
    withdraw(customer)
    delete_and_restore(admin, second)
    look_back(admin, number, title)
    assert not [one.window.complaints for one in (customer, staff, admin) if one.window.complaints]
