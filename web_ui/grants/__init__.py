"""Grants of the data service, and the log of what was read with them."""

from web_ui.grants import editing, log  # noqa: F401 - they add their pages to the blueprint
from web_ui.grants.views import BLUEPRINT
from web_ui.navigation import Room

ROOM = Room(BLUEPRINT)
