"""The rooms of the pages: a feature adds its folder, and one line here."""

from web_ui import account, dashboard, home, work
from web_ui.navigation import Room

ROOMS: tuple[Room, ...] = (
    home.ROOM,
    account.ROOM,
    work.ROOM,
    dashboard.ROOM,
)
