"""Verbs on one's own account: register, profile, password."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from db.models import LoginSession, Role, User
from db.vocabulary import BuiltInRole, Language, UserStatus
from soap_server.desk.departments import find_department
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.doors import limit_calls, tell_of_guesses
from soap_server.desk.errors import (
    ConflictError,
    InvalidArgumentError,
    LoginFailedError,
    NotFoundError,
    UsernameTakenError,
)
from soap_server.desk.passwords import refuse_weak_password
from soap_server.desk.throttle import count_attempt, forgive_attempt
from soap_server.desk.usernames import checked_username, username_key


@dataclass(frozen=True)
class Person:
    """What an account tells of a person; of an existing account None leaves it as it is, empty clears it."""

    display_name: str | None
    email: str | None
    phone: str | None
    language: Language | None


def hash_new_password(office: Office, _visit: Visit, _actor: Actor, *, password: str, **who: Any) -> str:
    """Return the hash of an account's first password, after checking what costs less than the hash.

    :raises InvalidArgumentError: if the user name is not one.
    :raises PasswordRejectedError: if it is too easy to guess.
    """
    checked_username(who["username"])
    known = [str(who.get(name) or "") for name in ("username", "display_name", "email", "phone")]
    refuse_weak_password(password, min_length=office.rules.min_password_length, known=known, field="password")
    return office.passwords.hash(password)


def prepare_registration(office: Office, visit: Visit, actor: Actor, *, password: str, **who: Any) -> str:
    """Count a registration and return the hash of the new account's password.

    :raises ThrottledError: if there were too many from here.
    """
    limit_calls(office, visit, limit=office.rules.registrations_per_source)
    return hash_new_password(office, visit, actor, password=password, **who)


def register(desk: Desk, *, username: str, person: Person) -> User:
    """Make the account of a new customer; ``desk.prepared`` is the hash of the password."""
    return create_account(desk, username=username, person=person, role=BuiltInRole.CUSTOMER)


def create_account(
    desk: Desk,
    *,
    username: str,
    person: Person,
    role: str,
    department: str | None = None,
    must_change_password: bool = False,
) -> User:
    """Make an account; ``desk.prepared`` is the hash of its password.

    :raises UsernameTakenError: if somebody has the name, in whatever case and width.
    """
    user = User(
        username=checked_username(username),
        username_key=username_key(username),
        password_hash=desk.prepared,
        must_change_password=must_change_password,
        role=find_role(desk, role),
        department=find_department(desk, department),
        display_name=person.display_name or username,
        language=person.language or Language.ENGLISH,
        status=UserStatus.ACTIVE,
        created_at=desk.now,
        last_active_at=desk.now,
    )
    _set_contact(user, person)
    try:
        with desk.session.begin_nested():
            desk.session.add(user)
    except IntegrityError as error:
        # The unique key decides, so that two at the same moment cannot both have the name.
        if "username_key" not in str(error.orig):
            raise
        raise UsernameTakenError from error
    desk.about("user", user.id)
    return load_user(desk, user.id)


def count_username_check(office: Office, visit: Visit, _actor: Actor, *, username: str) -> None:
    """Count a question whether a user name is free: without end, it would tell which there are.

    :raises InvalidArgumentError: if the user name is not one, which is not counted.
    :raises ThrottledError: if there were too many from here.
    """
    checked_username(username)
    limit_calls(office, visit, limit=office.rules.username_checks_per_source)


def is_username_available(desk: Desk, username: str) -> bool:
    """Say whether a user name is allowed and nobody has it."""
    key = username_key(checked_username(username))
    return desk.session.scalar(select(User.id).where(User.username_key == key)) is None


def update_profile(desk: Desk, *, expected_version: int, person: Person) -> User:
    """Change the actor's own name, contact and language."""
    user = user_for_update(desk, desk.actor.id, expected_version)
    user.display_name = person.display_name or user.display_name
    user.language = person.language or user.language
    _set_contact(user, person)
    desk.session.flush()
    return user


@dataclass(frozen=True)
class NewPassword:
    """A change of password that was checked before the transaction.

    :ivar checked_hash: the stored hash that the current password was compared with.
    """

    checked_hash: str
    matched: bool
    new_hash: str


