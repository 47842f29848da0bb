"""The page of an event: its conversation, and what its customer and staff do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser, Page
from tests.web_ui.stories import Story, upload
from web_ui.app import create_app
from web_ui.config import WebConfig


@pytest.fixture
def story(desk_server: InProcess) -> Story:
    """An event that nobody has looked at."""
    return Story(desk_server)


@pytest.fixture
def browser(app: Flask, story: Story) -> Browser:
    """Its customer's browser."""
    return Browser(app).log_in(story.username)


def act(browser: Browser, story: Story, name: str, **values: Any) -> Page:
    """Fill in and send one of the forms of the page."""
    sent: dict[str, Any] = {f"{name}-{field}": value for field, value in values.items()}
    return browser.submit(story.page, action=f"{story.page}/{name}", **sent)


def actions(page: Page) -> set[str]:
    """Return what the forms of a page do."""
    return {form.action.rpartition("/")[2] for form in page.tree.forms if (form.action or "").startswith("/events/")}


def test_a_customer_talks_with_staff(browser: Browser, story: Story, staff: Browser) -> None:
    """In order, with files beside the words that they came with."""
    act(browser, story, "reply", text="Hello?\r\n<b>", attachments=[upload("a.txt"), upload("b.txt")])
    story.assigned()
    assert act(staff, story, "reply", text="What colour?").location == f"{story.page}#latest"
    page = browser.get(story.page)
    messages = page.all("//*[@class='conversation']/li")
    assert [message.get("class") for message in messages] == ["message mine", "message"]
    assert "a.txt" in messages[0].text_content()
    assert "b.txt" in messages[0].text_content()
    assert "<p>Hello?<br>&lt;b&gt;</p>" in page.text
    assert "There is an answer for you" in page.words("//*[contains(@class, 'next-step')]")
    assert story.status == "in_progress"


def test_customers_do_not_see_internal_notes(browser: Browser, story: Story, staff: Browser) -> None:
    """Nor that there are any; staff see them marked."""
    story.assigned()
    act(staff, story, "reply", text="He calls every day.", internal="y", attachments=[upload("note.txt")])
    seen = staff.get(story.page)
    assert "Internal note" in seen.words("//li[contains(@class, 'internal')]")
    page = browser.get(story.page)
    assert "He calls" not in page.text
    assert "note.txt" not in page.text
    assert "internal" not in page.words("//*[@class='conversation']").lower()
    assert page.all("//*[@id='history']//li").__len__() == 2


def test_nobody_writes_internal_notes_on_an_event_of_their_own(browser: Browser, story: Story) -> None:
    """There is no box for it, and sending it nevertheless is refused by the desk."""
    assert "Internal note" not in browser.get(story.page).text
    assert act(browser, story, "reply", text="note", internal="y").status == 403


def test_each_role_is_offered_what_the_desk_allows(
    browser: Browser, story: Story, staff: Browser, admin: Browser
) -> None:
    """From the submission to the withdrawal."""
    assert actions(browser.get(story.page)) == {"reply", "attach", "withdraw"}
    assert staff.get(story.page).status == 404
    story.assigned()
    assert actions(browser.get(story.page)) == {"reply", "attach", "complete", "withdraw"}
    assert actions(staff.get(story.page)) == {"reply", "attach", "resolve"}
    assert actions(admin.get(story.page)) == {"reply", "attach"}
    story.resolved()
    assert actions(browser.get(story.page)) == {"reply", "attach", "complete", "reopen"}
    assert actions(staff.get(story.page)) == {"reply", "attach"}
    story.completed()
    assert actions(browser.get(story.page)) == {"reopen", "rate"}
    assert actions(staff.get(story.page)) == set()


def test_a_proposed_solution_is_put_to_the_customer(browser: Browser, story: Story, staff: Browser) -> None:
    """Who reopens the event with a reason, or completes it and is asked for a rating at once."""
    story.assigned()
    act(staff, story, "resolve", solution="Open the rear flap.")
    asked = browser.get(story.page).words("//*[contains(@class, 'next-step')]")
    assert "Is it solved?" in asked
    assert "Open the rear flap." in asked
    page = act(browser, story, "reopen", reason=" ")
    assert page.status == 422
    assert page.all("//details[@open]//*[@id='reopen-reason-error']")
    act(browser, story, "reopen", reason="It jams again.")
    assert story.status == "in_progress"
    assert "It jams again." in browser.get(story.page).words("//*[@id='history']")
    story.resolved()
    act(browser, story, "complete")
    assert story.status == "completed"
    assert "How did we do?" in browser.get(story.page).words("//*[contains(@class, 'next-step')]")


def test_a_rating_is_given_and_changed(browser: Browser, story: Story) -> None:
    """What was given stands in the form."""
    story.assigned().resolved().completed()
    assert "Please choose one to five stars." in act(browser, story, "rate").words("//*[@id='rate-score-error']")
    act(browser, story, "rate", score="4", opinion="Quick & <b>kind</b>")
    page = browser.get(story.page)
    assert page.form(f"{story.page}/rate")["rate-score"] == "4"
    assert "Quick & <b>kind</b>" in page.words("//*[@aria-labelledby='rating']")
    act(browser, story, "rate", score="2", opinion="")
    rating = story.seen().rating
    assert rating is not None
    assert (rating.score, rating.opinion) == (2, None)


