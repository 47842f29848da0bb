"""People by the names and numbers that lists carry, for administrators."""

from collections.abc import Iterable

from client_sdk import errors, models
from web_ui.desk_access import desk


def find_user(username: str) -> models.User | None:
    """Return the user with a user name, None for nobody."""
    wanted = username.casefold()
    for user in desk.users.list(text=username, page_size=50).page().users:
        if user.username.casefold() == wanted:
            return user
    return None


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of those that a page of a log is about."""
    return {user_id: _name(user_id) for user_id in {each for each in user_ids if each is not None}}


def _name(user_id: int) -> str:
    try:
        return desk.users.get(user_id).display_name
    except errors.NotFoundError:
        return f"#{user_id}"
