"""Users, as people name them."""

from client_sdk import models
from client_sdk.cli.refusals import CommandError
from client_sdk.client import SupportClient


def find_user(desk: SupportClient, name: str) -> models.User:
    """Return the user with this number or user name.

    :raises CommandError: if there is none.
    """
    if is_number(name):
        return desk.users.get(int(name))
    for user in desk.users.list(text=name):
        if user.username.casefold() == name.casefold():
            return user
    raise CommandError(f"There is no user {name}.", hint="soapdesk-client users list tells who there is.")


def user_id(desk: SupportClient, name: str) -> int:
    """Return a user's number; only a user name has to be looked up, which staff may not.

    :raises CommandError: if there is no such user.
    """
    return int(name) if is_number(name) else find_user(desk, name).id


def is_number(name: str) -> bool:
    """Say whether a user is named by their number."""
    return name.isascii() and name.isdecimal()
