"""The words and limits that tables and contract share: enumerations, permissions, lengths.

One word stands for one thing in tables, in code and on the wire.
"""

from enum import StrEnum


class EventStatus(StrEnum):
    """Where an event stands in its life."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


OPEN_STATUSES = (EventStatus.SUBMITTED, EventStatus.ASSIGNED, EventStatus.IN_PROGRESS)
HANDLED_STATUSES = (EventStatus.ASSIGNED, EventStatus.IN_PROGRESS, EventStatus.RESOLVED)


class Priority(StrEnum):
    """How urgent an event is, from least to most."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class UserStatus(StrEnum):
    """Whether an account may log in."""

    ACTIVE = "active"
    FROZEN = "frozen"


class ReplyKind(StrEnum):
    """Who a reply is for: everybody on the event, staff only, or everybody as the proposed solution."""

    REPLY = "reply"
    INTERNAL_NOTE = "internal_note"
    SOLUTION = "solution"


class Language(StrEnum):
    """The language a person reads."""

    ENGLISH = "en"
    CHINESE = "zh"


class Outcome(StrEnum):
    """How an audited call ended."""

    DONE = "done"
    REFUSED = "refused"


class BucketUnit(StrEnum):
    """How a period is divided for statistics; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class DataType(StrEnum):
    """The type of a column or of a parameter of the data service; values are written as XML Schema writes them."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    TEXT = "text"
    DATE_TIME = "dateTime"


class DataVerb(StrEnum):
    """What a grant of the data service allows with a table."""

    READ = "read"
    QUERY = "query"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class RowScope(StrEnum):
    """Which rows a grant of the data service is for, before its conditions."""

    ALL = "all"
    OWN = "own"
    OWN_DEPARTMENT = "ownDepartment"


class DataOperator(StrEnum):
    """How a column is compared. Text is compared by character codes; nothing but isNull matches an absent value."""

    EQUAL = "equal"
    NOT_EQUAL = "notEqual"
    LESS = "less"
    LESS_OR_EQUAL = "lessOrEqual"
    GREATER = "greater"
    GREATER_OR_EQUAL = "greaterOrEqual"
    ONE_OF = "oneOf"
    CONTAINS = "contains"
    STARTS_WITH = "startsWith"
    IS_NULL = "isNull"
    IS_NOT_NULL = "isNotNull"


class DataFunction(StrEnum):
    """How the values of a group are put together."""

    COUNT = "count"
    COUNT_DISTINCT = "countDistinct"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    AVG = "avg"


class BuiltInRole(StrEnum):
    """The roles that every desk has; their names and permissions are protected."""

    CUSTOMER = "customer"
    STAFF = "staff"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a role may allow, as resource:action. A role is a set of these, held in the database."""

    ACCOUNT_USE = "account:use"
    USERS_READ = "users:read"
    USERS_CREATE = "users:create"
    USERS_SET_ROLE = "users:set_role"
    USERS_FREEZE = "users:freeze"
    USERS_RESET_PASSWORD = "users:reset_password"  # noqa: S105 - the name of a permission
    EVENTS_READ = "events:read"
    EVENTS_READ_ALL = "events:read_all"
    EVENTS_SUBMIT = "events:submit"
    EVENTS_SUBMIT_FOR_OTHERS = "events:submit_for_others"
    EVENTS_UPDATE = "events:update"
    EVENTS_HANDLE = "events:handle"
    EVENTS_DECIDE = "events:decide"
    EVENTS_DELETE = "events:delete"
    ASSIGNMENTS_READ = "assignments:read"
    ASSIGNMENTS_WRITE = "assignments:write"
    REPLIES_POST = "replies:post"
    INTERNAL_NOTES = "internal_notes:use"
    RATINGS_READ = "ratings:read"
    SCORECARDS_READ = "scorecards:read"
    SCORECARDS_READ_ALL = "scorecards:read_all"
    CHANGES_READ = "changes:read"
    STATISTICS_READ = "statistics:read"
    SERVER_READ = "server:read"
    AUDIT_READ = "audit:read"
    DATA_USE = "data:use"
    DATA_GRANT = "data:grant"
    DATA_AUDIT = "data:audit"


_EVERYONE = frozenset(
    {
        Permission.ACCOUNT_USE,
        Permission.EVENTS_READ,
        Permission.EVENTS_SUBMIT,
        Permission.EVENTS_UPDATE,
        # Decisions belong to the event's customer; a promoted customer keeps those on their own events.
        Permission.EVENTS_DECIDE,
        Permission.REPLIES_POST,
        Permission.RATINGS_READ,
        Permission.CHANGES_READ,
        Permission.SERVER_READ,
        # Opens nothing by itself: what can be read is a matter of grants.
        Permission.DATA_USE,
    }
)

BUILT_IN_ROLES: dict[BuiltInRole, frozenset[Permission]] = {
    BuiltInRole.CUSTOMER: _EVERYONE,
    BuiltInRole.STAFF: _EVERYONE
    | {
        Permission.EVENTS_SUBMIT_FOR_OTHERS,
        Permission.EVENTS_HANDLE,
        Permission.INTERNAL_NOTES,
        Permission.SCORECARDS_READ,
        Permission.STATISTICS_READ,
    },
    BuiltInRole.ADMIN: _EVERYONE
    | {
        Permission.EVENTS_SUBMIT_FOR_OTHERS,
        Permission.EVENTS_READ_ALL,
        Permission.EVENTS_DELETE,
        Permission.ASSIGNMENTS_READ,
        Permission.ASSIGNMENTS_WRITE,
        Permission.INTERNAL_NOTES,
        Permission.SCORECARDS_READ,
        Permission.SCORECARDS_READ_ALL,
        Permission.STATISTICS_READ,
        Permission.USERS_READ,
        Permission.USERS_CREATE,
        Permission.USERS_SET_ROLE,
        Permission.USERS_FREEZE,
        Permission.USERS_RESET_PASSWORD,
        Permission.AUDIT_READ,
        Permission.DATA_GRANT,
        Permission.DATA_AUDIT,
    },
}
"""What each built-in role may do; the migrations write this into the database."""


class Length:
    """The greatest number of characters of each kind of text."""

    USERNAME = 64
    PASSWORD = 128
    DISPLAY_NAME = 100
    EMAIL = 254
    PHONE = 32
    ROLE = 40
    DEPARTMENT = 100
    CATEGORY = 40
    LABEL = 100
    TITLE = 200
    CONTENT = 20_000
    OPINION = 2_000
    REASON = 500
    FILE_NAME = 150
    MEDIA_TYPE = 100
    REQUEST_ID = 64
    SEARCH = 100
    CURSOR = 600
    ADDRESS = 64
    OPERATION = 64
    CODE = 64
    SUBJECT = 200
    TABLE = 63
    COLUMN = 63
    SQL = 8_000
    VALUE = 4_000


MIN_USERNAME_LENGTH = 2
MIN_REQUEST_ID_LENGTH = 8
MIN_SCORE = 1
MAX_SCORE = 5
MAX_PAGE_SIZE = 200
DEFAULT_PAGE_SIZE = 50
MAX_BULK_ITEMS = 100
MAX_ATTACHMENTS_PER_CALL = 10
DEFAULT_CATEGORY = "general"
"""The code of the category that an event has if nothing is said."""
MAX_DATA_ROWS = 1_000_000
DEFAULT_DATA_ROWS = 500
MAX_DATA_VALUES = 200
