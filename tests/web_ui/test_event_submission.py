"""Submit and edit an event; files on their way in and out."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask

from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser
from tests.web_ui.stories import Story, upload

LONG = "喵\n" * 10_000


def test_an_event_with_files_is_submitted(customer: Browser) -> None:
    """And its page is shown."""
    files = [upload("a.txt", b"first"), upload("图片.png", b"second")]
    page = customer.submit("/events/new", title=" Printer ", content="It\r\njams.", attachments=files, follow=True)
    assert page.status == 200
    assert page.words("//h1") == "Printer"
    assert [node.text_content() for node in page.all("//*[@class='file-name']")] == ["a.txt", "图片.png"]
    assert "<p>It<br>jams.</p>" in page.text


def test_text_may_be_as_long_as_the_desk_takes(customer: Browser) -> None:
    """A line end counts once, though browsers send two characters."""
    page = customer.submit("/events/new", title="x" * 200, content=LONG[:-1].replace("\n", "\r\n"), follow=True)
    assert page.status == 200
    assert page.text.count("喵") == 10_000


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"title": " "}, "title", "Please fill this in."),
        ({"title": "x" * 201}, "title", "At most 200 characters."),
        ({"content": "x" * 20_001}, "content", "At most 20000 characters."),
        ({"content": "null \0 byte"}, "content", "control characters"),
        ({"category": "no-such"}, "category", "Not a valid choice."),
        ({"priority": "no-such"}, "priority", "Not a valid choice."),
        ({"attachments": [upload("empty.txt", b"")]}, "attachments", "The file is empty."),
        ({"attachments": [upload("virus.exe")]}, "attachments", "Files that end in .exe are not taken."),
        ({"attachments": [upload("a" * 151)]}, "attachments", None),
    ],
)
def test_a_refused_form_keeps_what_was_written(
    customer: Browser, values: dict[str, Any], field: str, said: str | None
) -> None:
    """With what is wrong beside its field."""
    page = customer.submit("/events/new", **{"title": "Kept title", "content": "Kept content", **values})
    assert page.status == 422
    message = page.words(f"//*[@id='{field}-error']")
    assert message
    assert said is None or said in message
    form = page.form()
    assert "title" in values or form["title"] == "Kept title"
    assert "content" in values or form["content"].strip() == "Kept content"
    assert ("Please choose your files again." in page.words()) == ("attachments" in values)


def test_a_form_that_is_sent_twice_makes_one_event(app: Flask, desk_server: InProcess) -> None:
    """The form carries its requestId."""
    browser = Browser(app).log_in(Story(desk_server).username)
    values = {**browser.get("/events/new").form(), "title": "Once", "content": "x"}
    values.pop("attachments", None)
    assert browser.post("/events/new", values).location == browser.post("/events/new", values).location
    changed = browser.post("/events/new", {**values, "title": "Other words"})
    assert changed.status == 422
    assert "You sent this before with other words." in changed.words()
    assert browser.post("/events/new", changed.form()).status == 303


def test_staff_submit_on_behalf_of_a_customer(app: Flask, desk_server: InProcess, staff: Browser) -> None:
    """They see it only when it is assigned to them, so they come to the list."""
    story = Story(desk_server)
    number = story.seen().event.customer.id
    page = staff.submit("/events/new", title="For them", content="x", customer_id="")
    assert page.words("//*[@id='customer_id-error']") == "Please fill this in."
    assert staff.submit("/events/new", title="For them", content="x", customer_id="999999").status == 422
    page = staff.submit(f"/events/new?customer_id={number}", title="For them", content="x", follow=True)
    assert "An administrator assigns it." in page.words()
    assert "For them" in Browser(app).log_in(story.username).get("/events").words()


def test_staff_choose_among_the_customers_whose_events_they_handle(desk_server: InProcess, staff: Browser) -> None:
    """By name, each once; and who is chosen stands above the number. They may not list accounts."""
    first, second = Story(desk_server).assigned(), Story(desk_server).assigned()
    customer = first.seen().event.customer
    with desk_server.client(first.username) as desk:
        desk.events.submit(title="Another of theirs", content="x")
    chosen = f"/events/new?customer_id={customer.id}"
    assert staff.get("/events/new").all("//*[@class='people']//a/@href").count(chosen) == 1
    assert second.seen().event.customer.display_name in staff.get("/events/new").words("//*[@class='people']")
    page = staff.get(chosen)
    assert page.form()["customer_id"] == str(customer.id)
    assert f"For {customer.display_name}" in page.words("//*[@class='page-head']")


def test_administrators_find_the_customer_by_name(admin: Browser) -> None:
    """They may list accounts."""
    page = admin.get("/events/new?customer=li.le")
    links = page.all("//*[@class='choose']//a/@href")
    assert len(links) == 1
    form = admin.get(links[0]).form()
    page = admin.post(links[0], {**form, "title": "Called us", "content": "x"}, follow=True)
    assert page.words("//h1") == "Called us"
    assert "No active customer has such a name" in admin.get("/events/new?customer=nobody.at.all").words()


def test_a_customer_edits_all_of_an_event(app: Flask, desk_server: InProcess) -> None:
    """Until it is resolved."""
    story = Story(desk_server)
    browser = Browser(app).log_in(story.username)
    values = {"title": "New title", "content": "New", "priority": "high", "category": "complaint"}
    page = browser.submit(f"{story.page}/edit", **values, follow=True)
    assert page.words("//h1") == "New title"
    event = story.seen().event
    assert {name: getattr(event, name) for name in values} == values
    story.assigned().resolved()
    page = browser.get(f"{story.page}/edit", follow=True)
    assert "This event can no longer be edited." in page.words()


def test_staff_edit_the_category_and_the_priority(desk_server: InProcess, staff: Browser) -> None:
    """The words are the customer's."""
    story = Story(desk_server).assigned()
    form = staff.get(f"{story.page}/edit").form()
    assert "title" not in form
    assert staff.submit(f"{story.page}/edit", priority="urgent").status == 303
    assert story.seen().event.priority == "urgent"


