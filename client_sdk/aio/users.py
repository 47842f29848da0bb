# Written from the contract by scripts/docs; changes are made there.
"""Accounts: register, log in, and what administrators do with accounts."""

from datetime import datetime

from client_sdk import operations
from client_sdk.aio.base import AsyncResource
from client_sdk.arguments import given
from client_sdk.models.common import Page
from client_sdk.models.departments import DepartmentList
from client_sdk.models.users import FreezeInactiveUsersReport, Session, User, UserFilter, UserList
from client_sdk.models.words import Language, UserStatus
from client_sdk.paging import AsyncPages


class AsyncUsers(AsyncResource):
    """Accounts: register, log in, and what administrators do with accounts."""

    async def register(
        self,
        *,
        username: str,
        password: str,
        display_name: str,
        email: str | None = None,
        phone: str | None = None,
        language: Language | None = None,
        request_id: str | None = None,
    ) -> User:
        """Make an account for a new customer.

        Log in afterwards to use it. Needs no login.

        :param username: Letters of any script, digits and . _ - @; case and width do not matter.
        :param password: Hard to guess, not the user name, and with the characters that system.get_server_info says
            at least; by default 10.
        :param display_name: The name that others see.
        :param email: An e-mail address; empty for none.
        :param phone: A telephone number; empty for none.
        :param language: The language that the user reads; en if None.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises UsernameTakenError: Somebody has this user name, perhaps in another case or width.
        :raises PasswordRejectedError: The new password is too short or too easy to guess; message says why.
        :raises ThrottledError: There were too many calls of this operation from here; message says how long to
            wait.
        """
        return await self._call(
            operations.REGISTER,
            {
                "username": username,
                "password": password,
                "display_name": display_name,
                "email": email,
                "phone": phone,
                "language": language,
            },
            request_id=request_id,
        )

    async def is_username_available(self, *, username: str) -> bool:
        """Say whether a user name is allowed and free.

        Somebody else may still be faster with users.register. Needs no login.

        :param username: Letters of any script, digits and . _ - @; case and width do not matter.
        :raises ThrottledError: There were too many calls of this operation from here; message says how long to
            wait.
        """
        return await self._call(operations.IS_USERNAME_AVAILABLE, {"username": username})

    async def log_in(self, *, username: str, password: str) -> Session:
        """Open a session.

        Send its token in the SessionHeader of every further call. Needs no login.

        :param username: Letters of any script, digits and . _ - @; case and width do not matter.
        :param password: The password.
        :raises LoginFailedError: The user name or the password is wrong; a login does not say which.
        :raises LoginThrottledError: There were too many failed logins from here, or for this account; message says
            how long to wait.
        :raises AccountFrozenError: The password is right, but an administrator has frozen the account.
        """
        return await self._call(operations.LOGIN, {"username": username, "password": password})

    async def log_out(self) -> None:
        """End the session of this call.

        Needs the permission account:use (every role).
        """
        await self._call(operations.LOGOUT, {})

    async def get_current(self) -> User:
        """Return the caller's own account.

        Needs the permission account:use (every role).
        """
        return await self._call(operations.GET_CURRENT_USER, {})

    async def update_profile(
        self,
        *,
        expected_version: int,
        display_name: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        language: Language | None = None,
        request_id: str | None = None,
    ) -> User:
        """Change what is given of the caller's own account.

        Needs the permission account:use (every role).

        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param display_name: The name that others see; absent to leave it.
        :param email: An e-mail address; absent to leave it, empty to clear it.
        :param phone: A telephone number; absent to leave it, empty to clear it.
        :param language: The language that the user reads; None to leave it.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        """
        return await self._call(
            operations.UPDATE_PROFILE,
            {
                "expected_version": expected_version,
                "display_name": display_name,
                "email": email,
                "phone": phone,
                "language": language,
            },
            request_id=request_id,
        )

    async def change_password(self, *, current_password: str, new_password: str) -> None:
        """Replace the caller's own password.

        All of their sessions end, this one too: log in again. Needs the permission account:use (every role).

        :param current_password: The password that is in use.
        :param new_password: Hard to guess, not the user name, and with the characters that system.get_server_info
            says at least; by default 10.
        :raises LoginFailedError: The user name or the password is wrong; a login does not say which.
        :raises LoginThrottledError: There were too many failed logins from here, or for this account; message says
            how long to wait.
        :raises PasswordRejectedError: The new password is too short or too easy to guess; message says why.
        """
        await self._call(
            operations.CHANGE_PASSWORD, {"current_password": current_password, "new_password": new_password}
        )

    async def create(
        self,
        *,
        username: str,
        password: str,
        display_name: str,
        role: str,
        email: str | None = None,
        phone: str | None = None,
        language: Language | None = None,
        department: str | None = None,
        request_id: str | None = None,
    ) -> User:
        """Make an account with any role.

        The user has to change the password before doing anything else. Needs the permission users:create (admin).

        :param username: Letters of any script, digits and . _ - @; case and width do not matter.
        :param password: A first password, which the user has to change.
        :param display_name: The name that others see.
        :param role: A role: customer, staff or admin.
        :param email: An e-mail address; empty for none.
        :param phone: A telephone number; empty for none.
        :param language: The language that the user reads; en if None.
        :param department: The name of a department; empty for none.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises UsernameTakenError: Somebody has this user name, perhaps in another case or width.
        :raises PasswordRejectedError: The new password is too short or too easy to guess; message says why.
        """
        return await self._call(
            operations.CREATE_USER,
            {
                "username": username,
                "password": password,
                "display_name": display_name,
                "role": role,
                "email": email,
                "phone": phone,
                "language": language,
                "department": department,
            },
            request_id=request_id,
        )

    async def get(self, user_id: int) -> User:
        """Return an account.

        Needs the permission users:read (admin).

        :param user_id: The user's number.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        """
        return await self._call(operations.GET_USER, {"user_id": user_id})

    def list(
        self,
        *,
        text: str | None = None,
        role: str | None = None,
        status: UserStatus | None = None,
        department: str | None = None,
        inactive_since: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
        exact_total: bool | None = None,
    ) -> AsyncPages[User, UserList]:
        """List accounts by user name.

        Needs the permission users:read (admin).

        :param text: The beginning of the user name or of the display name.
        :param role: Only users with this role.
        :param status: Only active or only frozen accounts.
        :param department: Only users of this department and of those below it.
        :param inactive_since: Only users who have not been active since then.
        :param page_size: Records a page, 1 to 200; 50 if None or 0.
        :param cursor: The next_cursor of the page before; absent for the first page.
        :param exact_total: True to count past 10000, which takes time on a large desk.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._pages(
            operations.LIST_USERS,
            {
                "filter": given(
                    UserFilter(
                        text=text, role=role, status=status, department=department, inactive_since=inactive_since
                    )
                ),
                "page": given(Page(size=page_size, cursor=cursor, exact_total=exact_total)),
            },
            "users",
        )

    async def list_departments(self) -> DepartmentList:
        """List the departments in which users can have their places, all of them.

        Needs the permission users:read (admin).
        """
        return await self._call(operations.LIST_DEPARTMENTS, {})

    async def set_role(self, user_id: int, *, role: str, expected_version: int, request_id: str | None = None) -> User:
        """Raise or lower a user to another role.

        It counts from their next call on. What the data service granted to them alone ends; what it grants to the
        new role is theirs. Needs the permission users:set_role (admin).

        :param user_id: The user's number.
        :param role: A role: customer, staff or admin.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises LastAdministratorError: The desk would be left without an active administrator.
        """
        return await self._call(
            operations.SET_USER_ROLE,
            {"user_id": user_id, "role": role, "expected_version": expected_version},
            request_id=request_id,
        )

    async def freeze(self, user_id: int, *, reason: str, expected_version: int, request_id: str | None = None) -> User:
        """Keep a user from logging in, and end their sessions.

        Their data stays. Needs the permission users:freeze (admin).

        :param user_id: The user's number.
        :param reason: Why, for the record.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        :raises LastAdministratorError: The desk would be left without an active administrator.
        """
        return await self._call(
            operations.FREEZE_USER,
            {"user_id": user_id, "reason": reason, "expected_version": expected_version},
            request_id=request_id,
        )

    async def unfreeze(self, user_id: int, *, expected_version: int, request_id: str | None = None) -> User:
        """Let a frozen user log in again.

        Needs the permission users:freeze (admin).

        :param user_id: The user's number.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises InvalidStateError: The record's present state does not allow the operation.
        """
        return await self._call(
            operations.UNFREEZE_USER, {"user_id": user_id, "expected_version": expected_version}, request_id=request_id
        )

    async def freeze_inactive(
        self,
        *,
        inactive_since: datetime,
        reason: str,
        dry_run: bool,
        role: str | None = None,
        request_id: str | None = None,
    ) -> FreezeInactiveUsersReport:
        """Freeze the accounts that were not used since a time, never an administrator's.

        Try it with dry_run first. Needs the permission users:freeze (admin).

        :param inactive_since: Accounts that were not active since then are frozen.
        :param role: Only users with this role; absent for all but administrators.
        :param reason: Why, for the record.
        :param dry_run: True to be told only who would be frozen.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        """
        return await self._call(
            operations.FREEZE_INACTIVE_USERS,
            {"inactive_since": inactive_since, "role": role, "reason": reason, "dry_run": dry_run},
            request_id=request_id,
        )

    async def reset_password(
        self, user_id: int, *, new_password: str, expected_version: int, request_id: str | None = None
    ) -> User:
        """Set a password for a user who forgot theirs.

        Their sessions end, and they have to change it. Needs the permission users:reset_password (admin).

        :param user_id: The user's number.
        :param new_password: A password for the user, who has to change it.
        :param expected_version: The version that the caller last saw; a stale one is refused with CONFLICT.
        :param request_id: Makes a repetition harmless; by default a fresh one for each call.
        :raises NotFoundError: There is no such record, or the caller may not see it; it is not said which.
        :raises ConflictError: The record has changed since the caller read it: read it again and decide again.
        :raises PasswordRejectedError: The new password is too short or too easy to guess; message says why.
        """
        return await self._call(
            operations.RESET_PASSWORD,
            {"user_id": user_id, "new_password": new_password, "expected_version": expected_version},
            request_id=request_id,
        )
