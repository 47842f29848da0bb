"""What a verb works with: who acts, when, in which transaction, by which rules."""

import secrets
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from db.engine import Database
from db.reading import Reader
from db.vocabulary import Permission
from soap_server.desk.errors import PermissionDeniedError
from soap_server.desk.passwords import Passwords

T = TypeVar("T")
_TOKEN_BYTES = 32  # 256 bits; the OWASP ASVS 5.0 asks for 128 (7.2.3)


@dataclass(frozen=True)
class DataRules:
    """The limits of the data service.

    :ivar queries: whether ExecuteQuery is switched on.
    :ivar statements: whether ExecuteStatement is switched on.
    :ivar seconds: how long one read, query or statement may run.
    :ivar cost: the greatest cost that PostgreSQL may expect of one, in its own units.
    :ivar page_rows: of one answer; one that would have more ends earlier, with a cursor.
    :ivar page_bytes: of one answer, the same.
    :ivar send_seconds: how long the rest of an answer that is sent while it is read may take.
    :ivar result_rows: of a query's whole result.
    :ivar result_bytes: of a query's whole result.
    :ivar statement_rows: that one statement may change.
    :ivar cursor_life: how long a result that was not read to its end can still be fetched.
    :ivar cursors_per_user: results that one user may have open; the oldest one ends.
    """

    queries: bool
    statements: bool
    seconds: float
    cost: float
    page_rows: int
    page_bytes: int
    send_seconds: float
    result_rows: int
    result_bytes: int
    statement_rows: int
    cursor_life: timedelta
    cursors_per_user: int


@dataclass(frozen=True)
class UploadRules:
    """The limits of files that come in parts.

    :ivar part_bytes: the largest part, of an upload and of an attachment that is read.
    :ivar max_bytes: the largest file.
    :ivar life: after this an upload that is not finished ends.
    :ivar per_user: uploads that one user may have open.
    :ivar bytes_per_user: of these files together.
    """

    part_bytes: int
    max_bytes: int
    life: timedelta
    per_user: int
    bytes_per_user: int


@dataclass(frozen=True)
class Rules:
    """The limits of the business, as the operator's settings give them."""

    reopening_window: timedelta
    recovery_window: timedelta
    rating_change_window: timedelta
    max_attachment_bytes: int
    max_attachments: int
    refused_file_suffixes: frozenset[str]
    session_idle: timedelta
    session_lifetime: timedelta
    password_memory: timedelta
    min_password_length: int
    login_window: timedelta
    login_failures_per_account_and_source: int
    login_failures_per_source: int
    login_failures_per_account: int
    registrations_per_source: int
    username_checks_per_source: int
    notifications: bool
    data: DataRules
    uploads: UploadRules


@dataclass(frozen=True)
class Actor:
    """Who is calling. ``id`` is 0 and nothing is permitted for a caller who is not logged in.

    :ivar session_id: None for a caller who sent a password with the call.
    :ivar touch_due: whether it is time to note that the session was used, or the account.
    """

    id: int
    role: str
    permissions: frozenset[Permission]
    must_change_password: bool = False
    session_id: int | None = None
    touch_due: bool = False

    def has(self, permission: Permission) -> bool:
        """Say whether the actor's role allows ``permission`` on some record."""
        return permission in self.permissions


ANONYMOUS = Actor(id=0, role="", permissions=frozenset())


class Outlet(Protocol):
    """The way on which an answer may go out while it is made.

    :ivar window: beyond so many bytes it goes out; None while it may not.
    :ivar before: what is done before it does.
    """

    window: int | None
    before: Callable[[], None] | None

    @property
    def has_begun(self) -> bool:
        """Whether some of it has gone out: nothing can be said any more but what follows."""


@dataclass
class Going:
    """What of a call goes on behind its verb, while its answer is written.

    :ivar outlet: None where an answer is handed over as a whole.
    :ivar open: what is closed when the call is over, however it ends.
    :ivar begun: what was noted of an answer before it began to go out.
    """

    outlet: Outlet | None = None
    open: ExitStack = field(default_factory=ExitStack)
    begun: Any = None

    def closing(self, values: Generator[T, None, None]) -> Generator[T, None, None]:
        """Return a generator that is closed when the call is over, whoever stopped half-way."""
        self.open.callback(values.close)
        return values

    def let_out(self, window: int, before: Callable[[], None]) -> None:
        """Let the answer go out while it is made, beyond so many bytes, when something was done first."""
        if self.outlet is not None:
            self.outlet.window, self.outlet.before = window, before


@dataclass(frozen=True)
class Visit:
    """One call, as the business sees it."""

    operation: str
    address: str
    correlation_id: str
    now: datetime
    going: Going = field(default_factory=Going, compare=False)


@dataclass(frozen=True)
class ServerFacts:
    """What the desk tells callers of the server around it."""

    version: str = "0"
    max_request_bytes: int = 0
    max_upload_request_bytes: int = 0


@dataclass(frozen=True)
class Office:
    """What is there before any transaction: the database and its guarded reader, rules, hashing, the clock."""

    database: Database
    reader: Reader
    rules: Rules
    passwords: Passwords
    facts: ServerFacts = ServerFacts()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_token: Callable[[], str] = lambda: secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass
class Desk:
    """A verb's workplace, for the length of one transaction.

    :ivar prepared: what the operation's ``prepare`` found out before the transaction.
    :ivar subject: what the call is about, for the audit log: ``event:7``.
    :ivar parts: of a call about several things, each of them with the code of its refusal, if it was refused.
    :ivar is_routine: whether this write is not worth a row of the audit log.
    """

    session: Session
    office: Office
    visit: Visit
    actor: Actor = ANONYMOUS
    prepared: Any = None
    subject: str | None = field(default=None)
    parts: list[tuple[str, str | None]] = field(default_factory=list)
    is_routine: bool = False

    @property
    def now(self) -> datetime:
        """The time of the call."""
        return self.visit.now

    @property
    def rules(self) -> Rules:
        """The limits in force."""
        return self.office.rules

    def about(self, kind: str, number: int) -> None:
        """Note what the call is about."""
        self.subject = f"{kind}:{number}"

    def require(self, permission: Permission, message: str = "Your role does not allow this.") -> None:
        """Refuse unless the actor's role allows ``permission``.

        :raises PermissionDeniedError: if it does not.
        """
        if not self.actor.has(permission):
            raise PermissionDeniedError(message)