def test_a_conflict_shows_both_versions_and_loses_nothing(app: Flask, desk_server: InProcess, staff: Browser) -> None:
    """Sent once more, it is saved."""
    story = Story(desk_server).assigned()
    browser = Browser(app).log_in(story.username)
    form = {**browser.get(f"{story.page}/edit").form(), "title": "What I wrote"}
    staff.submit(f"{story.page}/edit", priority="urgent")
    page = browser.post(f"{story.page}/edit", form)
    assert page.status == 422
    assert page.form()["title"] == "What I wrote"
    assert "Urgent" in page.words("//*[@class='differences']")
    assert browser.post(f"{story.page}/edit", page.form()).status == 303
    assert story.seen().event.title == "What I wrote"


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../x<y>.html", "x_y_.html"),
        ("a:b|c.txt", "a_b_c.txt"),
        ("图片 \U0001f600.png", "图片 \U0001f600.png"),
        ("bidi\u202egnp.html", "bidignp.html"),
    ],
)
def test_a_download_is_saved_and_never_shown(customer: Browser, name: str, saved: str) -> None:
    """Whatever it is called and whatever is in it."""
    content = b"<script>alert(1)</script>"
    page = customer.submit("/events/new", title="x", content="x", attachments=[upload(name, content)], follow=True)
    (link,) = page.all("//*[@class='files']//a/@href")
    answer = customer.get(link)
    assert answer.response.data == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    (encoded,) = re.findall(r"filename\*=UTF-8''(\S+)", disposition)
    assert unquote(encoded) == saved


def test_files_of_others_are_not_found(app: Flask, desk_server: InProcess) -> None:
    """Those of other customers' events, and those on internal notes of one's own."""
    story = Story(desk_server).assigned()
    with story.acting("staff.wang") as staff:
        staff.replies.post(story.id, text="note", internal=True, attachments=[("note.txt", b"secret")])
        attachment = staff.events.get(story.id).attachments[0].id
    for username in (story.username, "li.lei"):
        assert Browser(app).log_in(username).get(f"/attachments/{attachment}").status == 404
    assert Browser(app).log_in("staff.wang").get(f"/attachments/{attachment}").response.data == b"secret"
    assert Browser(app).get(f"/attachments/{attachment}").status == 302


def test_a_form_says_how_many_files_it_takes(customer: Browser) -> None:
    """All files of a new event go in one call, which takes fewer than an event may have."""
    assert "Up to 10 files" in customer.get("/events/new").words()
    values: dict[str, Any] = {"title": "Printer", "content": "It jams."}
    files = [upload(f"{number}.txt", b"x") for number in range(10)]
    assert customer.submit("/events/new", **values, attachments=files).status == 303
    files = [upload(f"{number}.txt", b"x") for number in range(11)]
    refused = customer.submit("/events/new", **values, attachments=files)
    assert refused.status == 422
    assert "These are too many files." in refused.words()