def test_a_rating_is_not_changed_when_its_time_is_over() -> None:
    """The form is gone; who had it open reads why."""
    now = [datetime(2026, 3, 1, 9, tzinfo=UTC)]
    with InProcess(clock=lambda: now[0]) as server:
        server.add_user("staff.wang", role="staff")
        server.add_user("admin.zhao", role="admin")
        app = create_app(WebConfig(server.url, "k" * 40, transport=server.transport))
        story = Story(server).assigned().resolved().completed()
        browser = Browser(app).log_in(story.username)
        act(browser, story, "rate", score="4")
        form = browser.get(story.page).form(f"{story.page}/rate")
        now[0] += timedelta(hours=13)
        browser = Browser(app).log_in(story.username)
        assert "rate" not in actions(browser.get(story.page))
        form["csrf_token"] = browser.get(story.page).form("/logout")["csrf_token"]
        page = browser.post(f"{story.page}/rate", {**form, "rate-score": "5", "rate-opinion": "On second thoughts"})
        assert page.status == 422
        assert "which is over" in page.words("//*[@role='alert']")
        assert "On second thoughts" in page.text


def test_an_event_is_withdrawn_with_a_reason(browser: Browser, story: Story) -> None:
    """And nothing more is offered."""
    act(browser, story, "withdraw", reason="I found it myself.")
    page = browser.get(story.page)
    assert story.status == "withdrawn"
    assert actions(page) == set()
    assert "I found it myself." in page.words("//*[@id='history']")


def test_files_are_added_later(browser: Browser, story: Story) -> None:
    """Several at once."""
    assert act(browser, story, "attach").status == 422
    assert act(browser, story, "attach", file=[upload("a.txt"), upload("b.txt")]).status == 303
    assert [file.file_name for file in story.seen().attachments] == ["a.txt", "b.txt"]


def test_a_refused_file_does_not_add_the_others_twice(browser: Browser, story: Story) -> None:
    """Though each is a call of its own."""
    form: dict[str, Any] = browser.get(story.page).form(f"{story.page}/attach")
    for second in ("", "content"):
        form["attach-file"] = [upload("a.txt"), upload("b.txt", second.encode())]
        page = browser.post(f"{story.page}/attach", form)
        assert page.status == (303 if second else 422)
    assert [file.file_name for file in story.seen().attachments] == ["a.txt", "b.txt"]


def test_a_decision_on_an_event_that_changed_is_not_carried_out(app: Flask, story: Story) -> None:
    """The reader sees the present state, with their words still in the form, and may send it again."""
    browser = Browser(app).log_in(story.username)
    form = {**browser.get(story.page).form(f"{story.page}/withdraw"), "withdraw-reason": "No longer needed."}
    story.assigned()
    page = browser.post(f"{story.page}/withdraw", form)
    assert page.status == 409
    assert story.status == "assigned"
    assert "Meanwhile the event has changed" in page.words("//*[@role='alert']")
    again = page.form(f"{story.page}/withdraw")
    assert again["withdraw-reason"].strip() == "No longer needed."
    assert browser.post(f"{story.page}/withdraw", again).status == 303
    assert story.status == "withdrawn"


def test_what_was_written_stays_where_a_reply_is_no_longer_possible(browser: Browser, story: Story) -> None:
    """So that it can be copied."""
    form = {**browser.get(story.page).form(f"{story.page}/reply"), "reply-text": "A long story"}
    form.pop("reply-attachments", None)
    act(browser, story, "withdraw")
    page = browser.post(f"{story.page}/reply", form)
    assert page.status == 422
    assert "A long story" in page.text


def test_a_reply_that_is_sent_twice_stands_there_once(browser: Browser, story: Story) -> None:
    """The form carries its requestId."""
    form = {**browser.get(story.page).form(f"{story.page}/reply"), "reply-text": "Once"}
    form.pop("reply-attachments", None)
    for _ in range(2):
        assert browser.post(f"{story.page}/reply", form).status == 303
    assert len(story.seen().replies) == 1


def test_earlier_replies_are_shown_on_demand(browser: Browser, story: Story) -> None:
    """The page begins with the latest fifty."""
    with story.acting(story.username) as desk:
        for number in range(53):
            desk.replies.post(story.id, text=f"Message {number}")
    page = browser.get(story.page)
    assert len(page.all("//*[@class='conversation']/li")) == 50
    (link,) = page.all("//*[@class='earlier']/a")
    assert "Show 3 earlier replies" in link.text_content()
    whole = browser.get(link.get("href").partition("#")[0])
    assert len(whole.all("//*[@class='conversation']/li")) == 53
    assert not whole.all("//*[@class='earlier']")


def test_others_cannot_act_on_an_event(story: Story, customer: Browser, browser: Browser) -> None:
    """It is not found, whoever knows its number."""
    form = browser.get(story.page).form(f"{story.page}/withdraw")
    form["csrf_token"] = customer.get("/events/new").form()["csrf_token"]
    assert customer.post(f"{story.page}/withdraw", form).status == 404
    assert story.status == "submitted"
    assert customer.post(f"{story.page}/no-such-action", form).status == 404


def test_the_page_is_in_the_readers_language(app: Flask, story: Story) -> None:
    """Down to the history and the categories."""
    page = Browser(app).log_in(story.username)
    page.set_cookie("language", "zh")
    words = page.get(story.page).words()
    assert "我们已收到您的事件" in words
    assert "Han Mei 提交了事件" in words
    assert "General" not in words


def test_an_administrator_is_led_to_where_events_are_assigned(admin: Browser, story: Story) -> None:
    """From the event's own page, and back to it."""
    links = admin.get(story.page).all("//section//a[starts-with(@href, '/board/')]")
    assert [link.text_content() for link in links] == ["Assign"]
    story.assigned()
    (link,) = admin.get(story.page).all("//section//a[starts-with(@href, '/board/')]")
    assert link.text_content() == "Reassign"
    assert admin.get(link.get("href")).status == 200
