"""Periods and durations, as people mean them."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from web_ui.durations import duration
from web_ui.periods import chosen_period, period_form, utc_offset


def test_days_begin_where_the_reader_is(app: Flask) -> None:
    """And the last one belongs to the period."""
    address = "/dashboard?period_start=2026-03-01&period_end=2026-03-31"
    with app.test_request_context(address, headers={"Cookie": "zone=Asia/Shanghai"}):
        period = chosen_period(period_form(), (30,), default=30)
        assert (period.start, period.end) == (
            datetime(2026, 2, 28, 16, tzinfo=UTC),
            datetime(2026, 3, 31, 16, tzinfo=UTC),
        )
        assert utc_offset(period.start) == 480


@pytest.mark.parametrize(("query", "days"), [("", 30), ("?days=90", 90), ("?days=7", 30), ("?days=x", 30)])
def test_the_usual_periods_end_now(app: Flask, query: str, days: int) -> None:
    """They begin at midnight, and others are not to be had this way."""
    with app.test_request_context(f"/dashboard{query}", headers={"Cookie": "zone=Asia/Kolkata"}):
        period = chosen_period(period_form(), (30, 90), default=30)
        assert (period.end, period.days) == (None, days)
        assert period.start.astimezone(UTC).strftime("%H:%M") == "18:30"
        assert timedelta(days=days - 1) <= datetime.now(UTC) - period.start <= timedelta(days=days)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 sec", "0秒"),
        (59, "59 sec", "59秒"),
        (89, "1 min", "1分钟"),
        (3_599, "1 hr", "1小时"),
        (5_400, "1 hr 30 min", "1小时 30分钟"),
        (86_399, "1 day", "1天"),
        (270_000, "3 days 3 hr", "3天 3小时"),
        (28_166_400, "326 days", "326天"),
    ],
)
def test_durations_are_said_in_units_that_matter(app: Flask, seconds: int, english: str, chinese: str) -> None:
    """The two largest ones at most, rounded."""
    with app.test_request_context("/"):
        with force_locale("en"):
            assert duration(seconds) == english
        with force_locale("zh"):
            assert duration(seconds) == chinese
