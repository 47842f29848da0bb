"""How the desk is doing, in figures and plots."""

from flask_babel import lazy_gettext as _l

from web_ui.dashboard.views import BLUEPRINT
from web_ui.navigation import ADMIN, STAFF, Entry, Room

ROOM = Room(BLUEPRINT, (Entry("dashboard.index", _l("Dashboard"), frozenset({STAFF, ADMIN}), order=70),))
