"""Language, colours and time zone."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.web_ui.browser import Browser
from web_ui import times


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("de-DE,de;q=0.9,zh;q=0.5,en;q=0.3", "zh-Hans"),
        ("de", "en"),
        ("", "en"),
        ("*;;q=,,", "en"),
    ],
)
def test_a_stranger_reads_what_the_browser_asks_for(app: Flask, accepted: str, language: str) -> None:
    """English if there is nothing better."""
    assert Browser(app, language=accepted).get("/login").all("/html/@lang") == [language]


def test_a_language_that_was_chosen_counts_more(stranger: Browser) -> None:
    """And leads back to the page."""
    page = stranger.submit("/login", action="/preferences", language="zh")
    assert page.location == "/login"
    assert stranger.get("/login").words("//h1") == "登录"


def test_a_choice_that_there_is_none_of_is_forgotten(stranger: Browser) -> None:
    """Cookies come from anywhere."""
    stranger.submit("/login", action="/preferences", language="xx", theme="pink", zone="Mars/Base")
    for name, value in (("language", "../../etc"), ("theme", 'x" onload="'), ("zone", "<b>"), ("browser_zone", "/etc")):
        stranger.set_cookie(name, value)
    page = stranger.get("/login")
    assert (page.status, page.all("/html/@lang"), page.all("/html/@data-theme")) == (200, ["en"], [])
    assert "Times are in UTC." in page.words("//footer")


def test_colours_are_chosen_without_script(stranger: Browser) -> None:
    """Light, dark, or what the system says."""
    assert stranger.get("/").all("/html/@data-theme") == []
    stranger.submit("/", action="/preferences", theme="dark")
    assert stranger.get("/").all("/html/@data-theme") == ["dark"]
    stranger.submit("/", action="/preferences", theme="")
    assert stranger.get("/").all("/html/@data-theme") == []


def test_the_zone_is_the_chosen_one_or_the_browsers_or_utc(stranger: Browser) -> None:
    """In this order, and the page names it."""
    assert "Times are in UTC." in stranger.get("/").words("//footer")
    stranger.set_cookie("browser_zone", "Asia/Shanghai")
    assert "Asia/Shanghai" in stranger.get("/").words("//footer")
    stranger.submit("/", action="/preferences", zone="Europe/Berlin")
    assert "Europe/Berlin" in stranger.get("/").words("//footer")


@pytest.mark.parametrize(
    ("zone", "language", "absolute", "relative"),
    [
        ("", "en", "Nov 25, 2026 4:30\u202fPM UTC", "3 hours ago"),
        ("Asia/Shanghai", "en", "Nov 26, 2026 12:30\u202fAM", "3 hours ago"),
        ("Asia/Shanghai", "zh", "2026年11月26日 00:30", "3小时前"),
    ],
)
def test_times_are_the_readers(app: Flask, zone: str, language: str, absolute: str, relative: str) -> None:
    """In zone and language; programs read UTC."""
    moment, now = datetime(2026, 11, 25, 16, 30, tzinfo=UTC), datetime(2026, 11, 25, 19, 30, tzinfo=UTC)
    cookies = f"browser_zone={zone}; language={language}"
    with app.test_request_context("/", headers={"Cookie": cookies}):
        assert times.absolute(moment) == absolute
        assert times.relative(moment, now=now) == relative
        assert times.machine(moment) == "2026-11-25T16:30:00Z"
