"""The data browser: tables that are granted, queries, files for spreadsheets."""

from flask_babel import lazy_gettext as _l

from web_ui.data import query, table  # noqa: F401 - they add their pages to the blueprint
from web_ui.data.views import BLUEPRINT
from web_ui.navigation import ADMIN, STAFF, Entry, Room

ROOM = Room(BLUEPRINT, (Entry("data.tables", _l("Data"), frozenset({STAFF, ADMIN}), order=75),))
