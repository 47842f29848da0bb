"""What is meant: for each operation the outcome for each role and each kind of row, written by hand.

``+`` is done; the letters are refusals. The first cell is a stranger's, to whom no row makes a difference. An operation that is called in more than one way has a line for each, told
apart by what stands behind its name. Each role's cells stand in the order of the kinds of rows above the table; groups
are for the eye. Nothing here is computed from the code: a new operation has no line, and the tests fail until somebody
says what is meant.
"""

from dataclasses import dataclass

OUTCOMES = {
    "A": "AUTHENTICATION_REQUIRED",
    "P": "PERMISSION_DENIED",
    "N": "NOT_FOUND",
    "S": "INVALID_STATE",
    "I": "INVALID_ARGUMENT",
    "Q": "QUERY_REFUSED",
    "C": "CURSOR_INVALID",
}
ROLES = ("stranger", "customer", "staff", "admin")

# Each of the three who call was a customer, then a member of staff, and then became what they are now. So each has
# events of their own, which staff2 handles, and events that they handled, whose customer is customer2; the others are
# between these two, and one waits for a handler. The state of those that are still there is named with the operation.
EVENT_ROWS = (
    "own mine other waiting own-withdrawn mine-withdrawn other-withdrawn own-deleted mine-deleted other-deleted missing"
)
EVENTS = """
GetEvent in completed             | A | +NN N +NN NNN N | ++N N ++N NNN N | +++ + +++ +++ N
GetEventHistory in completed      | A | +NN N +NN NNN N | ++N N ++N NNN N | +++ + +++ +++ N
DescribeEvents in completed       | A | +NN N +NN NNN N | ++N N ++N NNN N | +++ + +++ +++ N
UpdateEvent in in_progress        | A | +NN N SNN NNN N | ++N N SSN NNN N | +++ + SSS SSS N
UpdateEvent title in in_progress  | A | +NN N SNN NNN N | +PN N SSN NNN N | +PP P SSS SSS N
WithdrawEvent in in_progress      | A | +NN N SNN NNN N | +PN N SPN NNN N | +PP P SPP SPP N
AddAttachment in in_progress      | A | +NN N SNN NNN N | ++N N SSN NNN N | +++ + SSS SSS N
BeginUpload in in_progress        | A | +NN N SNN NNN N | ++N N SSN NNN N | +++ + SSS SSS N
GetAttachment in completed        | A | +NN N +NN NNN N | ++N N ++N NNN N | +++ + +++ +++ N
GetAttachment range in completed  | A | +NN N +NN NNN N | ++N N ++N NNN N | +++ + +++ +++ N
GetAttachment note in completed   | A | NNN N NNN NNN N | N+N N N+N NNN N | N++ + N++ N++ N
GetAttachment note range in completed | A | NNN N NNN NNN N | N+N N N+N NNN N | N++ + N++ N++ N

SuggestAssignee in in_progress    | A | PPP P PPP PPP P | PPP P PPP PPP P | +++ + +++ +++ N
AssignEvent in in_progress        | A | PPP P PPP PPP P | PPP P PPP PPP P | +++ + SSS SSS N
AssignEvents in in_progress       | A | PPP P PPP PPP P | PPP P PPP PPP P | +++ + SSS SSS N
UnassignEvent in in_progress      | A | PPP P PPP PPP P | PPP P PPP PPP P | +++ S SSS SSS N
DeleteWithdrawnEvent in completed | A | PPP P PPP PPP P | PPP P PPP PPP P | SSS S +++ SSS N
RestoreEvent in completed         | A | PPP P PPP PPP P | PPP P PPP PPP P | SSS S SSS +++ N

PostReply in in_progress          | A | +NN N SNN NNN N | ++N N SSN NNN N | +++ + SSS SSS N
PostReply note in in_progress     | A | PNN N PNN NNN N | P+N N PSN NNN N | P++ + PSS PSS N
ListReplies in completed          | A | +NN N +NN NNN N | ++N N ++N NNN N | +++ + +++ +++ N
ResolveEvent in in_progress       | A | PPP P PPP PPP P | P+N N PSN NNN N | PPP P PPP PPP P

CompleteEvent in resolved         | A | +NN N SNN NNN N | +PN N SPN NNN N | +PP P SPP SPP N
ReopenEvent in completed          | A | +NN N SNN NNN N | +PN N SPN NNN N | +PP P SPP SPP N
RateEvent in completed            | A | +NN N SNN NNN N | +PN N SPN NNN N | +PP P SPP SPP N
GetRating in completed            | A | +NN N +NN NNN N | ++N N ++N NNN N | +++ N +++ +++ N
"""

# An upload is its user's alone, as long as they see its event; on one that was withdrawn it cannot go on.
UPLOAD_ROWS = "on-own on-mine on-own-withdrawn others-on-own missing"
UPLOADS = """
GetUpload    | A | +N+NN | +++NN | +++NN
UploadPart   | A | +NSNN | ++SNN | ++SNN
FinishUpload | A | +NSNN | ++SNN | ++SNN
AbortUpload  | A | +N+NN | +++NN | +++NN
"""

