"""Commands for accounts, for administrators."""

from typing import Annotated

import typer

from client_sdk import models
from client_sdk.cli.asking import ask_password
from client_sdk.cli.listing import MAX_PAGE, Column, Format, FormatOption, LimitOption, RawOption, write_pages
from client_sdk.cli.people import find_user
from client_sdk.cli.workplace import workplace

app = typer.Typer(help="Accounts. For administrators.", no_args_is_help=True)
UserArgument = Annotated[str, typer.Argument(metavar="USER", help="User name or number.")]
_COLUMNS = (
    Column("id", lambda user: user.id),
    Column("username", lambda user: user.username, gives_way=True),
    Column("display_name", lambda user: user.display_name, gives_way=True),
    Column("role", lambda user: user.role),
    Column("status", lambda user: user.status),
    Column("department", lambda user: user.department, gives_way=True),
    Column("last_active_at", lambda user: user.last_active_at),
)


@app.command("list")
def list_users(
    context: typer.Context,
    text: Annotated[str | None, typer.Option(help="The beginning of the user name or of the display name.")] = None,
    role: Annotated[str | None, typer.Option(help="customer, staff or admin.")] = None,
    status: Annotated[models.UserStatus | None, typer.Option(help="Only active or only frozen accounts.")] = None,
    limit: LimitOption = None,
    format: FormatOption = Format.TABLE,
    raw: RawOption = False,
) -> None:
    """List accounts by user name."""
    place = workplace(context)
    with place.desk() as desk:
        pages = desk.users.list(text=text, role=role, status=status, page_size=min(limit or MAX_PAGE, MAX_PAGE))
        write_pages(place, pages, _COLUMNS, format, limit=limit, raw=raw)


@app.command("create")
def create(
    context: typer.Context,
    username: Annotated[str, typer.Argument(help="What the user logs in with.")],
    role: Annotated[str, typer.Option(help="customer, staff or admin.")],
    display_name: Annotated[str | None, typer.Option(help="What others see; by default the user name.")] = None,
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    department: Annotated[str | None, typer.Option(help="The name of a department.")] = None,
) -> None:
    """Make an account; its number is printed.

    The first password is asked for, or read from standard input; the user has to change it.
    """
    place = workplace(context)
    password = ask_password("First password", again=True)
    with place.desk() as desk:
        user = desk.users.create(
            username=username,
            password=password,
            display_name=display_name or username,
            role=role,
            email=email,
            department=department,
        )
    typer.echo(user.id)


@app.command("freeze")
def freeze(
    context: typer.Context,
    user: UserArgument,
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
) -> None:
    """Keep a user from logging in, and end their sessions; their data stays."""
    place = workplace(context)
    with place.desk() as desk:
        found = find_user(desk, user)
        desk.users.freeze(found.id, reason=reason, expected_version=found.version)
    place.say(f"{found.username} is frozen.")


@app.command("unfreeze")
def unfreeze(context: typer.Context, user: UserArgument) -> None:
    """Let a frozen user log in again."""
    place = workplace(context)
    with place.desk() as desk:
        found = find_user(desk, user)
        desk.users.unfreeze(found.id, expected_version=found.version)
    place.say(f"{found.username} may log in again.")


@app.command("role")
def role(
    context: typer.Context,
    user: UserArgument,
    role: Annotated[str, typer.Argument(help="customer, staff or admin.")],
) -> None:
    """Raise or lower a user to another role."""
    place = workplace(context)
    with place.desk() as desk:
        found = find_user(desk, user)
        changed = desk.users.set_role(found.id, role=role, expected_version=found.version)
    place.say(f"{changed.username} is {changed.role} now.")
