"""``soapdesk department``: the organisation's tree."""

from typing import Annotated

import typer

from soap_server.cli.console import ConfigOption, DatabaseOption, at_the_desk, out, settings_from
from soap_server.desk import departments

app = typer.Typer(help="Add and list departments.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The department's name.")],
    parent: Annotated[str | None, typer.Option(help="The department that it belongs to.")] = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Add a department."""
    settings = settings_from(config, database)
    at_the_desk(settings, "AddDepartment", lambda desk: departments.add_department(desk, name, parent=parent))
    out.print(f"{name} is a department.", highlight=False, markup=False)


@app.command(name="list")
def list_(config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Show the tree of departments."""
    tree = at_the_desk(settings_from(config, database), "ListDepartments", departments.list_departments)
    for depth, department in tree:
        out.print("  " * depth + department.name, highlight=False, markup=False)
