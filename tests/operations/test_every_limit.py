"""Every limit of accounts, events, uploads and the data service, on both sides of it.

Those of requests and connections are in tests/http/test_every_limit.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from soap_server.settings import Settings, load_settings
from soap_server.settings.sections import Data, DeskRules, Security, Uploads
from tests.callers import PASSWORD, Caller, Directory, RefusedError
from tests.data_access.grants import grant
from tests.operations.happy import FILE, upload
from tests.operations.test_brute_force import log_in, send

Probe = Callable[[Directory, Any], None]
"""Uses so much of what is limited; the last call may be refused."""
KIB = 1024
_WRONG = "wrong password"


@dataclass(frozen=True)
class Limit:
    """A limit: what it is set to, how much of it is used on either side, and with which code it is refused."""

    value: float
    within: Any
    beyond: Any
    probe: Probe
    code: str
    others: Mapping[str, Any] | None = None


def _until(name: str, prepare: Callable[[Directory], Callable[[], Any]]) -> Probe:
    """Return the probe that prepares a call, lets so much time pass, and makes it."""

    def probe(people: Directory, amount: float) -> None:
        call = prepare(people)
        _let_pass(people, **{name: amount})
        call()

    return probe


def _active_for(people: Directory, hours: float) -> None:
    for _ in range(int(hours * 60)):
        _let_pass(people, minutes=1)
        people.customer.GetCurrentUser()


def _let_pass(people: Directory, **time: float) -> None:
    people.application.office.clock.advance(**time)  # type: ignore[attr-defined]


def _log_in(people: Directory, username: str, password: str = _WRONG, address: str = "192.0.2.7") -> str:
    return send(people.application, log_in(username, password), address).code


def _come_in(people: Directory, username: str) -> None:
    code = _log_in(people, username, PASSWORD)
    if code:
        raise RefusedError({"code": code, "message": "", "field": None, "retryable": True, "correlationId": ""})


def _fail_here(people: Directory, failures: int) -> None:
    username = _stranger_to_this_address(people)
    for _ in range(failures):
        _log_in(people, username)
    _come_in(people, username)


def _fail_with_many_accounts(people: Directory, failures: int) -> None:
    username = _stranger_to_this_address(people)
    for number in range(failures):
        _log_in(people, f"nobody{number}")
    _come_in(people, username)


def _fail_everywhere(people: Directory, failures: int) -> None:
    username = _stranger_to_this_address(people)
    for number in range(failures):
        _log_in(people, username, address=f"198.51.100.{number}")
    _come_in(people, username)


def _stranger_to_this_address(people: Directory) -> str:
    """Return the name of an account that never logged in: where it did, only its own failures count."""
    account = people.admin.CreateUser(username="quiet", password=PASSWORD, displayName="Q", role="customer")
    return str(account.username)


def _wait_for_the_door(people: Directory, minutes: float) -> None:
    username = _stranger_to_this_address(people)
    for _ in range(2):
        _log_in(people, username)
    _let_pass(people, minutes=minutes)
    _come_in(people, username)


def _register(people: Directory, times: int) -> None:
    for number in range(times):
        people.stranger.Register(username=f"somebody{number}", password=PASSWORD, displayName="X")


def _check_names(people: Directory, times: int) -> None:
    for number in range(times):
        people.stranger.IsUsernameAvailable(username=f"somebody{number}")


def _reopening(people: Directory) -> Callable[[], Any]:
    event = people.event("completed")
    version = people.admin.version(event)
    return lambda: people.customer.ReopenEvent(eventId=event, expectedVersion=version, reason="x")


def _restoring(people: Directory) -> Callable[[], Any]:
    event = people.event("deleted")
    version = people.admin.version(event)
    return lambda: people.admin.RestoreEvent(eventId=event, expectedVersion=version)


def _rating_again(people: Directory) -> Callable[[], Any]:
    event = people.event("completed")
    version = people.admin.version(event)
    people.customer.RateEvent(eventId=event, expectedVersion=version, score=1)
    return lambda: people.customer.RateEvent(eventId=event, expectedVersion=version + 1, score=2)


def _attach(people: Directory, *files: bytes) -> None:
    event = people.event()
    for content in files:
        people.customer.AddAttachment(eventId=event, **{**FILE, "content": content})


def _send_part(people: Directory, size: int) -> None:
    begun = upload(people, bytes(size + 1))
    people.customer.UploadPart(uploadId=begun.id, offset=0, content=bytes(size))


def _part_later(people: Directory) -> Callable[[], Any]:
    begun = upload(people)
    return lambda: people.customer.UploadPart(uploadId=begun.id, offset=0, content=b"abc")


def _uploads(people: Directory, *sizes: int) -> None:
    for size in sizes:
        upload(people, bytes(size))


def _reader(people: Directory, table: str = "event_categories", *verbs: str) -> Caller:
    grant(people, people.staff, table, *verbs)
    return people.staff


def _categories(people: Directory, rows: int) -> None:
    # What a query's first page holds is not kept, so that it is asked for row by row.
    _reader(people).ExecuteQuery(sql=f"SELECT id FROM event_categories WHERE id <= {rows}", size=1)


def _read_texts(people: Directory, length: int) -> None:
    people.customer.SubmitEvent(title="x", content="x" * length)
    _reader(people, "events").ExecuteQuery(
        sql="SELECT content AS a, content AS b, content AS c, content AS d FROM events"
    )


def _query_texts(people: Directory, length: int) -> None:
    for _ in range(2):
        people.customer.SubmitEvent(title="x", content="x" * length)
    _reader(people, "events").ExecuteQuery(sql="SELECT content AS a, content AS b FROM events", size=1)


def _change(people: Directory, rows: int) -> None:
    reader = _reader(people, "event_categories", "update")
    reader.ExecuteStatement(sql=f"UPDATE event_categories SET label_en = 'x' WHERE id <= {rows}")


def _fetch_later(people: Directory) -> Callable[[], Any]:
    reader = _reader(people)
    cursor = reader.ExecuteQuery(sql="SELECT id FROM event_categories", size=1).nextCursor
    return lambda: reader.FetchMore(cursor=cursor)


def _fetch_oldest(people: Directory, cursors: int) -> None:
    reader = _reader(people)
    oldest, *_ = [reader.ExecuteQuery(sql="SELECT id FROM event_categories", size=1).nextCursor for _ in range(cursors)]
    reader.FetchMore(cursor=oldest)


_QUIET = {"security": {"session_idle_minutes": 10_000_000, "session_hours": 1_000_000}}
LIMITS = {
    "security.session_idle_minutes": Limit(
        3, 2.9, 3.1, _until("minutes", lambda people: people.customer.GetCurrentUser), "SESSION_EXPIRED"
    ),
    "security.session_hours": Limit(0.5, 0.45, 0.55, _active_for, "SESSION_EXPIRED"),
    "security.min_password_length": Limit(
        20,
        "seven quiet lanterns",
        "seven quiet lantern",
        lambda people, password: people.stranger.Register(username="new.user", password=password, displayName="X"),
        "PASSWORD_REJECTED",
    ),
    # The one beside its limit that opens a door.
    "security.login_window_minutes": Limit(
        3,
        3.1,
        2.9,
        _wait_for_the_door,
        "LOGIN_THROTTLED",
        {"security": {"login_failures_per_account_and_source": 2}},
    ),
    "security.login_failures_per_account_and_source": Limit(3, 2, 3, _fail_here, "LOGIN_THROTTLED"),
    "security.login_failures_per_source": Limit(3, 2, 3, _fail_with_many_accounts, "LOGIN_THROTTLED"),
    "security.login_failures_per_account": Limit(3, 2, 3, _fail_everywhere, "LOGIN_THROTTLED"),
    "security.registrations_per_source": Limit(2, 2, 3, _register, "THROTTLED"),
    "security.username_checks_per_source": Limit(2, 2, 3, _check_names, "THROTTLED"),
    "desk.reopening_days": Limit(3, 2.9, 3.1, _until("days", _reopening), "WINDOW_CLOSED", _QUIET),
    "desk.recovery_days": Limit(3, 2.9, 3.1, _until("days", _restoring), "WINDOW_CLOSED", _QUIET),
    "desk.rating_change_hours": Limit(3, 2.9, 3.1, _until("hours", _rating_again), "WINDOW_CLOSED", _QUIET),
    "desk.max_attachment_bytes": Limit(
        KIB, KIB, KIB + 1, lambda people, size: _attach(people, bytes(size)), "ATTACHMENT_REJECTED"
    ),
    "desk.max_attachments": Limit(
        2, 2, 3, lambda people, count: _attach(people, *[b"x"] * count), "ATTACHMENT_REJECTED"
    ),
    "uploads.part_bytes": Limit(64 * KIB, 64 * KIB, 64 * KIB + 1, _send_part, "INVALID_ARGUMENT"),
    "uploads.max_bytes": Limit(
        KIB, KIB, KIB + 1, _uploads, "ATTACHMENT_REJECTED", {"desk": {"max_attachment_bytes": KIB}}
    ),
    "uploads.hours": Limit(3, 2.9, 3.1, _until("hours", _part_later), "NOT_FOUND", _QUIET),
    "uploads.per_user": Limit(2, 2, 3, lambda people, count: _uploads(people, *[1] * count), "UPLOAD_LIMIT_EXCEEDED"),
    "uploads.bytes_per_user": Limit(
        KIB, KIB, KIB + 1, lambda people, size: _uploads(people, KIB // 2, size - KIB // 2), "UPLOAD_LIMIT_EXCEEDED"
    ),
    "data.page_bytes": Limit(64 * KIB, 16 * KIB - 16, 16 * KIB - 15, _read_texts, "BYTE_LIMIT_EXCEEDED"),
    "data.result_rows": Limit(3, 3, 4, _categories, "ROW_LIMIT_EXCEEDED"),
    "data.result_bytes": Limit(64 * KIB, 16 * KIB - 16, 16 * KIB - 15, _query_texts, "BYTE_LIMIT_EXCEEDED"),
    "data.statement_rows": Limit(3, 3, 4, _change, "ROW_LIMIT_EXCEEDED", {"data": {"statements": True}}),
    "data.cursor_minutes": Limit(3, 2.9, 3.1, _until("minutes", _fetch_later), "CURSOR_INVALID"),
    "data.cursors_per_user": Limit(2, 2, 3, _fetch_oldest, "CURSOR_INVALID"),
}
"""The limits by their names in the settings."""
ELSEWHERE = {
    # How a password is hashed, and where: tests/desk and tests/http/test_password_lanes.py.
    *(f"security.{name}" for name in ("argon2_memory_kib", "argon2_passes", "argon2_lanes", "hashes_at_a_time")),
    "security.password_memory_seconds",
    # Whether a message is too old: tests/engine/test_ws_security.py, which knows how to make one.
    *(f"security.{name}" for name in ("http_basic", "message_age_seconds", "clock_skew_seconds")),
    "desk.refused_file_suffixes",
    # Time, which is not waited for, and cost, which only PostgreSQL knows: tests/data_access.
    *(f"data.{name}" for name in ("queries", "statements", "reader_url", "threads", "seconds", "cost", "send_seconds")),
    # What refuses nothing, but ends a page: tests/data_access/test_long_answers.py.
    "data.page_rows",
}
SECTIONS: dict[str, type[BaseModel]] = {"security": Security, "desk": DeskRules, "uploads": Uploads, "data": Data}


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> Settings:
    """The limit under test, and what else it takes to come to it."""
    name = request.node.callspec.params["name"]
    limit, (section, key) = LIMITS[name], name.split(".")
    values: dict[str, Any] = {each: dict(others) for each, others in (limit.others or {}).items()}
    values.setdefault(section, {})[key] = limit.value
    return load_settings(None, **values)


def test_every_limit_has_a_probe() -> None:
    """A new one is not forgotten."""
    every = {f"{section}.{name}" for section, kind in SECTIONS.items() for name in kind.model_fields}
    assert every - ELSEWHERE == set(LIMITS)


@pytest.mark.parametrize("name", LIMITS)
def test_as_much_as_the_limit_passes(people: Directory, name: str) -> None:
    """Nothing is refused."""
    limit = LIMITS[name]
    limit.probe(people, limit.within)


@pytest.mark.parametrize("name", LIMITS)
def test_more_does_not(people: Directory, name: str) -> None:
    """It is refused with a code that says so."""
    limit = LIMITS[name]
    with pytest.raises(RefusedError) as caught:
        limit.probe(people, limit.beyond)
    assert caught.value.code == limit.code
