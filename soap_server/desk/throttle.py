"""Brute force: what guessers do is counted, and too much of it closes the door for a while.

Of failed logins three buckets are counted: an account at a source (10 failures in 15 minutes), a source (50) and an
account everywhere (100). The last two keep only strangers out: an account at an address from which it
has logged in before is not affected, so nobody elsewhere can lock a victim out by failing in their name.

Of what needs no login but tells whether a user name is taken, every call of a source is counted, whatever comes of it.

The counts are rows, so that all worker processes and nodes count together. ``doors.py`` tells administrators of a door
that closed.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from db.models import LoginThrottle
from db.upsert import insert_if_absent
from soap_server.desk.desk import Rules
from soap_server.desk.errors import LoginThrottledError, ThrottledError


@dataclass(frozen=True)
class Bucket:
    """What is counted together.

    :ivar limit: so many, and the door closes.
    :ivar source: the address whose door it is; None where it is an account's.
    """

    name: str
    limit: int
    source: str | None = None


def count_attempt(
    session: Session, rules: Rules, *, key: str, address: str, is_known_source: bool, now: datetime
) -> list[Bucket]:
    """Count a login that is about to be tried as failed; ``forgive_attempt`` takes it back if it succeeds.

    :param key: the user name's key; only its digest is stored, for people type passwords into this field.
    :returns: whose door it closes, if it fails.
    :raises LoginThrottledError: if there were too many; the attempt is then not counted.
    """
    buckets = _buckets(key, address, rules)
    rows = [_locked_row(session, bucket.name, now) for bucket in buckets]
    checked = rows[:1] if is_known_source else rows
    seconds = _seconds_to_wait(checked, rules, now)
    if seconds:
        raise LoginThrottledError(seconds)
    return _count(buckets, rows, rules, now)


def count_call(
    session: Session, rules: Rules, *, operation: str, limit: int, address: str, now: datetime
) -> list[Bucket]:
    """Count a call of an operation that needs no login.

    :returns: whose door it closes: the next call finds it closed.
    :raises ThrottledError: if there were too many; the call is then not counted.
    """
    source = source_of(address)
    bucket = Bucket(f"call:{operation}:{source}", limit, source)
    row = _locked_row(session, bucket.name, now)
    seconds = _seconds_to_wait([row], rules, now)
    if seconds:
        raise ThrottledError(seconds)
    return _count([bucket], [row], rules, now)


def _seconds_to_wait(rows: Sequence[LoginThrottle], rules: Rules, now: datetime) -> int:
    left = [row.blocked_until - now for row in rows if row.blocked_until is not None and _is_closed(row, rules, now)]
    return math.ceil(left[0].total_seconds()) if left else 0


def _is_closed(row: LoginThrottle, rules: Rules, now: datetime) -> bool:
    return row.blocked_until is not None and _is_near(row.blocked_until - rules.login_window, rules, now)


def _is_near(moment: datetime, rules: Rules, now: datetime) -> bool:
    """Say whether a moment is less than a window away.

    It may be to come: a little where clocks of nodes differ, which must open no door, and a lot where a clock was set
    back, which must not keep one closed until then.
    """
    return abs(now - moment) < rules.login_window


def _count(buckets: Sequence[Bucket], rows: Sequence[LoginThrottle], rules: Rules, now: datetime) -> list[Bucket]:
    closed = []
    for bucket, row in zip(buckets, rows, strict=True):
        if _is_closed(row, rules, now):
            continue
        if row.blocked_until is not None or not _is_near(row.window_started_at, rules, now):
            row.failures, row.window_started_at, row.blocked_until = 0, now, None
        row.failures += 1
        if row.failures >= bucket.limit:
            # The attempt at hand still counts; the next one finds the door closed.
            row.blocked_until = now + rules.login_window
            closed.append(bucket)
    return closed


def forgive_attempt(session: Session, rules: Rules, *, key: str, address: str, now: datetime) -> None:
    """Take a successful attempt out of the count; the account at this source starts from nothing.

    :param now: the time with which the attempt was counted: a door that it closed is opened again.
    """
    pair, source, account = (bucket.name for bucket in _buckets(key, address, rules))
    cleared = {"failures": 0, "blocked_until": None}
    session.execute(update(LoginThrottle).where(LoginThrottle.bucket == pair).values(cleared))
    others = LoginThrottle.bucket.in_((source, account))
    session.execute(
        update(LoginThrottle).where(others, LoginThrottle.failures > 0).values(failures=LoginThrottle.failures - 1)
    )
    closed_by_it = LoginThrottle.blocked_until == now + rules.login_window
    session.execute(update(LoginThrottle).where(others, closed_by_it).values(blocked_until=None))


def source_of(address: str) -> str:
    """Return what counts as one source: an IPv4 address, or the /64 network that one IPv6 client has for itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed.packed[:8] + bytes(8), 64)))


def buckets_of_account(key: str) -> ColumnElement[bool]:
    """Return the condition that a bucket counts failures of the account with this user name's key."""
    account = _account(key)
    return or_(LoginThrottle.bucket == f"account:{account}", LoginThrottle.bucket.startswith(f"pair:{account}:"))


def _account(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _buckets(key: str, address: str, rules: Rules) -> tuple[Bucket, Bucket, Bucket]:
    account = _account(key)
    address = source_of(address)
    return (
        Bucket(f"pair:{account}:{address}", rules.login_failures_per_account_and_source),
        Bucket(f"source:{address}", rules.login_failures_per_source, address),
        Bucket(f"account:{account}", rules.login_failures_per_account),
    )


def _locked_row(session: Session, name: str, now: datetime) -> LoginThrottle:
    locked = select(LoginThrottle).where(LoginThrottle.bucket == name).with_for_update()
    while True:
        insert_if_absent(session, LoginThrottle, {"bucket": name, "failures": 0, "window_started_at": now})
        row = session.scalars(locked).one_or_none()
        # Nobody but housekeeping deletes rows, and only old ones.
        if row is not None:
            return row
