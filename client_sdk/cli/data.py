"""Commands for the data service: tables, and queries."""

from pathlib import Path
from typing import Annotated

import typer

from client_sdk.cli.conditions import CONDITION_HELP, all_of, order, parameters
from client_sdk.cli.listing import Column, Format, FormatOption, RawOption, show_facts, write_records
from client_sdk.cli.row_output import rows_that_fit, write_rows
from client_sdk.cli.workplace import Workplace, workplace

app = typer.Typer(help="Tables that an administrator has granted to you.", no_args_is_help=True)
PAGE = 5000
"""Rows of a page where all are wanted; the desk ends a page earlier if it grows too large."""
LimitOption = Annotated[int | None, typer.Option(min=1, help="At most so many rows.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="A file that is written instead, when all is there.", dir_okay=False),
]
_TABLE_COLUMNS = (
    Column("name", lambda table: table.name),
    Column("verbs", lambda table: ", ".join(table.verbs)),
    Column("max_rows", lambda table: table.max_rows),
    Column("description", lambda table: table.description, gives_way=True),
)
_COLUMN_COLUMNS = (
    Column("name", lambda column: column.name),
    Column("type", lambda column: column.type),
    Column("null", lambda column: column.nullable),
    Column(
        "references",
        lambda column: f"{column.references_table}.{column.references_column}" if column.references_table else None,
    ),
    Column("description", lambda column: column.description, gives_way=True),
)


@app.command("tables")
def tables(context: typer.Context, format: FormatOption = Format.TABLE, raw: RawOption = False) -> None:
    """List the tables that you may use."""
    place = workplace(context)
    with place.desk() as desk:
        found = desk.data.list_tables()
    if not found.tables:
        place.say("No table is granted to you; administrators grant them.")
    write_records(place, found.tables, _TABLE_COLUMNS, format, raw=raw)


@app.command("describe")
def describe(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="The name of a table.")],
    format: FormatOption = Format.TABLE,
    raw: RawOption = False,
) -> None:
    """Describe a table and its columns."""
    place = workplace(context)
    with place.desk() as desk:
        found = desk.data.describe_table(table=table)
    if format is Format.TABLE:
        show_facts(place, {"Table": found.name, "Holds": found.description, "Key": found.key, "Rows": found.scope})
        place.out.print()
    write_records(place, found.columns, _COLUMN_COLUMNS, format, raw=raw)


@app.command("read")
def read(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="The name of a table.")],
    column: Annotated[list[str] | None, typer.Option(help="Only this column; again for more.")] = None,
    where: Annotated[list[str] | None, typer.Option(help=f"{CONDITION_HELP} Again for more, which all hold.")] = None,
    order_by: Annotated[
        list[str] | None, typer.Option("--order", help="A column, with desc for the greatest first.")
    ] = None,
    limit: LimitOption = None,
    format: FormatOption = Format.TABLE,
    raw: RawOption = False,
    output: OutputOption = None,
) -> None:
    """Read rows of a table."""
    place = workplace(context)
    conditions, orders = all_of(where or ()), [order(each) for each in order_by or ()]
    with place.desk() as desk:
        rows = desk.data.read_table(
            table=table,
            columns=column or None,
            filter=conditions,
            order=orders or None,
            size=_page_size(place, format, limit),
            with_total=True,
        )
        write_rows(place, rows, format, limit=limit, raw=raw, path=output)


@app.command("query")
def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(help="One SELECT in the dialect of the desk; - reads standard input.")],
    param: Annotated[
        list[str] | None, typer.Option(help="A value for :name, such as name=text or name:int=5; again for more.")
    ] = None,
    limit: LimitOption = None,
    format: FormatOption = Format.TABLE,
    raw: RawOption = False,
    output: OutputOption = None,
) -> None:
    """Answer a SELECT. Values are bound by --param, and never become part of the SQL."""
    place = workplace(context)
    values = parameters(param or ())
    statement = typer.get_text_stream("stdin").read() if sql == "-" else sql
    with place.desk() as desk:
        rows = desk.data.execute_query(sql=statement, parameters=values, size=_page_size(place, format, limit))
        write_rows(place, rows, format, limit=limit, raw=raw, path=output)


def _page_size(place: Workplace, format: Format, limit: int | None) -> int:
    # A row more than a table shows tells whether there are more.
    wanted = rows_that_fit(place) + 1 if format is Format.TABLE else PAGE
    return min(limit or wanted, wanted, PAGE)
