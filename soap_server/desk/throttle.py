"""Brute force: failed logins are counted, and too many close the door for a while.

Three buckets are counted: an account at a source (10 failures in 15 minutes), a source (50) and an
account everywhere (100). The last two keep only strangers out: an account at an address from which it
has logged in before is not affected, so nobody elsewhere can lock a victim out by failing in their name.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from db.models import LoginThrottle
from db.upsert import insert_if_absent
from soap_server.desk.desk import Rules
from soap_server.desk.errors import LoginThrottledError


@dataclass(frozen=True)
class _Bucket:
    name: str
    limit: int


def count_attempt(
    session: Session, rules: Rules, *, key: str, address: str, is_known_source: bool, now: datetime
) -> None:
    """Count a login that is about to be tried as failed; ``forgive_attempt`` takes it back if it succeeds.

    :param key: the user name's key; only its digest is stored, for people type passwords into this field.
    :raises LoginThrottledError: if there were too many; the attempt is then not counted.
    """
    buckets = _buckets(key, address, rules)
    rows = [_locked_row(session, bucket.name, now) for bucket in buckets]
    for bucket, row in zip(buckets, rows, strict=True):
        if is_known_source and bucket is not buckets[0]:
            continue
        if row.blocked_until is not None and row.blocked_until > now:
            raise LoginThrottledError(math.ceil((row.blocked_until - now).total_seconds()))
    for bucket, row in zip(buckets, rows, strict=True):
        if row.blocked_until is not None and row.blocked_until > now:
            continue
        if row.blocked_until is not None or now - row.window_started_at > rules.login_window:
            row.failures, row.window_started_at, row.blocked_until = 0, now, None
        row.failures += 1
        if row.failures >= bucket.limit:
            # The attempt at hand still counts; the next one finds the door closed.
            row.blocked_until = now + rules.login_window


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


def _buckets(key: str, address: str, rules: Rules) -> tuple[_Bucket, _Bucket, _Bucket]:
    account = _account(key)
    address = source_of(address)
    return (
        _Bucket(f"pair:{account}:{address}", rules.login_failures_per_account_and_source),
        _Bucket(f"source:{address}", rules.login_failures_per_source),
        _Bucket(f"account:{account}", rules.login_failures_per_account),
    )


def _locked_row(session: Session, name: str, now: datetime) -> LoginThrottle:
    locked = select(LoginThrottle).where(LoginThrottle.bucket == name).with_for_update()
    while True:
        insert_if_absent(session, LoginThrottle, {"bucket": name, "failures": 0, "window_started_at": now})
        row = session.scalars(locked).one_or_none()
        # Nobody but housekeeping deletes rows, and only old ones.
        if row is not None:
            return row
