"""The rows of a table."""

from flask import Response, render_template, request

from client_sdk import errors, models
from client_sdk.rows import Rows
from web_ui.data.asking import Asked, read_asked
from web_ui.data.files import FileTooLargeError, csv_file
from web_ui.data.views import BLUEPRINT, REFUSALS
from web_ui.data.words import label_of
from web_ui.desk_access import desk
from web_ui.fault_texts import fault_text

PAGE_ROWS, FILE_ROWS = 50, 5_000
SECTION = "data.tables"


@BLUEPRINT.get("/tables/<name>")
def table(name: str) -> tuple[str, int]:
    """Show rows, with chosen columns, filtered and sorted."""
    described = desk.data.describe_table(table=name)
    asked = read_asked(request.args, described)
    return _page(described, asked)


@BLUEPRINT.get("/tables/<name>/rows.csv")
def table_file(name: str) -> Response | tuple[str, int]:
    """Return all of them as a file for spreadsheets."""
    described = desk.data.describe_table(table=name)
    asked = read_asked(request.args, described)
    try:
        labels = {column.name: label_of(column) for column in described.columns}
        return csv_file(_rows(described, asked, size=FILE_ROWS), file_name=f"{name}.csv", labels=labels)
    except REFUSALS:
        return _page(described, asked)
    except FileTooLargeError as error:
        return _page(described, asked, problem=str(error))


def _page(described: models.DataTable, asked: Asked, *, problem: str = "") -> tuple[str, int]:
    cursor = request.args.get("cursor")
    found = None
    try:
        if cursor:
            found = desk.data.fetch_more(cursor=cursor)
        else:
            found = _rows(described, asked, size=PAGE_ROWS, with_total=True).page()
    except errors.CursorInvalidError:
        raise
    except REFUSALS as error:
        problem = fault_text(error)
    page = render_template(
        "data/table.html", table=described, asked=asked, found=found, problem=problem, section=SECTION
    )
    return page, 422 if problem else 200


def _rows(described: models.DataTable, asked: Asked, *, size: int, with_total: bool = False) -> Rows:
    return desk.data.read_table(
        table=described.name,
        columns=asked.columns or None,
        filter=asked.filter,
        order=asked.order,
        size=size,
        with_total=with_total,
    )
