"""``soapdesk data``: grants of the data service, from the machine itself."""

import shlex
from dataclasses import replace
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from db.models import DataGrant, User
from db.vocabulary import MAX_DATA_ROWS, BuiltInRole, DataOperator, DataVerb, RowScope
from soap_server.cli.console import OPERATOR, ConfigOption, DatabaseOption, at_the_desk, fail, out, settings_from
from soap_server.cli.user import find_user
from soap_server.desk.data import grants
from soap_server.desk.data.comparing import Condition
from soap_server.desk.data.grants import GrantQuery, NewGrant
from soap_server.desk.desk import Desk
from soap_server.desk.errors import NotFoundError
from soap_server.desk.paging import Paging

app = typer.Typer(help="List, make and take back grants of the data service.", no_args_is_help=True)
UserOption = Annotated[str | None, typer.Option("--user", help="A user name.")]
RoleOption = Annotated[str | None, typer.Option("--role", help="A role, such as staff.")]


@app.command(name="grants")
def grants_(
    user: UserOption = None,
    role: RoleOption = None,
    table: Annotated[str | None, typer.Option(help="Only grants with this table.")] = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """List who may do what with which table, at most 200 grants."""

    def verb(desk: Desk) -> Table:
        wanted = GrantQuery(role, None if user is None else find_user(desk, user).id, table)
        page = grants.list_grants(desk, wanted, Paging(200))
        shown = Table("id", "to", "table", "may", "rows", "columns", "most rows", "by")
        for grant in page.rows:
            shown.add_row(*(escape(cell) for cell in _cells(grant)))
        shown.caption = f"... and more, {page.total} in all." if page.next_cursor else None
        return shown

    out.print(at_the_desk(settings_from(config, database), "ListDataGrants", verb))


@app.command()
def grant(
    table: Annotated[str, typer.Argument(help="The table.")],
    scope: Annotated[RowScope, typer.Option(help="Which rows: all, own or ownDepartment.")],
    by: Annotated[str, typer.Option(help="The administrator who grants it, by user name.")],
    user: UserOption = None,
    role: RoleOption = None,
    may: Annotated[list[DataVerb] | None, typer.Option(help="read, query, insert, update, delete; for each.")] = None,
    column: Annotated[list[str] | None, typer.Option(help="A column; for each. Without it all of them.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="What else holds of a row, such as 'status oneOf resolved completed'.")
    ] = None,
    max_rows: Annotated[int | None, typer.Option(help="The most rows of one answer.", min=1, max=MAX_DATA_ROWS)] = None,
    change: Annotated[bool, typer.Option("--change", help="Change the grant that there is.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Grant a user or a role something with a table: reading and querying if nothing is said."""
    conditions = tuple(_condition(text) for text in where or ())

    def verb(desk: Desk) -> int:
        desk.actor = replace(OPERATOR, id=_administrator(desk, by).id)
        new = NewGrant(
            role=role,
            user_id=None if user is None else find_user(desk, user).id,
            table=table,
            columns=tuple(column or ()),
            verbs=tuple(may or (DataVerb.READ, DataVerb.QUERY)),
            scope=scope,
            conditions=conditions,
            max_rows=max_rows,
        )
        version = grants.version_of(desk, new) if change else None
        return grants.grant_access(desk, new, expected_version=version).id

    number = at_the_desk(settings_from(config, database), "GrantDataAccess", verb)
    out.print(f"This is grant {number}.")


@app.command()
def revoke(
    grant_id: Annotated[int, typer.Argument(help="The grant's number.")],
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Take a grant back; what was not read to its end cannot be fetched any more."""

    def verb(desk: Desk) -> None:
        found = desk.session.get(DataGrant, grant_id)
        # Its own version: whoever is at the console has seen no other.
        grants.revoke_access(desk, grant_id, expected_version=found.version if found else 0)

    at_the_desk(settings_from(config, database), "RevokeDataAccess", verb)
    out.print(f"Grant {grant_id} is taken back.")


def _cells(grant: DataGrant) -> tuple[str, ...]:
    whom = f"role {grant.role.name}" if grant.role else grant.user.username if grant.user else ""
    conditions = [" ".join((each["column"], each["operator"], *each["values"])) for each in grant.conditions]
    return (
        str(grant.id),
        whom,
        grant.table_name,
        ", ".join(grant.verbs),
        "; ".join((grant.scope, *conditions)),
        ", ".join(grant.columns),
        str(grant.max_rows or ""),
        grant.granted_by.username,
    )


def _administrator(desk: Desk, username: str) -> User:
    found = find_user(desk, username)
    if found.role.name != BuiltInRole.ADMIN:
        raise NotFoundError(f"{username} is no administrator.")
    return found


def _condition(text: str) -> Condition:
    try:
        column, operator, *values = shlex.split(text)
        return Condition(column, DataOperator(operator), tuple(values))
    except ValueError:
        fail(f"'{text}' is no condition: column, one of {', '.join(DataOperator)}, and values.")
