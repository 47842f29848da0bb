"""Verbs of the session, and of passwords in its place: log in, log out, find out who is calling."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from db.models import KnownSource, LoginSession, Role, RolePermission, User
from db.rows import run
from db.upsert import insert_if_absent
from db.vocabulary import Permission, UserStatus
from soap_server.desk.accounts import load_user
from soap_server.desk.desk import Actor, Desk, Office, Rules, Visit
from soap_server.desk.doors import tell_of_guesses
from soap_server.desk.errors import AccountFrozenError, LoginFailedError, SessionExpiredError
from soap_server.desk.proofs import Proof, StaleProofError
from soap_server.desk.throttle import Bucket, count_attempt, forgive_attempt, source_of
from soap_server.desk.usernames import username_key

_TOUCH_EVERY = timedelta(minutes=1)
_WHOSE_SESSION = (
    select(LoginSession.id, LoginSession.user_id, LoginSession.last_used_at, LoginSession.expires_at)
    .add_columns(User.status, User.must_change_password, Role.id, Role.name, Role.version)
    .join(User, User.id == LoginSession.user_id)
    .join(Role, Role.id == User.role_id)
    .where(LoginSession.token_digest == bindparam("digest"))
)
_PERMISSIONS = {permission.value: permission for permission in Permission}


@dataclass(frozen=True)
class Credentials:
    """A user name and password that were checked before the transaction.

    :ivar user_id: None if there is no such user.
    :ivar checked_hash: the stored hash that the password was compared with.
    :ivar better_hash: the password hashed anew, where the stored hash has outdated parameters.
    """

    user_id: int | None
    checked_hash: str
    matched: bool
    better_hash: str | None


@dataclass(frozen=True)
class NewSession:
    """A login: the token is known to the caller only."""

    token: str
    expires_at: datetime
    user: User


def check_credentials(office: Office, visit: Visit, _actor: Actor, *, username: str, password: str) -> Credentials:
    """Compare a password, in the same time whether or not there is such a user.

    The attempt is counted before the comparison, so that many at once cannot slip through together.

    :raises LoginThrottledError: after too many failures.
    """
    key = username_key(username)
    (user_id, stored), closed = office.database.write(
        lambda session: _count_and_find(session, office.rules, visit, key)
    )
    matched = office.passwords.verify(stored, password)
    if not matched:
        tell_of_guesses(office, visit, closed, user_id=user_id)
    outdated = matched and stored is not None and office.passwords.is_outdated(stored)
    return Credentials(user_id, stored or "", matched, office.passwords.hash(password) if outdated else None)


def log_in(desk: Desk, *, username: str) -> NewSession:
    """Open a session; ``desk.prepared`` is the outcome of check_credentials.

    :raises LoginFailedError: if user name or password is wrong.
    :raises AccountFrozenError: if both are right and the account is frozen.
    """
    user = _checked_user(desk, username)
    _note_login(desk, user.id, desk.prepared.better_hash)
    token = desk.office.new_token()
    expires_at = desk.now + desk.rules.session_lifetime
    desk.session.add(
        LoginSession(
            token_digest=token_digest(token),
            user_id=user.id,
            address=desk.visit.address,
            created_at=desk.now,
            last_used_at=desk.now,
            expires_at=expires_at,
        )
    )
    return NewSession(token, expires_at, load_user(desk, user.id))


def prove(desk: Desk, *, username: str, **_password: str) -> Proof:
    """Return the proof that a password is right; ``desk.prepared`` is the outcome of check_credentials.

    It is a row of the audit log when it begins: when for as long as a session may be idle there was none from here.

    :raises LoginFailedError: if user name or password is wrong.
    :raises AccountFrozenError: if both are right and the account is frozen.
    """
    user = _checked_user(desk, username)
    known = desk.session.get(KnownSource, (user.id, source_of(desk.visit.address)))
    desk.is_routine = known is not None and desk.now - known.last_login_at <= desk.rules.session_idle
    credentials: Credentials = desk.prepared
    _note_login(desk, user.id, credentials.better_hash)
    return Proof(user.id, credentials.better_hash or credentials.checked_hash, is_fresh=True)


def log_out(desk: Desk) -> None:
    """End the actor's session, if there is one."""
    desk.session.execute(delete(LoginSession).where(LoginSession.id == desk.actor.session_id))