def prepare_password_change(
    office: Office, visit: Visit, actor: Actor, *, current_password: str, new_password: str
) -> NewPassword:
    """Compare the current password and hash the new one.

    :raises LoginThrottledError: after too many wrong ones: who has found a session has not found the password.
    """
    user = office.database.read(lambda session: session.get_one(User, actor.id))
    known = [user.username, user.display_name, user.email or "", user.phone or ""]
    refuse_weak_password(new_password, min_length=office.rules.min_password_length, known=known, field="newPassword")
    if new_password == current_password:
        raise InvalidArgumentError("The new password is the current one.", field="newPassword")
    key, address = user.username_key, visit.address
    closed = office.database.write(
        lambda session: count_attempt(
            session, office.rules, key=key, address=address, is_known_source=True, now=visit.now
        )
    )
    matched = office.passwords.verify(user.password_hash, current_password)
    if not matched:
        tell_of_guesses(office, visit, closed, user_id=actor.id)
    return NewPassword(user.password_hash, matched, office.passwords.hash(new_password) if matched else "")


def change_password(desk: Desk) -> None:
    """Replace the actor's password and end all of their sessions; ``desk.prepared`` is a NewPassword.

    :raises LoginFailedError: if the current password is wrong.
    """
    change: NewPassword = desk.prepared
    user = user_for_update(desk, desk.actor.id, None)
    if not change.matched or user.password_hash != change.checked_hash:
        raise LoginFailedError("The current password is wrong.", field="currentPassword")
    forgive_attempt(desk.session, desk.rules, key=user.username_key, address=desk.visit.address, now=desk.now)
    user.password_hash = change.new_hash
    user.must_change_password = False
    end_sessions(desk, [user.id])


def end_sessions(desk: Desk, user_ids: list[int]) -> None:
    """End every session of some users."""
    desk.session.execute(delete(LoginSession).where(LoginSession.user_id.in_(user_ids)))


def load_user(desk: Desk, user_id: int) -> User:
    """Return a user with role and department.

    :raises NotFoundError: if there is none.
    """
    desk.about("user", user_id)
    user = desk.session.scalar(_user(user_id))
    if user is None:
        raise NotFoundError("There is no such user.", field="userId")
    return user


def user_for_update(desk: Desk, user_id: int, expected_version: int | None) -> User:
    """Return a user with role and department, locked until the transaction ends.

    :raises NotFoundError: if there is none.
    :raises ConflictError: if the account has changed since the caller saw it.
    """
    desk.about("user", user_id)
    user = desk.session.scalar(_user(user_id).with_for_update(of=User))
    if user is None:
        raise NotFoundError("There is no such user.", field="userId")
    if expected_version is not None and user.version != expected_version:
        raise ConflictError(
            f"The account has changed: it is version {user.version} now, not {expected_version}.",
            field="expectedVersion",
        )
    return user


def find_role(desk: Desk, name: str) -> Role:
    """Return the role with this name.

    :raises InvalidArgumentError: if there is none.
    """
    role = desk.session.scalar(select(Role).where(Role.name == name))
    if role is None:
        names = ", ".join(desk.session.scalars(select(Role.name).order_by(Role.id)))
        raise InvalidArgumentError(f"There is no such role; there are {names}.", field="role")
    return role


def _user(user_id: int) -> Select[User]:
    query = select(User).where(User.id == user_id).options(joinedload(User.role), joinedload(User.department))
    return query.execution_options(populate_existing=True)


def _set_contact(user: User, person: Person) -> None:
    if person.email is not None:
        if person.email and not _looks_like_email(person.email):
            raise InvalidArgumentError("This is not an e-mail address.", field="email")
        user.email = person.email or None
    if person.phone is not None:
        user.phone = person.phone or None


def _looks_like_email(value: str) -> bool:
    # Whether an address works is known when a message has arrived; this only catches typing errors.
    local, at, domain = value.rpartition("@")
    return bool(local and at and "." in domain.strip(".")) and not any(c.isspace() for c in value)
