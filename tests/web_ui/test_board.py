"""The assignment board: many at once, one by one, withdrawn and deleted."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from client_sdk import models
from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser, Page, pages_of
from tests.web_ui.conftest import desk_with_people

Submit = Callable[..., models.Event]


@pytest.fixture(scope="module")
def desk_server() -> Iterator[InProcess]:
    """A desk of these tests alone: what waits has to fit on the first page."""
    with desk_with_people() as server:
        yield server


@pytest.fixture(scope="module")
def app(desk_server: InProcess) -> Flask:
    """The pages of that desk."""
    return pages_of(desk_server.url, desk_server.transport)


@pytest.fixture
def submit(desk_server: InProcess) -> Submit:
    """Return a function that submits an event of a customer."""

    def make(title: str | None = None, **more: Any) -> models.Event:
        with desk_server.client("li.lei") as desk:
            return desk.events.submit(title=title or uuid4().hex, content="It does not work.", **more)

    return make


@pytest.fixture
def staff_id(desk_server: InProcess) -> int:
    """The number of the staff member."""
    with desk_server.client("staff.wang") as desk:
        return desk.users.get_current().id


def state_of(server: InProcess, event_id: int) -> models.Event:
    """Return an event as it is."""
    with server.client("admin.zhao") as desk:
        return desk.events.get(event_id).event


def board_form(page: Page) -> dict[str, str]:
    """Return the values of the form with events and staff; the filter has the same address."""
    return dict(page.tree.get_element_by_id("board").form_values())


def send(admin: Browser, path: str, events: list[models.Event], handler: int | None) -> Any:
    """Send the board's form with events chosen as they were seen."""
    form = board_form(admin.get(path))
    chosen = {"event": [f"{event.id}:{event.version}" for event in events], "handler": str(handler or "")}
    return admin.post(path, {**form, **chosen})


def test_many_events_are_assigned_at_once(
    admin: Browser, desk_server: InProcess, submit: Submit, staff_id: int
) -> None:
    """To one staff member."""
    events = [submit(), submit()]
    assert send(admin, "/board", events, staff_id).status == 303
    assert "2 events are assigned." in admin.get("/board").words("//*[@id='flashes']")
    assert {state_of(desk_server, event.id).status for event in events} == {"assigned"}


def test_what_was_refused_is_told_one_by_one_and_stays_selected(
    admin: Browser, desk_server: InProcess, submit: Submit, staff_id: int
) -> None:
    """One that was changed is selected in its new version; one that somebody else assigned is not; others are done."""
    fine, changed, taken = submit(), submit(), submit()
    with desk_server.client("admin.zhao") as second:
        second.events.update(changed.id, expected_version=changed.version, priority=models.Priority.LOW)
        second.assignments.assign(taken.id, handler_id=staff_id, expected_version=taken.version)
    page = send(admin, "/board", [fine, changed, taken], staff_id)
    assert page.status == 200
    told = page.words("//*[contains(@class, 'outcomes')]")
    assert "1 event is assigned." in told
    assert f"#{changed.id} {changed.title}: It was changed in the meantime." in told
    assert f"#{taken.id} {taken.title}: Staff.Wang handles it already." in told.replace("Staff Wang", "Staff.Wang")
    checked = page.all("//input[@name='event'][@checked]/@value")
    assert checked == [f"{changed.id}:{state_of(desk_server, changed.id).version}"]
    assert page.all("//input[@name='handler'][@checked]/@value") == [str(staff_id)]
    again = {**board_form(page), "event": checked}
    assert admin.post("/board", again).status == 303
    assert state_of(desk_server, changed.id).handler is not None


def test_nothing_that_was_chosen_is_lost_when_the_other_half_is_missing(
    admin: Browser, submit: Submit, staff_id: int
) -> None:
    """Events without a staff member, and the other way round."""
    event = submit()
    without_staff = send(admin, "/board", [event], None)
    assert without_staff.status == 422
    assert "Choose who is to handle them." in without_staff.words("//*[@role='alert']")
    assert without_staff.all(f"//input[@id='event-{event.id}'][@checked]")
    without_events = send(admin, "/board", [], staff_id)
    assert "Choose at least one event." in without_events.words("//*[@role='alert']")
    assert without_events.all(f"//input[@name='handler'][@value='{staff_id}'][@checked]")


@pytest.mark.parametrize("forged", ["x", "1", "1:x", ":", "99999999999999999999:1", "-1:1"])
def test_what_is_no_event_is_not_chosen(admin: Browser, staff_id: int, forged: str) -> None:
    """Whatever a form says."""
    form = board_form(admin.get("/board"))
    assert admin.post("/board", {**form, "event": forged, "handler": str(staff_id)}).status == 422


