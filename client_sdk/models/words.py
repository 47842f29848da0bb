# Written from the contract by scripts/docs; changes are made there.
"""The enumerations of the contract."""

from enum import StrEnum


class BucketUnit(StrEnum):
    """How a period is divided for statistics; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class DataFunction(StrEnum):
    """How the values of a group are put together."""

    COUNT = "count"
    COUNT_DISTINCT = "countDistinct"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    AVG = "avg"


class DataOperator(StrEnum):
    """How a column is compared.

    Text is compared by character codes; nothing but isNull matches an absent value.
    """

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


class EventStatus(StrEnum):
    """Where an event stands in its life."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


class Language(StrEnum):
    """The language a person reads."""

    ENGLISH = "en"
    CHINESE = "zh"


class Outcome(StrEnum):
    """How an audited call ended."""

    DONE = "done"
    REFUSED = "refused"


class Priority(StrEnum):
    """How urgent an event is, from least to most."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class ReplyKind(StrEnum):
    """Who a reply is for: everybody on the event, staff only, or everybody as the proposed solution."""

    REPLY = "reply"
    INTERNAL_NOTE = "internal_note"
    SOLUTION = "solution"


class RowScope(StrEnum):
    """Which rows a grant of the data service is for, before its conditions."""

    ALL = "all"
    OWN = "own"
    OWN_DEPARTMENT = "ownDepartment"


class UserStatus(StrEnum):
    """Whether an account may log in."""

    ACTIVE = "active"
    FROZEN = "frozen"


class EventSortKey(StrEnum):
    """What a list of events is sorted by."""

    SUBMITTED = "submitted"
    UPDATED = "updated"
    PRIORITY = "priority"
