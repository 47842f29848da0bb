"""Users, sessions and what administrators do with accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.models import User as UserRow
from db.vocabulary import MIN_USERNAME_LENGTH, Language, Length, UserStatus
from soap_server.contract.common import NextCursor, Total, TotalIsExact, UserId, UserSummary, Version
from soap_server.contract.members import SECRET, Text

Username = Annotated[
    str,
    Text(MIN_USERNAME_LENGTH, Length.USERNAME, line=True),
    "Letters of any script, digits and . _ - @; case and width do not matter.",
]
Password = Annotated[str, Text(1, Length.PASSWORD), SECRET, "The password."]
NewPassword = Annotated[
    str,
    Text(1, Length.PASSWORD),
    SECRET,
    "Hard to guess, not the user name, and with the characters that GetServerInfo says at least; by default 10.",
]
DisplayName = Annotated[str, Text(1, Length.DISPLAY_NAME, line=True), "The name that others see."]
Email = Annotated[str | None, Text(0, Length.EMAIL, line=True), "An e-mail address; empty for none."]
Phone = Annotated[str | None, Text(0, Length.PHONE, line=True), "A telephone number; empty for none."]
RoleName = Annotated[str, Text(1, Length.ROLE, line=True), "A role: customer, staff or admin."]
Department = Annotated[str | None, Text(0, Length.DEPARTMENT, line=True), "The name of a department; empty for none."]
Reason = Annotated[str, Text(1, Length.REASON), "Why, for the record."]


@dataclass(frozen=True, slots=True)
class User:
    """An account."""

    id: UserId
    username: Annotated[str, "The name that the user logs in with."]
    display_name: Annotated[str, "The name that others see."]
    email: Annotated[str | None, "The e-mail address."]
    phone: Annotated[str | None, "The telephone number."]
    language: Annotated[Language, "The language that the user reads."]
    role: Annotated[str, "The user's role: customer, staff or admin."]
    department: Annotated[str | None, "The name of the user's department."]
    status: Annotated[UserStatus, "Whether the account may log in."]
    frozen_reason: Annotated[str | None, "Why the account is frozen."]
    must_change_password: Annotated[bool, "True until the user has replaced a password that somebody else set."]
    created_at: Annotated[datetime, "When the account was made."]
    last_active_at: Annotated[datetime, "When the user last used the desk, to a minute."]
    version: Version


@dataclass(frozen=True, slots=True)
class Session:
    """A login."""

    token: Annotated[str, SECRET, "Send it in the SessionHeader of every further call. Keep it secret."]
    expires_at: Annotated[datetime, "When the session ends at the latest."]
    idle_seconds: Annotated[int, "The session also ends when it is not used for this many seconds."]
    user: Annotated[User, "Who logged in."]


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which users are wanted; all that is given must hold."""

    text: Annotated[
        str | None, Text(1, Length.SEARCH, line=True), "The beginning of the user name or of the display name."
    ]
    role: Annotated[str | None, Text(1, Length.ROLE, line=True), "Only users with this role."]
    status: Annotated[UserStatus | None, "Only active or only frozen accounts."]
    department: Annotated[
        str | None, Text(1, Length.DEPARTMENT, line=True), "Only users of this department and of those below it."
    ]
    inactive_since: Annotated[datetime | None, "Only users who have not been active since then."]


@dataclass(frozen=True, slots=True)
class UserList:
    """A page of users, by user name."""

    users: Annotated[list[User], "The users."]
    total: Total
    total_is_exact: TotalIsExact
    next_cursor: NextCursor


@dataclass(frozen=True, slots=True)
class FreezeInactiveUsersReport:
    """What FreezeInactiveUsers did, or would do."""

    dry_run: Annotated[bool, "True if nothing was changed."]
    count: Annotated[int, "How many accounts were frozen, or would be."]
    users: Annotated[list[UserSummary], "The first 200 of them, longest inactive first."]


def render_user(user: UserRow) -> User:
    """Return the account as its owner and administrators see it; ``role`` and ``department`` must be loaded."""
    return User(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        email=user.email,
        phone=user.phone,
        language=user.language,
        role=user.role.name,
        department=user.department.name if user.department else None,
        status=user.status,
        frozen_reason=user.frozen_reason,
        must_change_password=user.must_change_password,
        created_at=user.created_at,
        last_active_at=user.last_active_at,
        version=user.version,
    )