USER_ROWS = "self customer staff admin frozen missing"
USERS = """
GetUser       | A | PPPP P P | PPPP P P | ++++ + N
SetUserRole   | A | PPPP P P | PPPP P P | ++++ + N
FreezeUser    | A | PPPP P P | PPPP P P | ++++ S N
UnfreezeUser  | A | PPPP P P | PPPP P P | SSSS + N
ResetPassword | A | PPPP P P | PPPP P P | ++++ + N
"""

# Customers submit for themselves, the others for somebody who is an active customer and for nobody else.
BEHALF_ROWS = "nobody-named self customer staff frozen missing"
BEHALF = """
SubmitEvent | A | ++PP P P | II+I I I | II+I I I
"""

FIGURE_ROWS = "nobody-named self staff missing"
FIGURES = """
GetStaffScorecard | A | PPPP | ++PP | +++N
GetDeskStatistics | A | PPPP | ++PP | +++N
"""

NEW_ROLE_ROWS = "customer staff admin"
NEW_ROLES = """
CreateUser | A | PPP | PPP | +++
"""

# A role opens no table; a grant does, whatever the role. Nothing is said of tables that are not granted.
TABLE_ROWS = "granted others nobodys secret missing"
TABLES = """
DescribeTable         | A | + NNNN | + NNNN | + NNNN
ReadTable             | A | + NNNN | + NNNN | + NNNN
ReadTableAsDataSet    | A | + NNNN | + NNNN | + NNNN
ExecuteQuery          | A | + QQQQ | + QQQQ | + QQQQ
ExecuteQueryAsDataSet | A | + QQQQ | + QQQQ | + QQQQ
ExecuteStatement      | A | + QQQQ | + QQQQ | + QQQQ
"""

CURSOR_ROWS = "own-read own-query others-read others-query made-up"
CURSORS = """
FetchMore          | A | ++ CCC | ++ CCC | ++ CCC
FetchMoreAsDataSet | A | ++ CCC | ++ CCC | ++ CCC
"""

GRANT_ROWS = "present missing"
GRANTS = """
RevokeDataAccess | A | PP | PP | +N
"""

GRANTEE_ROWS = "self customer staff role-staff missing secret-table"
GRANTEES = """
GrantDataAccess | A | PPPP P P | PPPP P P | ++++ N I
"""

# What has no row, or whose rows are the caller's own; what lists show is in test_doors.py.
NO_ROWS = "call"
PLAIN = """
Ping                 | + | + | + | +
Register             | + | + | + | +
IsUsernameAvailable  | + | + | + | +
Login                | + | + | + | +
Logout               | A | + | + | +
GetCurrentUser       | A | + | + | +
UpdateProfile        | A | + | + | +
ChangePassword       | A | + | + | +
GetServerInfo        | A | + | + | +
GetChanges           | A | + | + | +
ListEvents           | A | + | + | +
ListRatings          | A | + | + | +
ListTables           | A | + | + | +
ListUsers            | A | P | P | +
ListDepartments      | A | P | P | +
FreezeInactiveUsers  | A | P | P | +
ListUnassignedEvents | A | P | P | +
ListStaffWorkload    | A | P | P | +
ListAuditEntries     | A | P | P | +
ListDataGrants       | A | P | P | +
ListGrantableTables  | A | P | P | +
ListDataAccess       | A | P | P | +
"""


@dataclass(frozen=True)
class Intent:
    """One line: what comes of a call for each role and kind of row.

    :ivar variant: in which way the operation is called.
    :ivar state: of the events that are neither withdrawn nor deleted.
    """

    operation: str
    variant: str
    state: str
    rows: tuple[str, ...]
    cells: dict[str, str]

    @property
    def name(self) -> str:
        """The operation and its variant."""
        return f"{self.operation} {self.variant}".strip()


def _read(rows: str, table: str) -> list[Intent]:
    intents = []
    for line in filter(None, table.splitlines()):
        title, *cells = (part.strip() for part in line.split("|"))
        called, _, state = title.partition(" in ")
        operation, _, variant = called.partition(" ")
        kinds = tuple(rows.split())
        outcomes = [cell.replace(" ", "") for cell in cells]
        assert [len(each) for each in outcomes] == [1, *[len(kinds)] * 3], line
        intents.append(Intent(operation, variant, state, kinds, dict(zip(ROLES, outcomes, strict=True))))
    return intents


INTENTS: dict[str, Intent] = {
    intent.name: intent
    for rows, table in (
        (EVENT_ROWS, EVENTS),
        (UPLOAD_ROWS, UPLOADS),
        (USER_ROWS, USERS),
        (BEHALF_ROWS, BEHALF),
        (FIGURE_ROWS, FIGURES),
        (NEW_ROLE_ROWS, NEW_ROLES),
        (TABLE_ROWS, TABLES),
        (CURSOR_ROWS, CURSORS),
        (GRANT_ROWS, GRANTS),
        (GRANTEE_ROWS, GRANTEES),
        (NO_ROWS, PLAIN),
    )
    for intent in _read(rows, table)
}
