"""UserService: accounts and sessions."""

from datetime import datetime
from typing import Annotated

from db.vocabulary import Language, Permission
from soap_server.contract.common import ExpectedVersion, Page, UserId, render_user_summary
from soap_server.contract.departments import DepartmentList, render_departments
from soap_server.contract.users import (
    Department,
    DisplayName,
    Email,
    FreezeInactiveUsersReport,
    NewPassword,
    Password,
    Phone,
    Reason,
    RoleName,
    Session,
    User,
    UserFilter,
    UserList,
    Username,
    render_user,
)
from soap_server.desk import accounts, administration, departments
from soap_server.desk import login as sessions
from soap_server.desk.accounts import Person
from soap_server.desk.administration import UserQuery
from soap_server.desk.desk import Desk
from soap_server.desk.errors import (
    AccountFrozenError,
    ConflictError,
    CursorInvalidError,
    InvalidStateError,
    LastAdministratorError,
    LoginFailedError,
    LoginThrottledError,
    NotFoundError,
    PasswordRejectedError,
    ThrottledError,
    UsernameTakenError,
)
from soap_server.operations.declaration import PUBLIC, Service
from soap_server.operations.paging import read_page, totals

USERS = Service("UserService", "Accounts: register, log in, and what administrators do with accounts.")


@USERS.operation(
    requires=PUBLIC,
    writes=True,
    prepare=accounts.prepare_registration,
    refuses=(UsernameTakenError, PasswordRejectedError, ThrottledError),
)
def register(
    desk: Desk,
    *,
    username: Username,
    password: NewPassword,
    display_name: DisplayName,
    email: Email,
    phone: Phone,
    language: Annotated[Language | None, "The language that the user reads; en if nil."],
) -> User:
    """Make an account for a new customer. Log in afterwards to use it."""
    return render_user(accounts.register(desk, username=username, person=Person(display_name, email, phone, language)))


@USERS.operation(requires=PUBLIC, prepare=accounts.count_username_check, refuses=(ThrottledError,))
def is_username_available(desk: Desk, *, username: Username) -> bool:
    """Say whether a user name is allowed and free. Somebody else may still be faster with Register."""
    return accounts.is_username_available(desk, username)


@USERS.operation(
    requires=PUBLIC,
    writes=True,
    takes_request_id=False,
    prepare=sessions.check_credentials,
    refuses=(LoginFailedError, LoginThrottledError, AccountFrozenError),
)
def login(desk: Desk, *, username: Username, password: Password) -> Session:
    """Open a session. Send its token in the SessionHeader of every further call."""
    session = sessions.log_in(desk, username=username)
    return Session(
        token=session.token,
        expires_at=session.expires_at,
        idle_seconds=int(desk.rules.session_idle.total_seconds()),
        user=render_user(session.user),
    )


@USERS.operation(requires=Permission.ACCOUNT_USE, writes=True, takes_request_id=False)
def logout(desk: Desk) -> None:
    """End the session of this call."""
    sessions.log_out(desk)


@USERS.operation(requires=Permission.ACCOUNT_USE)
def get_current_user(desk: Desk) -> User:
    """Return the caller's own account."""
    return render_user(accounts.load_user(desk, desk.actor.id))


@USERS.operation(requires=Permission.ACCOUNT_USE, writes=True, refuses=(ConflictError,))
def update_profile(
    desk: Desk,
    *,
    expected_version: ExpectedVersion,
    display_name: Annotated[DisplayName | None, "The name that others see; absent to leave it."],
    email: Annotated[Email, "An e-mail address; absent to leave it, empty to clear it."],
    phone: Annotated[Phone, "A telephone number; absent to leave it, empty to clear it."],
    language: Annotated[Language | None, "The language that the user reads; nil to leave it."],
) -> User:
    """Change what is given of the caller's own account."""
    person = Person(display_name, email, phone, language)
    return render_user(accounts.update_profile(desk, expected_version=expected_version, person=person))


@USERS.operation(
    requires=Permission.ACCOUNT_USE,
    writes=True,
    takes_request_id=False,
    prepare=accounts.prepare_password_change,
    refuses=(LoginFailedError, LoginThrottledError, PasswordRejectedError),
)
def change_password(
    desk: Desk,
    *,
    current_password: Annotated[Password, "The password that is in use."],
    new_password: NewPassword,
) -> None:
    """Replace the caller's own password. All of their sessions end, this one too: log in again."""
    accounts.change_password(desk)


