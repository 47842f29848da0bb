"""The rooms of the pages: a feature adds its folder, and one line here."""

from web_ui import account, home
from web_ui.navigation import Room

ROOMS: tuple[Room, ...] = (
    home.ROOM,
    account.ROOM,
)
