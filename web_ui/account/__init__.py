"""Accounts: register, log in and out, profile, password."""

from web_ui.account.views import BLUEPRINT
from web_ui.navigation import Room

ROOM = Room(BLUEPRINT)
