"""The assignment board: who handles what, and what becomes of withdrawn events."""

from flask_babel import lazy_gettext as _l

from web_ui.board import single, withdrawn  # noqa: F401 - they add their pages to the blueprint
from web_ui.board.views import BLUEPRINT
from web_ui.navigation import ADMIN, Entry, Room

ROOM = Room(
    BLUEPRINT, (Entry("board.index", _l("Assignment"), frozenset({ADMIN}), starts=frozenset({ADMIN}), order=10),)
)
