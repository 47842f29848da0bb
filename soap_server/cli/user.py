"""``soapdesk user``: accounts, from the machine itself."""

import os
import secrets
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from db.models import Role, User
from db.vocabulary import BuiltInRole, UserStatus
from soap_server.cli.console import ConfigOption, DatabaseOption, at_the_desk, out, settings_from
from soap_server.desk import accounts, administration
from soap_server.desk.accounts import Person
from soap_server.desk.administration import UserQuery
from soap_server.desk.desk import ANONYMOUS, Desk, Office, Visit
from soap_server.desk.errors import NotFoundError
from soap_server.desk.paging import Paging
from soap_server.desk.usernames import username_key
from soap_server.settings import Settings

app = typer.Typer(help="Create, list and change accounts.", no_args_is_help=True)
UsernameArgument = Annotated[str, typer.Argument(help="The user name.")]
PasswordFileOption = Annotated[
    typer.FileText | None,
    typer.Option(
        help="A file with the password, - for standard input; without it, and without SOAPDESK_NEW_PASSWORD in the "
        "environment, one is made up and printed.",
        encoding="utf-8",
    ),
]
PASSWORD_VARIABLE = "SOAPDESK_NEW_PASSWORD"  # noqa: S105 - its name


@app.command()
def create(
    username: UsernameArgument,
    role: Annotated[str, typer.Option(help="customer, staff or admin.")] = "customer",
    display_name: Annotated[str | None, typer.Option(help="The name that others see.")] = None,
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    department: Annotated[str | None, typer.Option(help="A department that there is.")] = None,
    password_file: PasswordFileOption = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Create an account. Its user has to replace the password at the first login."""
    settings = settings_from(config, database)
    create_account(
        settings,
        username,
        role,
        password=_given_password(password_file),
        display_name=display_name,
        email=email,
        department=department,
    )


@app.command(name="list")
def list_(
    role: Annotated[str | None, typer.Option(help="Only users with this role.")] = None,
    text: Annotated[str | None, typer.Option(help="The beginning of a user name or display name.")] = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """List accounts, at most 200."""
    settings = settings_from(config, database)
    wanted = UserQuery(text=text, role=role)
    page = at_the_desk(settings, "ListUsers", lambda desk: administration.list_users(desk, wanted, Paging(200)))
    table = Table("id", "user name", "display name", "role", "status", "last active")
    for user in page.rows:
        last = f"{user.last_active_at:%Y-%m-%d %H:%M} UTC"
        cells = (str(user.id), user.username, user.display_name, user.role.name, user.status, last)
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
    if page.next_cursor:
        out.print(f"... and more, {page.total} in all.")


@app.command()
def freeze(
    username: UsernameArgument,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "frozen on the console",
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Keep a user from logging in and end their sessions."""

    def verb(desk: Desk) -> User:
        user = find_user(desk, username)
        return administration.freeze_user(desk, user.id, reason=reason, expected_version=user.version)

    at_the_desk(settings_from(config, database), "FreezeUser", verb)
    out.print(f"{username} is frozen.")


@app.command()
def unfreeze(username: UsernameArgument, config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Let a frozen user log in again."""

    def verb(desk: Desk) -> User:
        user = find_user(desk, username)
        return administration.unfreeze_user(desk, user.id, expected_version=user.version)

    at_the_desk(settings_from(config, database), "UnfreezeUser", verb)
    out.print(f"{username} can log in again.")


@app.command()
def role(
    username: UsernameArgument,
    role: Annotated[str, typer.Argument(help="customer, staff or admin.")],
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Give a user another role."""

    def verb(desk: Desk) -> User:
        user = find_user(desk, username)
        return administration.set_user_role(desk, user.id, role=role, expected_version=user.version)

    at_the_desk(settings_from(config, database), "SetUserRole", verb)
    out.print(f"{username} is {role}.")


@app.command()
def password(
    username: UsernameArgument,
    password_file: PasswordFileOption = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Set a password, which the user has to change; their sessions end."""
    settings = settings_from(config, database)
    given = _given_password(password_file)
    chosen = given or _make_password(settings)

    def verb(desk: Desk) -> User:
        user = find_user(desk, username)
        return administration.reset_password(desk, user.id, expected_version=user.version)

    def prepare(office: Office, visit: Visit) -> str:
        user_id = office.database.read(lambda session: find_user(Desk(session, office, visit), username).id)
        return administration.prepare_password_reset(office, visit, ANONYMOUS, user_id=user_id, new_password=chosen)

    at_the_desk(settings, "ResetPassword", verb, prepared=prepare)
    _tell(username, None if given else chosen)


def create_account(
    settings: Settings,
    username: str,
    role: str,
    *,
    password: str | None = None,
    display_name: str | None = None,
    email: str | None = None,
    department: str | None = None,
    must_change_password: bool = True,
) -> None:
    """Create an account and print its password if it was made up."""
    chosen = password or _make_password(settings)

    def prepare(office: Office, visit: Visit) -> str:
        return accounts.hash_new_password(office, visit, ANONYMOUS, password=chosen, username=username, email=email)

    def verb(desk: Desk) -> User:
        person = Person(display_name or username, email, None, None)
        return accounts.create_account(
            desk,
            username=username,
            person=person,
            role=role,
            department=department,
            must_change_password=must_change_password,
        )

    at_the_desk(settings, "CreateUser", verb, prepared=prepare)
    _tell(username, None if password else chosen)


def ensure_administrator(settings: Settings) -> None:
    """Create the first administrator, called admin, if the desk has none that is active."""

    def any_administrator(desk: Desk) -> int | None:
        query = select(User.id).join(Role).where(Role.name == BuiltInRole.ADMIN, User.status == UserStatus.ACTIVE)
        return desk.session.scalar(query.limit(1))

    if at_the_desk(settings, "ListUsers", any_administrator) is None:
        create_account(settings, "admin", BuiltInRole.ADMIN, display_name="Administrator", must_change_password=False)


def _given_password(file: typer.FileText | None) -> str | None:
    """Return the password in a file or in the environment: everybody on the machine can read arguments."""
    if file is None:
        return os.environ.get(PASSWORD_VARIABLE) or None
    return file.readline().rstrip("\r\n") or None


def _make_password(settings: Settings) -> str:
    return secrets.token_urlsafe(max(12, settings.security.min_password_length))


def find_user(desk: Desk, username: str) -> User:
    """Return the user of a name, with their role.

    :raises NotFoundError: if there is none.
    """
    query = select(User).where(User.username_key == username_key(username)).options(joinedload(User.role))
    user = desk.session.scalar(query)
    if user is None:
        raise NotFoundError(f"There is no user {username}.")
    return user


def _tell(username: str, made_up: str | None) -> None:
    if made_up is None:
        out.print(f"{username} can log in.")
        return
    out.print(f"\nuser name: {username}\npassword:  {made_up}", highlight=False, markup=False)
    out.print("Keep the password: it is not stored and will not be shown again.\n", style="yellow")
