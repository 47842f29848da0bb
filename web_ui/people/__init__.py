"""Users: find, create, raise and lower, freeze, set a new password."""

from flask_babel import lazy_gettext as _l

from web_ui.navigation import ADMIN, Entry, Room
from web_ui.people import creating, inactive, one  # noqa: F401 - they add their pages to the blueprint
from web_ui.people.views import BLUEPRINT

ROOM = Room(BLUEPRINT, (Entry("people.index", _l("Users"), frozenset({ADMIN}), order=72),))