@USERS.operation(
    requires=Permission.USERS_CREATE,
    writes=True,
    prepare=accounts.hash_new_password,
    refuses=(UsernameTakenError, PasswordRejectedError),
)
def create_user(
    desk: Desk,
    *,
    username: Username,
    password: Annotated[NewPassword, "A first password, which the user has to change."],
    display_name: DisplayName,
    role: RoleName,
    email: Email,
    phone: Phone,
    language: Annotated[Language | None, "The language that the user reads; en if nil."],
    department: Department,
) -> User:
    """Make an account with any role. The user has to change the password before doing anything else."""
    user = accounts.create_account(
        desk,
        username=username,
        person=Person(display_name, email, phone, language),
        role=role,
        department=department,
        must_change_password=True,
    )
    return render_user(user)


@USERS.operation(requires=Permission.USERS_READ, refuses=(NotFoundError,))
def get_user(desk: Desk, *, user_id: UserId) -> User:
    """Return an account."""
    return render_user(accounts.load_user(desk, user_id))


@USERS.operation(requires=Permission.USERS_READ, refuses=(CursorInvalidError,))
def list_users(
    desk: Desk,
    *,
    filter: Annotated[UserFilter | None, "Which users; absent for all."],
    page: Annotated[Page | None, "Which page; absent for the first 50."],
) -> UserList:
    """List accounts by user name."""
    wanted = (
        UserQuery()
        if filter is None
        else UserQuery(filter.text, filter.role, filter.status, filter.department, filter.inactive_since)
    )
    found = administration.list_users(desk, wanted, read_page(page))
    return UserList(users=[render_user(user) for user in found.rows], **totals(found))


@USERS.operation(requires=Permission.USERS_READ)
def list_departments(desk: Desk) -> DepartmentList:
    """List the departments in which users can have their places, all of them."""
    return render_departments(departments.list_departments(desk))


@USERS.operation(
    requires=Permission.USERS_SET_ROLE,
    writes=True,
    refuses=(NotFoundError, ConflictError, InvalidStateError, LastAdministratorError),
)
def set_user_role(desk: Desk, *, user_id: UserId, role: RoleName, expected_version: ExpectedVersion) -> User:
    """Raise or lower a user to another role. It counts from their next call on.

    What the data service granted to them alone ends; what it grants to the new role is theirs.
    """
    return render_user(administration.set_user_role(desk, user_id, role=role, expected_version=expected_version))


@USERS.operation(
    requires=Permission.USERS_FREEZE,
    writes=True,
    refuses=(NotFoundError, ConflictError, InvalidStateError, LastAdministratorError),
)
def freeze_user(desk: Desk, *, user_id: UserId, reason: Reason, expected_version: ExpectedVersion) -> User:
    """Keep a user from logging in, and end their sessions. Their data stays."""
    return render_user(administration.freeze_user(desk, user_id, reason=reason, expected_version=expected_version))


@USERS.operation(
    requires=Permission.USERS_FREEZE, writes=True, refuses=(NotFoundError, ConflictError, InvalidStateError)
)
def unfreeze_user(desk: Desk, *, user_id: UserId, expected_version: ExpectedVersion) -> User:
    """Let a frozen user log in again."""
    return render_user(administration.unfreeze_user(desk, user_id, expected_version=expected_version))


@USERS.operation(requires=Permission.USERS_FREEZE, writes=True)
def freeze_inactive_users(
    desk: Desk,
    *,
    inactive_since: Annotated[datetime, "Accounts that were not active since then are frozen."],
    role: Annotated[RoleName | None, "Only users with this role; absent for all but administrators."],
    reason: Reason,
    dry_run: Annotated[bool, "True to be told only who would be frozen."],
) -> FreezeInactiveUsersReport:
    """Freeze the accounts that were not used since a time, never an administrator's. Try it with dryRun first."""
    found = administration.freeze_inactive_users(
        desk, inactive_since=inactive_since, role=role, reason=reason, dry_run=dry_run
    )
    return FreezeInactiveUsersReport(
        dry_run=dry_run, count=found.count, users=[render_user_summary(user) for user in found.users]
    )


@USERS.operation(
    requires=Permission.USERS_RESET_PASSWORD,
    writes=True,
    prepare=administration.prepare_password_reset,
    refuses=(NotFoundError, ConflictError, PasswordRejectedError),
)
def reset_password(
    desk: Desk,
    *,
    user_id: UserId,
    new_password: Annotated[NewPassword, "A password for the user, who has to change it."],
    expected_version: ExpectedVersion,
) -> User:
    """Set a password for a user who forgot theirs. Their sessions end, and they have to change it."""
    return render_user(administration.reset_password(desk, user_id, expected_version=expected_version))
