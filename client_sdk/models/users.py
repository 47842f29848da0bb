# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: users."""

from dataclasses import dataclass
from datetime import datetime

from client_sdk.models.common import UserSummary
from client_sdk.models.words import Language, UserStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeInactiveUsersReport:
    """What users.freeze_inactive did, or would do.

    :ivar dry_run: True if nothing was changed.
    :ivar count: How many accounts were frozen, or would be.
    :ivar users: The first 200 of them, longest inactive first.
    """

    dry_run: bool
    count: int
    users: tuple[UserSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account.

    :ivar id: The user's number.
    :ivar username: The name that the user logs in with.
    :ivar display_name: The name that others see.
    :ivar email: The e-mail address.
    :ivar phone: The telephone number.
    :ivar language: The language that the user reads.
    :ivar role: The user's role: customer, staff or admin.
    :ivar department: The name of the user's department.
    :ivar status: Whether the account may log in.
    :ivar frozen_reason: Why the account is frozen.
    :ivar must_change_password: True until the user has replaced a password that somebody else set.
    :ivar created_at: When the account was made.
    :ivar last_active_at: When the user last used the desk, to a minute.
    :ivar version: Rises with every change of the record; send it back as expected_version.
    """

    id: int
    username: str
    display_name: str
    email: str | None = None
    phone: str | None = None
    language: Language
    role: str
    department: str | None = None
    status: UserStatus
    frozen_reason: str | None = None
    must_change_password: bool
    created_at: datetime
    last_active_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A login.

    :ivar token: Send it in the SessionHeader of every further call. Keep it secret.
    :ivar expires_at: When the session ends at the latest.
    :ivar idle_seconds: The session also ends when it is not used for this many seconds.
    :ivar user: Who logged in.
    """

    token: str
    expires_at: datetime
    idle_seconds: int
    user: User


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """Which users are wanted; all that is given must hold.

    :ivar text: The beginning of the user name or of the display name.
    :ivar role: Only users with this role.
    :ivar status: Only active or only frozen accounts.
    :ivar department: Only users of this department and of those below it.
    :ivar inactive_since: Only users who have not been active since then.
    """

    text: str | None = None
    role: str | None = None
    status: UserStatus | None = None
    department: str | None = None
    inactive_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserList:
    """A page of users, by user name.

    :ivar users: The users.
    :ivar total: How many records the filter matches; see total_is_exact.
    :ivar total_is_exact: False where counting stopped at 10000 because exact_total was not asked for.
    :ivar next_cursor: Send it as page.cursor for the next page; absent on the last page.
    """

    users: tuple[User, ...]
    total: int
    total_is_exact: bool
    next_cursor: str | None = None
