"""The words of the data service, as people read them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from client_sdk.values import Value
from web_ui.times import absolute

VERBS = {
    "read": _l("Read"),
    "query": _l("Query"),
    "insert": _l("Add rows"),
    "update": _l("Change rows"),
    "delete": _l("Delete rows"),
}
SCOPES = {
    "all": _l("All rows"),
    "own": _l("Only one's own"),
    "ownDepartment": _l("Those of one's department"),
}
OPERATORS = {
    "equal": _l("is"),
    "notEqual": _l("is not"),
    "less": _l("is less than"),
    "lessOrEqual": _l("is at most"),
    "greater": _l("is greater than"),
    "greaterOrEqual": _l("is at least"),
    "oneOf": _l("is one of"),
    "contains": _l("contains"),
    "startsWith": _l("begins with"),
    "isNull": _l("is empty"),
    "isNotNull": _l("is not empty"),
}
TABLES = {
    "events": _l("What customers submitted and want solved."),
    "replies": _l("The conversations on events, with internal notes."),
    "ratings": _l("How customers rated the handling of their events."),
    "assignments": _l("Which staff member handled an event, from when until when."),
    "event_history": _l("Every step in the life of every event."),
    "attachments": _l("What describes the files on events; their content is fetched with GetAttachment."),
    "event_categories": _l("The kinds of events."),
    "departments": _l("The organisation's tree."),
    "roles": _l("The roles that accounts have."),
    "users": _l("The accounts, without what they log in with and without how to reach them."),
}
"""What the desk says of its tables, so that it can be said in Chinese."""
TYPES = {
    "text": _l("Text"),
    "integer": _l("Whole number"),
    "decimal": _l("Decimal"),
    "boolean": _l("Yes or no"),
    "dateTime": _l("Date and time"),
}


def label_of(named: Any) -> str:
    """Return what the reader calls a table or a column of the dictionary."""
    locale = get_locale()
    return str(named.chinese if locale is not None and locale.language == "zh" else named.english)


def description_of(table: Any) -> str:
    """Return what the rows of a table are; in the desk's own words if it is a new one."""
    return str(TABLES.get(table.name, table.description))


def column_label(column: Any) -> str:
    """Return the same with the column's name for programs."""
    return f"{label_of(column)} ({column.name})"


def shown(value: Value) -> str:
    """Return a value as a cell shows it; NULL is not for this."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return absolute(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)