def test_a_form_that_is_sent_twice_assigns_once(admin: Browser, submit: Submit, staff_id: int) -> None:
    """The second answer is that of the first."""
    event = submit()
    form = {**board_form(admin.get("/board")), "event": f"{event.id}:{event.version}", "handler": str(staff_id)}
    assert [admin.post("/board", form).status for _ in range(2)] == [303, 303]


def test_a_suggestion_explains_itself(admin: Browser, submit: Submit) -> None:
    """The event is chosen with it, and the best staff member."""
    event = submit()
    page = admin.get(f"/board?event={event.id}")
    assert page.all(f"//input[@id='event-{event.id}'][@checked]")
    assert page.all("(//input[@name='handler'])[1][@checked]")
    assert "Fitness" in page.words("//*[@class='staff']")
    assert "alike resolved in the last half year" in page.words("//*[@class='staff']")


def test_titles_are_text(admin: Browser, submit: Submit) -> None:
    """Whatever a customer writes."""
    word = uuid4().hex
    submit(f"<script>alert(1)</script> {word}")
    page = admin.get(f"/board?text={word}")
    assert f"<script>alert(1)</script> {word}" in page.words()
    assert "&lt;script&gt;alert(1)" in page.text


def test_the_board_is_filtered(admin: Browser, submit: Submit) -> None:
    """By words and priority; without a result it says so."""
    word = uuid4().hex
    submit(word, priority=models.Priority.URGENT)
    assert word in admin.get(f"/board?text={word}&priority=urgent").words()
    assert "No event fits this filter" in admin.get(f"/board?text={word}&priority=low").words()


def test_an_event_is_assigned_reassigned_and_taken_back(
    admin: Browser, desk_server: InProcess, submit: Submit, staff_id: int
) -> None:
    """From the page that the event's page links to, and back to where the reader came from."""
    desk_server.add_user(other := f"other.{uuid4().hex[:6]}", role="staff")
    with desk_server.client(other) as desk:
        other_id = desk.users.get_current().id
    event = submit()
    path = f"/board/events/{event.id}"
    done = admin.submit(f"{path}?next=/profile", action=path, handler_id=str(staff_id), note="Knows printers")
    assert (done.status, done.location) == (303, "/profile")
    assert admin.submit(path, action=path, handler_id=str(other_id), note="").status == 303
    assert state_of(desk_server, event.id).handler.id == other_id  # type: ignore[union-attr]
    assert admin.submit(path, action=f"{path}/unassign", note="Ill").location == "/board"
    assert state_of(desk_server, event.id).status == "submitted"
    with desk_server.client("admin.zhao") as desk:
        assert [entry.note for entry in desk.events.get_history(event.id)][1:] == ["Knows printers", None, "Ill"]


def test_a_conflict_on_one_event_keeps_the_note_and_says_what_changed(
    admin: Browser, desk_server: InProcess, submit: Submit, staff_id: int
) -> None:
    """Then the same form decides again, on what it now shows."""
    event = submit()
    path = f"/board/events/{event.id}"
    form = {**admin.get(path).form(path), "handler_id": str(staff_id), "note": "A long remark"}
    with desk_server.client("admin.zhao") as second:
        second.events.update(event.id, expected_version=event.version, priority=models.Priority.URGENT)
    page = admin.post(path, form)
    assert page.status == 409
    assert "Its priority is now: Urgent." in page.words("//*[@role='alert']")
    again = page.form(path)
    assert (again["note"].strip(), again["handler_id"]) == ("A long remark", str(staff_id))
    assert admin.post(path, again).status == 303


def test_a_withdrawn_event_is_deleted_and_restored(admin: Browser, desk_server: InProcess, submit: Submit) -> None:
    """With a question before either."""
    event = submit()
    with desk_server.client("li.lei") as desk:
        desk.events.withdraw(event.id, expected_version=event.version)
    delete, restore = (f"/board/withdrawn/{event.id}/{verb}" for verb in ("delete", "restore"))
    assert admin.submit(f"/board/withdrawn?text={event.title}", action=delete).status == 303
    assert state_of(desk_server, event.id).status == "deleted"
    page = admin.submit(f"/board/withdrawn?state=deleted&text={event.title}", action=restore, follow=True)
    assert f"Event {event.id} is restored as withdrawn." in page.words("//*[@id='flashes']")
    assert state_of(desk_server, event.id).status == "withdrawn"


def test_deleting_what_has_changed_is_refused_in_words(admin: Browser, desk_server: InProcess, submit: Submit) -> None:
    """And nothing happens."""
    event = submit()
    with desk_server.client("li.lei") as desk:
        desk.events.withdraw(event.id, expected_version=event.version)
    path = f"/board/withdrawn/{event.id}/delete"
    form = admin.get(f"/board/withdrawn?text={event.title}").form(path)
    page = admin.post(path, {**form, "expected_version": "1"}, follow=True)
    assert f"Event {event.id}:" in page.words("//*[@class='flash error']")
    assert state_of(desk_server, event.id).status == "withdrawn"
