"""Verbs on other people's accounts: create, find, set the role, freeze, reset the password."""

from dataclasses import dataclass
from datetime import datetime
from operator import eq, lt
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import joinedload

from db.counting import changed_rows
from db.departments import with_descendants
from db.models import Event, LoginSession, Role, RolePermission, User
from db.vocabulary import HANDLED_STATUSES, BuiltInRole, Permission, UserStatus
from soap_server.desk.accounts import end_sessions, find_role, user_for_update
from soap_server.desk.data.grants import end_grants
from soap_server.desk.desk import Actor, Desk, Office, Visit
from soap_server.desk.errors import InvalidArgumentError, InvalidStateError, LastAdministratorError
from soap_server.desk.filtering import narrowed
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page
from soap_server.desk.passwords import refuse_weak_password
from soap_server.desk.usernames import username_key

SHOWN_INACTIVE_USERS = 200


@dataclass(frozen=True)
class UserQuery:
    """Which users are wanted; None does not restrict."""

    text: str | None = None
    role: str | None = None
    status: UserStatus | None = None
    department: str | None = None
    inactive_since: datetime | None = None


@dataclass(frozen=True)
class InactiveUsers:
    """Accounts that were frozen, or would be: how many, and the first of them."""

    count: int
    users: list[User]


def list_users(desk: Desk, wanted: UserQuery, paging: Paging) -> PageOf[User]:
    """Return a page of users, by user name."""
    query = select(User)
    if wanted.text is not None:
        query = query.where(_begins_with(wanted.text))
    if wanted.role is not None:
        query = query.where(User.role_id == find_role(desk, wanted.role).id)
    if wanted.department is not None:
        query = query.where(User.department_id.in_(with_descendants(wanted.department)))
    query = narrowed(query, (User.status, eq, wanted.status), (User.last_active_at, lt, wanted.inactive_since))
    options = [joinedload(User.role), joinedload(User.department)]
    order = Order((User.username_key, User.id))
    return fetch_page(desk, query, order=order, paging=paging, scope=wanted, options=options)


def set_user_role(desk: Desk, user_id: int, *, role: str, expected_version: int) -> User:
    """Raise or lower a user to another role; their sessions go on with its permissions, their own grants end.

    :raises LastAdministratorError: if the desk would be left without an active administrator.
    :raises InvalidStateError: if the user handles open events and could not any more.
    """
    user = user_for_update(desk, user_id, expected_version)
    new_role = find_role(desk, role)
    if user.role_id == new_role.id:
        raise InvalidStateError(f"The user is {new_role.name} already.", field="role")
    keep_an_administrator(desk, user)
    _keep_no_handler_without_the_right(desk, user, new_role)
    user.role = new_role
    desk.session.flush()
    end_grants(desk, user)
    return user


def _keep_no_handler_without_the_right(desk: Desk, user: User, new_role: Role) -> None:
    if desk.session.get(RolePermission, (new_role.id, Permission.EVENTS_HANDLE.value)) is None:
        keep_events_handled(desk, user)


def keep_events_handled(desk: Desk, user: User) -> None:
    """Refuse to take a handler away from events that are not over.

    :raises InvalidStateError: if the user handles some.
    """
    handled = select(func.count()).where(Event.handler_id == user.id, Event.status.in_(HANDLED_STATUSES))
    if count := desk.session.scalar(handled) or 0:
        raise InvalidStateError(f"The user handles {count} open events: assign them to others first.")


def freeze_user(desk: Desk, user_id: int, *, reason: str, expected_version: int) -> User:
    """Keep a user from logging in and end their sessions; their data stays.

    :raises LastAdministratorError: if the desk would be left without an active administrator.
    """
    user = user_for_update(desk, user_id, expected_version)
    if user.status == UserStatus.FROZEN:
        raise InvalidStateError("The account is frozen already.")
    keep_an_administrator(desk, user)
    user.status, user.frozen_reason = UserStatus.FROZEN, reason
    desk.session.flush()
    end_sessions(desk, [user.id])
    return user


