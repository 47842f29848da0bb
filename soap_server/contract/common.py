"""What several services share: references to people, paging, the session header, the fault."""

from dataclasses import dataclass
from typing import Annotated

from db.models import User as UserRow
from db.rows import Person
from db.vocabulary import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, MIN_REQUEST_ID_LENGTH, Length
from soap_server.contract.members import LONG, SECRET, ZERO_IS_NIL, Range, Text

UserId = Annotated[int, LONG, "The user's number."]
EventId = Annotated[int, LONG, "The event's number."]
Version = Annotated[int, "Rises with every change of the record; send it back as expectedVersion."]
ExpectedVersion = Annotated[int, "The version that the caller last saw; a stale one is refused with CONFLICT."]
Token = Annotated[str, Text(1, 200), SECRET]
Cursor = Annotated[str, Text(1, Length.CURSOR)]
Total = Annotated[int, LONG, "How many records the filter matches; see totalIsExact."]
TotalIsExact = Annotated[bool, "False where counting stopped at 10000 because exactTotal was not asked for."]
NextCursor = Annotated[Cursor | None, "Send it as page.cursor for the next page; absent on the last page."]
RequestId = Annotated[
    str | None,
    Text(MIN_REQUEST_ID_LENGTH, Length.REQUEST_ID, line=True),
    "A fresh GUID for each new request. Repeating a request with the same one gives the same answer again "
    "and never acts twice.",
]


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """The SOAP header that carries the token of a login."""

    token: Annotated[Token, "The token that Login returned."]


@dataclass(frozen=True, slots=True)
class ServiceFault:
    """Why a call was refused or failed. It stands in the fault's detail."""

    code: Annotated[str, "A stable word for programs, such as NOT_FOUND; the documentation lists them."]
    message: Annotated[str, "A sentence for people, in English."]
    field: Annotated[str | None, "The parameter that is wrong, with its path; absent where no single one is."]
    retryable: Annotated[bool, "Whether the same request may succeed later, unchanged."]
    correlation_id: Annotated[str, "Names this call in the server's log."]


@dataclass(frozen=True, slots=True)
class UserSummary:
    """A person, named."""

    id: UserId
    display_name: Annotated[str, "The name that others see."]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted."""

    size: Annotated[
        int | None,
        ZERO_IS_NIL,
        Range(1, MAX_PAGE_SIZE),
        f"Records a page, 1 to {MAX_PAGE_SIZE}; {DEFAULT_PAGE_SIZE} if nil or 0.",
    ]
    cursor: Annotated[Cursor | None, "The nextCursor of the page before; absent for the first page."]
    exact_total: Annotated[bool | None, "True to count past 10000, which takes time on a large desk."]


def render_user_summary(user: UserRow | Person) -> UserSummary:
    """Return the summary of a user."""
    return UserSummary(id=user.id, display_name=user.display_name)
