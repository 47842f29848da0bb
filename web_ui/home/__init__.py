"""The front door."""

from web_ui.home.views import BLUEPRINT
from web_ui.navigation import Room

ROOM = Room(BLUEPRINT)
