"""The rooms of the pages: a feature adds its folder, and one line here."""

from web_ui import account, audit, board, dashboard, data, developer, events, grants, home, people, work
from web_ui.navigation import Room

ROOMS: tuple[Room, ...] = (
    home.ROOM,
    account.ROOM,
    events.ROOM,
    work.ROOM,
    board.ROOM,
    dashboard.ROOM,
    people.ROOM,
    data.ROOM,
    grants.ROOM,
    audit.ROOM,
    developer.ROOM,
)
