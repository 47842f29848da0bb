"""Try an operation: a form made from the contract, and what goes over the wire."""

from web_ui.developer.views import BLUEPRINT
from web_ui.navigation import Room

ROOM = Room(BLUEPRINT)
