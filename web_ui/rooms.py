"""The rooms of the pages: a feature adds its folder, and one line here."""

from web_ui import account, dashboard, events, home, work
from web_ui.navigation import Room

ROOMS: tuple[Room, ...] = (
    home.ROOM,
    account.ROOM,
    events.ROOM,
    work.ROOM,
    dashboard.ROOM,
)
