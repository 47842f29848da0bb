"""What goes wrong is told in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from client_sdk import errors
from client_sdk.testing import InProcess
from tests.web_ui.browser import Browser
from web_ui.app import create_app
from web_ui.config import WebConfig
from web_ui.desk_access import only_for, public

FAILURES: dict[str, Any] = {}


@pytest.fixture(scope="module")
def app(desk_server: InProcess) -> Flask:
    """The pages, with one that fails as a test wants it."""
    made = create_app(WebConfig(desk_server.url, "k" * 40, transport=desk_server.transport))

    @made.route("/failing", methods=["GET", "POST"])
    @public
    def failing() -> str:
        raise FAILURES["error"]

    @made.get("/only-for-admins")
    def only_for_admins() -> str:
        only_for("admin")
        return "<h1>in</h1>"

    return made


@pytest.fixture
def fail(app: Flask) -> Iterator[Any]:
    """Return the page for an error."""

    def ask(error: Exception, language: str = "en", **headers: str) -> Any:
        FAILURES["error"] = error
        return Browser(app, language=language).get("/failing", headers=headers)

    yield ask
    FAILURES.clear()


def fault(code: str, message: str = "A sentence.") -> errors.ServiceFaultError:
    """Return an error as the SDK raises it."""
    kind = errors.BY_CODE[code]
    return kind(code=code, message=message, field=None, retryable=False, correlation_id="c0ffee42")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("NOT_FOUND", 404),
        ("PERMISSION_DENIED", 403),
        ("CONFLICT", 409),
        ("INVALID_STATE", 409),
        ("SERVER_BUSY", 503),
        ("INTERNAL_ERROR", 500),
        ("INVALID_ARGUMENT", 400),
    ],
)
def test_a_fault_is_a_page_with_its_number(fail: Any, code: str, status: int) -> None:
    """What the desk says, and the id under which its log has more."""
    page = fail(fault(code))
    assert page.status == status
    assert "A sentence." in page.words()
    assert page.words("//code") == "c0ffee42"
    assert page.headers["Content-Security-Policy"]


def test_every_code_of_the_desk_has_a_page(fail: Any) -> None:
    """In Chinese too, whatever codes there are."""
    for code, kind in errors.BY_CODE.items():
        page = fail(kind(code=code, message="A sentence.", field=None, retryable=False, correlation_id="c0"), "zh")
        assert page.status in (302, 400, 403, 404, 409, 413, 429, 500, 503), code


@pytest.mark.parametrize("error", [errors.ConnectFailedError("no"), errors.TimedOutError("no")])
def test_a_desk_out_of_reach_can_be_tried_again(fail: Any, error: Exception) -> None:
    """A link does it, without script."""
    page = fail(error)
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert page.all("//main//a[@href='/failing']")


@pytest.mark.parametrize("code", ["SESSION_EXPIRED", "AUTHENTICATION_REQUIRED"])
def test_a_session_that_ended_leads_to_the_login_and_back(fail: Any, code: str) -> None:
    """The reader goes on where they were."""
    assert fail(fault(code)).location == "/login?next=/failing"


def test_htmx_is_sent_to_the_login_as_a_whole(fail: Any) -> None:
    """It would otherwise look for a part of the page there."""
    page = fail(fault("SESSION_EXPIRED"), **{"HX-Request": "true"})
    assert (page.status, page.headers["HX-Redirect"]) == (200, "/login?next=/failing")


def test_htmx_is_sent_to_the_login_before_anything_is_asked(app: Flask) -> None:
    """Where nobody is logged in at all."""
    page = Browser(app).get("/profile", headers={"HX-Request": "true"})
    assert (page.status, page.headers["HX-Redirect"]) == (200, "/login?next=/profile")


def test_htmx_shows_an_error_in_place_of_the_page(fail: Any) -> None:
    """Not in place of the list that it had asked for."""
    assert fail(fault("NOT_FOUND"), **{"HX-Request": "true"}).headers["HX-Retarget"] == "body"


def test_what_nobody_foresaw_tells_nothing(fail: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Only a number, which is in the log."""
    page = fail(RuntimeError("secret in a traceback"))
    assert page.status == 500
    assert "secret" not in page.text
    assert page.words("//code") in caplog.text
    # The log has its kind and place; the text may repeat what a form held.
    assert "error=RuntimeError" in caplog.text
    assert " failing" in caplog.text
    assert "secret" not in caplog.text


def test_a_page_for_another_role_is_forbidden(app: Flask) -> None:
    """The desk would refuse what is on it anyway."""
    assert Browser(app).log_in("li.lei").get("/only-for-admins").status == 403
    assert Browser(app).log_in("admin.zhao").get("/only-for-admins").status == 200


def test_the_pages_of_errors_speak_chinese(fail: Any) -> None:
    """The desk's sentences are English; its codes have Chinese ones."""
    page = fail(fault("CONFLICT"), "zh-CN")
    assert page.words("//h1") == "其他人抢先一步"
    assert "A sentence." not in page.words()


WRITTEN = "第二页卡纸，已经试过清洁滚轮。<b>"


@pytest.mark.parametrize("code", ["SESSION_EXPIRED", "NOT_FOUND"])
def test_what_was_written_is_not_lost_with_the_session(app: Flask, code: str) -> None:
    """It stands on the error page, to be copied; passwords and what the page put into its form do not."""
    browser = Browser(app).log_in("staff.wang")
    token = browser.get("/profile").form()["csrf_token"]
    FAILURES["error"] = fault(code)
    sent = {"csrf_token": token, "reply-text": WRITTEN, "new_password": "nine gentle harbours", "expected_version": "3"}
    page = browser.post("/failing", sent)
    FAILURES.clear()
    assert page.status == (401 if code == "SESSION_EXPIRED" else 404)
    assert [area.text.strip() for area in page.all("//textarea")] == [WRITTEN]
    assert "nine gentle harbours" not in page.words()
    assert bool(page.all("//main//a[starts-with(@href, '/login')]")) == (code == "SESSION_EXPIRED")


def test_what_was_written_is_not_lost_with_the_form(app: Flask) -> None:
    """A form whose session is another one by now is refused, not thrown away."""
    page = Browser(app).post("/failing", {"text": WRITTEN, "csrf_token": "of another session"})
    assert page.status == 400
    assert [area.text.strip() for area in page.all("//textarea")] == [WRITTEN]
