"""How an operation is declared: its service, its permission, what it may refuse.

A service's operations are plain functions; the parameters after ``desk`` are the request, the annotation of
the return value is the answer, and the docstring is the documentation in the WSDL.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from db.vocabulary import BUILT_IN_ROLES, Permission
from soap_server.contract.common import RequestId
from soap_server.contract.members import Member, parameters_of
from soap_server.desk.errors import (
    AuthenticationRequiredError,
    DeskError,
    InvalidArgumentError,
    PasswordChangeRequiredError,
    PermissionDeniedError,
    RequestIdReusedError,
    SessionExpiredError,
)

ORDINARY_LANE, HASHING_LANE, DATA_LANE, INSTANT_LANE = "ordinary", "hashing", "data", "instant"
PUBLIC = None
"""The permission of an operation that needs no login."""


@dataclass(frozen=True)
class Operation:
    """One operation of the contract.

    :ivar name: its name on the wire.
    :ivar function: called with the desk and the parameters by keyword.
    :ivar permission: what the caller's role must allow; PUBLIC needs no login.
    :ivar writes: whether it changes anything; then its transaction may write and the call is audited.
    :ivar takes_request_id: whether a repeated ``requestId`` gets the first answer again.
    :ivar repeats_harmlessly: whether the same request again changes nothing, without a ``requestId`` too.
    :ivar large_body: whether a request may be as large as an upload.
    :ivar prepare: work too slow for a transaction, such as hashing a password: takes the office outside of
        any transaction, the visit, the actor and the arguments; what it returns is ``desk.prepared``.
    :ivar reads_data: whether it runs a caller's own read or statement; those wait for each other only.
    :ivar waits: whether it asks the database, or computes for more than a moment; what does neither needs no thread.
    :ivar on_refusal: what a refusal leaves behind, in a transaction of its own, beside the audit log; for a failure
        that is none it is called with None.
    :ivar refuses: the errors that are this operation's own, beside those that come with its permission.
    """

    name: str
    service: str
    function: Callable[..., Any]
    doc: str
    parameters: tuple[Member, ...]
    returns: type[Any] | None
    permission: Permission | None
    writes: bool
    takes_request_id: bool
    repeats_harmlessly: bool
    large_body: bool
    prepare: Callable[..., Any] | None
    reads_data: bool
    waits: bool
    on_refusal: Callable[..., None] | None
    refuses: tuple[type[DeskError], ...]

    @property
    def published_doc(self) -> str:
        """What the WSDL says of the operation: the docstring, who may call it, what it may refuse."""
        faults = ", ".join(error.code for error in self.all_refusals)
        return f"{self.doc} {self.needs}" + (f" Faults: {faults}." if faults else "")

    @property
    def needs_session(self) -> bool:
        """Whether only somebody who has logged in may call it."""
        return self.permission is not PUBLIC

    @property
    def needs(self) -> str:
        """A sentence that says who may call it."""
        if self.permission is PUBLIC:
            return "Needs no login."
        roles = [role for role, permissions in BUILT_IN_ROLES.items() if self.permission in permissions]
        whose = "every role" if len(roles) == len(BUILT_IN_ROLES) else ", ".join(roles)
        return f"Needs the permission {self.permission} ({whose})."

    @property
    def answers_prepared(self) -> bool:
        """Whether its answer is made of what was prepared, without a transaction of its own."""
        return self.prepare is not None and self.reads_data and not self.writes

    @property
    def secrets(self) -> list[str]:
        """The names of the parameters that are passwords."""
        return [member.name for member in self.parameters if member.is_secret]

    @property
    def lane(self) -> str:
        """Which calls it waits for: those that hash passwords and those that read data take long, each for itself."""
        return self.lanes[0]

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lanes in which it may be answered, its own first."""
        own = DATA_LANE if self.reads_data else HASHING_LANE if self.secrets else ORDINARY_LANE
        return (own,) if self.waits else (own, INSTANT_LANE)

    @property
    def all_refusals(self) -> tuple[type[DeskError], ...]:
        """Every error that the operation may answer, in the order of the checks."""
        common: list[type[DeskError]] = []
        if self.permission is not PUBLIC:
            common += [AuthenticationRequiredError, SessionExpiredError, PermissionDeniedError]
            if not self.usable_before_password_change:
                common.append(PasswordChangeRequiredError)
        if self.parameters:
            common.append(InvalidArgumentError)
        if self.takes_request_id:
            common.append(RequestIdReusedError)
        return tuple(dict.fromkeys((*common, *self.refuses)))

    @property
    def usable_before_password_change(self) -> bool:
        """Whether a user may call it who first has to replace a password that somebody else set."""
        return self.permission in (PUBLIC, Permission.ACCOUNT_USE)


@dataclass
class Service:
    """A named group of operations with a WSDL of its own."""

    name: str
    doc: str
    operations: list[Operation] = field(default_factory=list)

    def operation(
        self,
        *,
        requires: Permission | None,
        writes: bool = False,
        takes_request_id: bool | None = None,
        repeats_harmlessly: bool = False,
        large_body: bool = False,
        prepare: Callable[..., Any] | None = None,
        reads_data: bool = False,
        waits: bool = True,
        on_refusal: Callable[..., None] | None = None,
        refuses: tuple[type[DeskError], ...] = (),
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Return the decorator that makes a function an operation of this service."""

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            name = "".join(part.capitalize() for part in function.__name__.split("_"))
            if not function.__doc__:
                raise TypeError(f"{name} has no documentation")
            parameters, returns = parameters_of(function)
            repeatable = writes if takes_request_id is None else takes_request_id
            self.operations.append(
                Operation(
                    name=name,
                    service=self.name,
                    function=function,
                    doc=" ".join(function.__doc__.split()),
                    parameters=parameters + (_REQUEST_ID if repeatable else ()),
                    returns=returns,
                    permission=requires,
                    writes=writes,
                    takes_request_id=repeatable,
                    repeats_harmlessly=repeats_harmlessly,
                    large_body=large_body,
                    prepare=prepare,
                    reads_data=reads_data,
                    waits=waits,
                    on_refusal=on_refusal,
                    refuses=refuses,
                )
            )
            return function

        return declare


def _request_id(*, request_id: RequestId) -> None: ...


_REQUEST_ID, _ = parameters_of(_request_id)
