"""Users, as people name them."""

from client_sdk import models
from client_sdk.cli.refusals import CommandError
from client_sdk.client import SupportClient


def find_user(desk: SupportClient, name: str) -> models.User:
    """Return the user with this number or user name.

    :raises CommandError: if there is none.
    """
    if name.isascii() and name.isdecimal():
        return desk.users.get(int(name))
    for user in desk.users.list(text=name):
        if user.username.casefold() == name.casefold():
            return user
    raise CommandError(f"There is no user {name}.", hint="soapdesk-client users list tells who there is.")