def unfreeze_user(desk: Desk, user_id: int, *, expected_version: int) -> User:
    """Let a frozen user log in again."""
    user = user_for_update(desk, user_id, expected_version)
    if user.status != UserStatus.FROZEN:
        raise InvalidStateError("The account is not frozen.")
    user.status, user.frozen_reason = UserStatus.ACTIVE, None
    # Otherwise FreezeInactiveUsers would take the account again at once.
    user.last_active_at = desk.now
    desk.session.flush()
    return user


def freeze_inactive_users(
    desk: Desk, *, inactive_since: datetime, role: str | None, reason: str, dry_run: bool
) -> InactiveUsers:
    """Freeze the active accounts that were not used since a time; never an administrator's, never the actor's.

    :param dry_run: only report what would be frozen.
    """
    if inactive_since > desk.now:
        raise InvalidArgumentError("The time is in the future.", field="inactiveSince")
    inactive = _inactive(desk, inactive_since, role)
    shown = select(User).where(*inactive).order_by(User.last_active_at, User.id)
    users = list(desk.session.scalars(shown.limit(SHOWN_INACTIVE_USERS)))
    if dry_run:
        count = desk.session.scalar(select(func.count()).select_from(User).where(*inactive)) or 0
    else:
        count = _freeze_all(desk, inactive, reason)
    desk.subject = f"users inactive since {inactive_since.isoformat()}: {count}"
    return InactiveUsers(count, users)


def prepare_password_reset(
    office: Office, _visit: Visit, _actor: Actor, *, user_id: int, new_password: str, **_rest: Any
) -> str:
    """Return the hash of the password that an administrator sets for a user."""
    user = office.database.read(lambda session: session.get(User, user_id))
    known = [user.username, user.display_name, user.email or ""] if user else []
    refuse_weak_password(new_password, min_length=office.rules.min_password_length, known=known, field="newPassword")
    return office.passwords.hash(new_password)


def reset_password(desk: Desk, user_id: int, *, expected_version: int) -> User:
    """Set a password that the user has to change; ``desk.prepared`` is its hash. Their sessions end."""
    user = user_for_update(desk, user_id, expected_version)
    user.password_hash, user.must_change_password = desk.prepared, True
    desk.session.flush()
    end_sessions(desk, [user.id])
    return user


def _begins_with(text: str) -> Any:
    return or_(
        User.username_key.startswith(username_key(text), autoescape=True),
        func.lower(User.display_name).startswith(text.lower(), autoescape=True),
    )


def keep_an_administrator(desk: Desk, user: User) -> None:
    """Refuse to take away the last active administrator.

    :raises LastAdministratorError: if the user is the one.
    """
    if user.role.name != BuiltInRole.ADMIN or user.status != UserStatus.ACTIVE:
        return
    # The lock on the role puts two administrators who lower each other in a row; each row's own lock would not.
    admin = desk.session.scalars(select(Role).where(Role.name == BuiltInRole.ADMIN).with_for_update()).one()
    others = select(User.id).where(User.role_id == admin.id, User.status == UserStatus.ACTIVE, User.id != user.id)
    if desk.session.scalar(others.limit(1)) is None:
        raise LastAdministratorError


def _inactive(desk: Desk, since: datetime, role: str | None) -> list[ColumnElement[bool]]:
    admin = find_role(desk, BuiltInRole.ADMIN).id
    conditions = [
        User.status == UserStatus.ACTIVE,
        User.last_active_at < since,
        User.role_id != admin,
        User.id != desk.actor.id,
    ]
    return conditions if role is None else [*conditions, User.role_id == find_role(desk, role).id]


def _freeze_all(desk: Desk, inactive: list[ColumnElement[bool]], reason: str) -> int:
    """Freeze and return how many there were.

    The conditions stand in the UPDATE itself: of a row that another transaction was just changing, PostgreSQL
    then looks at the new version, and so spares who has become an administrator in that moment.
    """
    frozen = desk.session.execute(
        update(User).where(*inactive).values(status=UserStatus.FROZEN, frozen_reason=reason, version=User.version + 1),
        execution_options={"synchronize_session": False},
    )
    locked_out = select(User.id).where(User.status == UserStatus.FROZEN)
    desk.session.execute(
        delete(LoginSession).where(LoginSession.user_id.in_(locked_out)),
        execution_options={"synchronize_session": False},
    )
    return changed_rows(frozen)