class Doorkeeper:
    """Knows who is calling by the token of a session.

    The permissions of a role are kept in memory and belong to one version of it; the version is read with
    the session, so that a change of a role counts from the next call on, in every process.
    """

    def __init__(self) -> None:
        self._permissions: Mapping[tuple[int, int], frozenset[Permission]] = MappingProxyType({})

    def identify(self, session: Session, token: str, *, now: datetime, rules: Rules) -> Actor:
        """Return who the token belongs to.

        :raises SessionExpiredError: if it is not, or no longer, good.
        """
        found = run(session, _WHOSE_SESSION, {"digest": token_digest(token)})
        if not found:
            raise SessionExpiredError("The session has ended. Log in again.")
        session_id, user_id, last_used_at, expires_at, status, must_change_password, role_id, role, version = found[0]
        is_idle = now - last_used_at > rules.session_idle
        if status != UserStatus.ACTIVE or is_idle or now >= expires_at:
            raise SessionExpiredError("The session has ended. Log in again.")
        return Actor(
            id=user_id,
            role=role,
            permissions=self._permissions_of(session, role_id, version),
            must_change_password=must_change_password,
            session_id=session_id,
            touch_due=now - last_used_at > min(_TOUCH_EVERY, rules.session_idle / 4),
        )

    def identify_by_proof(self, session: Session, proof: Proof, *, now: datetime) -> Actor:
        """Return whose password it is.

        :raises StaleProofError: if it was remembered and the account has changed, so that it has to be compared again.
        :raises LoginFailedError: if the password has changed since it was compared for this call.
        :raises AccountFrozenError: if the account was frozen since.
        """
        query = (
            select(User.status, User.password_hash, User.must_change_password, User.last_active_at)
            .add_columns(Role.id, Role.name, Role.version)
            .join(Role, Role.id == User.role_id)
            .where(User.id == proof.user_id)
        )
        row = session.execute(query).one_or_none()
        is_same = row is not None and row[1] == proof.checked_hash
        if row is None or not is_same or row[0] != UserStatus.ACTIVE:
            if not proof.is_fresh:
                raise StaleProofError
            raise _frozen() if is_same else LoginFailedError()
        _, _, must_change_password, last_active_at, role_id, role, version = row
        return Actor(
            id=proof.user_id,
            role=role,
            permissions=self._permissions_of(session, role_id, version),
            must_change_password=must_change_password,
            touch_due=now - last_active_at > _TOUCH_EVERY,
        )

    def _permissions_of(self, session: Session, role_id: int, version: int) -> frozenset[Permission]:
        known = self._permissions.get((role_id, version))
        if known is None:
            stored = session.scalars(select(RolePermission.permission).where(RolePermission.role_id == role_id))
            known = frozenset(_PERMISSIONS[name] for name in stored if name in _PERMISSIONS)
            others = {key: value for key, value in self._permissions.items() if key[0] != role_id}
            # Replaced as a whole, never changed in place: other threads are reading it.
            self._permissions = MappingProxyType({**others, (role_id, version): known})
        return known


def touch(session: Session, actor: Actor, now: datetime) -> None:
    """Note that a session was used, if there is one, and its user active; the doorkeeper says when it is due."""
    if actor.session_id is not None:
        session.execute(
            update(LoginSession)
            .where(LoginSession.id == actor.session_id, LoginSession.last_used_at < now)
            .values(last_used_at=now)
        )
    session.execute(update(User).where(User.id == actor.id, User.last_active_at < now).values(last_active_at=now))


def token_digest(token: str) -> bytes:
    """Return what is stored of a token. It has 256 random bits, so a plain SHA-256 cannot be reversed."""
    return hashlib.sha256(token.encode()).digest()


def _checked_user(desk: Desk, username: str) -> User:
    """Return whose password was right, and take the attempt out of the count; ``desk.prepared`` says what was found."""
    credentials: Credentials = desk.prepared
    user = None
    if credentials.user_id is not None:
        desk.about("user", credentials.user_id)
        # Locked, or a new password or a freeze in between would end all sessions but the one that is made here.
        user = desk.session.get(User, credentials.user_id, with_for_update=True)
    if user is None or not credentials.matched or user.password_hash != credentials.checked_hash:
        raise LoginFailedError
    if user.status != UserStatus.ACTIVE:
        raise _frozen()
    forgive_attempt(desk.session, desk.rules, key=username_key(username), address=desk.visit.address, now=desk.now)
    return user


def _frozen() -> AccountFrozenError:
    return AccountFrozenError("This account is frozen. An administrator can tell why.")


def _count_and_find(
    session: Session, rules: Rules, visit: Visit, key: str
) -> tuple[tuple[int | None, str | None], list[Bucket]]:
    found: Any = session.execute(select(User.id, User.password_hash).where(User.username_key == key)).one_or_none()
    is_known = found is not None and session.get(KnownSource, (found.id, source_of(visit.address))) is not None
    closed = count_attempt(session, rules, key=key, address=visit.address, is_known_source=is_known, now=visit.now)
    return ((None, None) if found is None else (found.id, found.password_hash)), closed


def _note_login(desk: Desk, user_id: int, better_hash: str | None) -> None:
    values: dict[str, Any] = {"last_active_at": desk.now}
    if better_hash is not None:
        values["password_hash"] = better_hash
    # Not a new version of the account: an administrator's edit does not conflict with a login.
    desk.session.execute(update(User).where(User.id == user_id).values(values))
    address = source_of(desk.visit.address)
    source = {"user_id": user_id, "address": address, "last_login_at": desk.now}
    insert_if_absent(desk.session, KnownSource, source)
    desk.session.execute(
        update(KnownSource)
        .where(KnownSource.user_id == user_id, KnownSource.address == address)
        .values(last_login_at=desk.now)
    )
