"""Logging in and out, and who one is."""

import os
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

import typer

from client_sdk.cli.asking import PASSWORD_VARIABLE, ask_name, ask_password
from client_sdk.cli.kept_login import KeptLogin, find_login, forget_login, keep_login
from client_sdk.cli.listing import show_facts
from client_sdk.cli.texts import one_line
from client_sdk.cli.workplace import Workplace, workplace
from client_sdk.client import SupportClient
from client_sdk.errors import NetworkError, SessionExpiredError


def login(
    context: typer.Context,
    url: Annotated[str | None, typer.Option(help="The desk, such as https://desk.example/soap.")] = None,
    username: Annotated[str | None, typer.Option(help="Asked for if absent.")] = None,
) -> None:
    """Log in, and keep the session for the commands that follow.

    The password is asked for; scripts put it into the environment variable SOAPDESK_PASSWORD, or write it to standard
    input. It is not kept.
    """
    place = workplace(context)
    place.url = url or place.url
    where = place.desk_url()
    if is_exposed(where):
        place.say("Attention: the password travels unencrypted, since the URL does not begin with https.")
    name = username or ask_name("User name")
    password = os.environ.get(PASSWORD_VARIABLE) or ask_password("Password")
    _log_in(place, where, name, password)


def logout(context: typer.Context) -> None:
    """End the session and forget it."""
    place = workplace(context)
    kept = find_login(place.folder)
    if kept is None:
        place.say("You were not logged in.")
        return
    try:
        with SupportClient(kept.url, token=kept.token, transport=place.transport, attempts=1) as desk:
            desk.users.log_out()
    except SessionExpiredError:
        place.say("The session had ended already.")
    except NetworkError as error:
        place.say(f"{error} The session is forgotten here, and ends there when it has not been used for a while.")
    else:
        place.say("You are logged out.")
    forget_login(place.folder)


def whoami(context: typer.Context) -> None:
    """Tell who is logged in, and where."""
    place = workplace(context)
    with place.desk() as desk:
        user = desk.users.get_current()
    show_facts(
        place,
        {
            "Desk": place.login().url,
            "User": f"{user.username} (number {user.id})",
            "Name": user.display_name,
            "Role": user.role,
            "Department": user.department,
            "E-mail": user.email,
        },
    )


def password(context: typer.Context) -> None:
    """Replace your password. All of your sessions end, and a new one is opened.

    Scripts write the old and the new one as two lines to standard input.
    """
    place = workplace(context)
    kept = place.login()
    current = ask_password("Present password")
    new = ask_password("New password", again=True)
    with place.desk() as desk:
        desk.users.change_password(current_password=current, new_password=new)
    place.say("Your password is replaced.")
    _log_in(place, kept.url, kept.username, new)


def is_exposed(url: str) -> bool:
    """Say whether what is sent to a URL can be read on its way: without TLS, and not to this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return False
    try:
        return not ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return True


def _log_in(place: Workplace, url: str, username: str, password: str) -> None:
    with SupportClient(url, transport=place.transport) as desk:
        session = desk.users.log_in(username=username, password=password)
    keep_login(place.folder, KeptLogin(url, session.user.username, session.token))
    user = session.user
    place.say(f"You are logged in at {url} as {one_line(user.display_name)} ({user.role}).")
    if user.must_change_password:
        place.say("Somebody else set your password. Replace it before anything else: soapdesk-client password")
