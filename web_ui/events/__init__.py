"""Events: list, submit, the page of one with its conversation, and what its customer decides."""

from flask_babel import lazy_gettext as _l

from web_ui.events import actions, editing, listing, page, submission  # noqa: F401 - they bring the pages
from web_ui.events.blueprint import BLUEPRINT
from web_ui.navigation import ADMIN, CUSTOMER, STAFF, Entry, Room

ROOM = Room(
    BLUEPRINT,
    (
        Entry("events.index", _l("My events"), frozenset({CUSTOMER}), starts=frozenset({CUSTOMER}), order=10),
        Entry("events.index", _l("Events"), frozenset({STAFF, ADMIN}), order=20),
    ),
)
