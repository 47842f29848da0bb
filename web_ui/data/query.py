"""Queries: a statement, its parameters, and what it answers, as a table, a plot or a file.

Statements come by POST, since addresses are kept in histories and logs.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, render_template, request

from client_sdk import errors, models
from client_sdk.rows import Rows
from web_ui.data.files import FileTooLargeError, csv_file
from web_ui.data.parameters import Parameter, read_parameters
from web_ui.data.table import FILE_ROWS, SECTION
from web_ui.data.views import BLUEPRINT, REFUSALS
from web_ui.desk_access import desk
from web_ui.fault_texts import fault_text

QUERY_ROWS = 200
PLOTS = ("bar", "lines")


@dataclass
class Query:
    """What the page shows.

    :ivar asks: whether parameters have to be filled in first.
    """

    sql: str = ""
    parameters: list[Parameter] = field(default_factory=list)
    result: models.DataResult | None = None
    problem: str = ""
    code: str = ""
    asks: bool = False
    is_later_page: bool = False


@BLUEPRINT.get("/query")
def query() -> tuple[str, int]:
    """Show an empty statement, or one that a table's page begins."""
    found = desk.data.list_tables()
    name = request.args.get("table", "")
    known = {table.name for table in found.tables}
    return _page(Query(sql=f"SELECT *\nFROM {name}\nLIMIT 20" if name in known else ""), found)


@BLUEPRINT.post("/query")
def run() -> Response | tuple[str, int]:
    """Run a statement, go on with its result, or return all of it as a file."""
    asked = Query(sql=request.form.get("sql", "").replace("\r\n", "\n"))
    asked.parameters = read_parameters(asked.sql, request.form)
    values = {each.name: each.value() for each in asked.parameters}
    asked.asks = any(each.is_new for each in asked.parameters)
    if not asked.asks and not any(each.problem for each in asked.parameters):
        try:
            if request.form.get("do") == "file":
                return csv_file(_rows(asked, values, FILE_ROWS), file_name="query.csv")
            _answer(asked, values)
        except REFUSALS as error:
            asked.problem, asked.code = _text(error), error.code
        except FileTooLargeError as error:
            asked.problem = str(error)
    return _page(asked, desk.data.list_tables())


def _answer(asked: Query, values: dict[str, Any]) -> None:
    cursor = request.form.get("cursor") if request.form.get("do") == "more" else None
    asked.is_later_page = bool(cursor)
    asked.result = desk.data.fetch_more(cursor=cursor) if cursor else _rows(asked, values, QUERY_ROWS).page()


def _rows(asked: Query, values: dict[str, Any], size: int) -> Rows:
    return desk.data.execute_query(sql=asked.sql, parameters=values, size=size)


def _text(error: errors.ServiceFaultError) -> str:
    # What the desk says of a statement is about its words, which no translation could name.
    return error.message if error.code.startswith("QUERY_") else fault_text(error)


def _page(asked: Query, found: models.DataTableList) -> tuple[str, int]:
    queryable = [table for table in found.tables if "query" in table.verbs]
    page = render_template(
        "data/query.html",
        asked=asked,
        found=found,
        tables=[desk.data.describe_table(table=table.name) for table in queryable],
        plot=_plot(asked),
        section=SECTION,
    )
    is_wrong = asked.problem or any(each.problem for each in asked.parameters)
    return page, 422 if is_wrong else 200


def _plot(asked: Query) -> dict[str, Any] | None:
    """Return which two columns are drawn, None for no plot."""
    if asked.result is None:
        return None
    columns = asked.result.row_set.columns
    names = [column.name for column in columns]
    numbers = [column.name for column in columns if column.type in ("integer", "decimal")]
    x, y, kind = (request.form.get(name, "") for name in ("x", "y", "plot"))
    if kind not in PLOTS or x not in names or y not in numbers:
        return None
    return {"kind": kind, "x": names.index(x), "y": names.index(y)}
