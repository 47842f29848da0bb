"""What a staff member has to do, and how they did."""

from flask_babel import lazy_gettext as _l

from web_ui.navigation import STAFF, Entry, Room
from web_ui.work.views import BLUEPRINT

ROOM = Room(
    BLUEPRINT,
    (
        Entry("work.index", _l("My work"), frozenset({STAFF}), starts=frozenset({STAFF}), order=10),
        Entry("work.scorecard", _l("My scorecard"), frozenset({STAFF}), order=60),
    ),
)
