"""The audit log."""

from flask_babel import lazy_gettext as _l

from web_ui.audit.views import BLUEPRINT
from web_ui.navigation import ADMIN, Entry, Room

ROOM = Room(BLUEPRINT, (Entry("audit.index", _l("Audit log"), frozenset({ADMIN}), order=80),))
