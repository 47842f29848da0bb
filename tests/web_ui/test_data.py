"""The data browser: tables, queries, files."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from client_sdk.models import DataVerb, RowScope
from client_sdk.testing import InProcess
from db.dictionary import DICTIONARY
from tests.web_ui.browser import Browser
from web_ui.app import create_app
from web_ui.config import WebConfig
from web_ui.data import files, words

EVENTS = 60
TITLES = ["=1+1", "<b>bold</b>", "他说：“你好”", *(f"Printer {number}" for number in range(EVENTS - 3))]


@pytest.fixture(scope="module")
def desk_server() -> Iterator[InProcess]:
    """A desk with events, which staff may read and query."""
    with InProcess() as server:
        for username, role in (("li.lei", "customer"), ("staff.wang", "staff"), ("admin.zhao", "admin")):
            server.add_user(username, role=role)
        with server.client("li.lei") as desk:
            for title in TITLES:
                desk.events.submit(title=title, content="x")
        with server.client("admin.zhao") as desk:
            desk.data.grant_access(
                role="staff",
                table="events",
                columns=["title", "status", "submitted_at", "handler_id"],
                verbs=[DataVerb.READ, DataVerb.QUERY],
                scope=RowScope.ALL,
            )
        yield server


@pytest.fixture(scope="module")
def app(desk_server: InProcess) -> Flask:
    """The pages of it."""
    return create_app(WebConfig(desk_server.url, "k" * 40, transport=desk_server.transport))


def test_tables_are_described_in_both_languages(app: Flask) -> None:
    """All that can be granted, in the desk's own words; the Chinese stands in the catalogue, which is complete by test."""
    assert {name: str(text) for name, text in words.TABLES.items()} == {
        name: table.doc for name, table in DICTIONARY.items()
    }
    admin = Browser(app).log_in("admin.zhao")
    admin.set_cookie("language", "zh")
    page = admin.get("/data/grants/new")
    assert "客户提交的、希望得到解决的问题" in page.words()


def test_a_customer_finds_what_is_granted(app: Flask, customer: Browser, desk_server: InProcess) -> None:
    """The profile leads there; the navigation of all others stays as short as it is."""
    assert customer.get("/profile").all("//main//a[@href='/data']") == []
    with desk_server.client("admin.zhao") as desk:
        grant = desk.data.grant_access(role="customer", table="ratings", verbs=[DataVerb.READ], scope=RowScope.OWN)
        assert customer.get("/profile").words("//main//a[@href='/data']") == "Tables and queries"
        desk.data.revoke_access(grant.id, expected_version=grant.version)


def ask(browser: Browser, sql: str, do: str = "run", **values: str) -> Any:
    """Send a statement."""
    token = browser.get("/data/query").form("/data/query")["csrf_token"]
    return browser.post("/data/query", {"csrf_token": token, "sql": sql, "do": do, **values})


def test_tables_are_shown_by_their_labels(app: Flask, staff: Browser) -> None:
    """In the reader's language; who has no grant is told what to do."""
    assert staff.get("/data").words("//main//h2") == "Events"
    assert Browser(app, language="en").log_in("li.lei").get("/data").status == 200
    assert "Nothing is granted to you" in Browser(app).log_in("admin.zhao").get("/data").words()
    staff.set_cookie("language", "zh")
    assert staff.get("/data").words("//main//h2") == "事件"


def test_rows_come_page_by_page(staff: Browser) -> None:
    """None twice, none missing."""
    seen: list[str] = []
    path = "/data/tables/events?column=title"
    while path:
        page = staff.get(path)
        seen += [" ".join(cell.text_content().split()) for cell in page.all("//*[@id='list']//tbody/tr/td[last()]")]
        path = next(iter(page.all("//a[@rel='next']/@href")), "")
    assert sorted(seen) == sorted(TITLES)


def test_columns_conditions_and_order_are_chosen(staff: Browser) -> None:
    """By the address, so that a view can be kept as a bookmark."""
    page = staff.get("/data/tables/events?column=title&c0=title&o0=startsWith&v0=Printer+1&sort=title&descending=yes")
    titles = [cell.text for cell in page.all("//*[@id='list']//tbody/tr/td[last()]")]
    assert titles == sorted((title for title in TITLES if title.startswith("Printer 1")), reverse=True)
    assert page.words("//*[@id='list']//thead") == "Title"
    assert page.all("//th[@aria-sort='descending']")


@pytest.mark.parametrize(
    "path",
    [
        "/data/tables/users",
        "/data/tables/sessions",
        "/data/tables/users/rows.csv",
    ],
)
def test_a_table_without_a_grant_is_not_there(staff: Browser, path: str) -> None:
    """Whether it exists or not."""
    assert staff.get(path).status == 404


def test_a_value_that_does_not_fit_is_told_and_kept(staff: Browser) -> None:
    """Above the filter."""
    page = staff.get("/data/tables/events?c0=submitted_at&o0=less&v0=yesterday")
    assert page.status == 422
    assert page.words("//*[@role='alert']")
    assert page.all("//input[@id='v0'][@value='yesterday']")


def test_columns_that_are_not_granted_are_not_asked_for(staff: Browser) -> None:
    """Whatever an address says."""
    page = staff.get("/data/tables/events?column=content&sort=content&c0=content&o0=equal&v0=x")
    assert page.status == 200
    assert "Content" not in page.words("//*[@id='list']//thead")


def test_a_table_is_saved_as_a_whole_without_formulas(staff: Browser) -> None:
    """For spreadsheets: with a byte order mark, and an apostrophe before what would be computed."""
    page = staff.get("/data/tables/events/rows.csv?column=title")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Content-Disposition"].startswith('attachment; filename="events.csv"')
    lines = page.text.removeprefix("\ufeff").splitlines()
    assert page.text.startswith("\ufeff")
    assert lines[0].endswith("Title")
    assert len(lines) == EVENTS + 1
    assert any(line.endswith("'=1+1") for line in lines)
    assert "他说：“你好”" in page.text


def test_a_query_answers_a_table(staff: Browser) -> None:
    """Text of cells is text."""
    page = ask(staff, "SELECT title FROM events WHERE title LIKE '<b>%'")
    assert page.status == 200
    assert page.words("//*[@id='result']//tbody") == "<b>bold</b>"
    assert "1 row" in page.words("//*[@id='result-title']")


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT content FROM events", "QUERY_REFUSED"),
        ("DELETE FROM events", "QUERY_REFUSED"),
        ("SELEC title", "QUERY_REFUSED"),
        ("SELECT title FROM events -- why\n", "QUERY_REFUSED"),
    ],
)
def test_a_refused_statement_is_kept_with_the_reason_beside_it(staff: Browser, sql: str, code: str) -> None:
    """As it was typed, lines and all."""
    page = ask(staff, sql)
    assert page.status == 422
    assert page.words("//*[@id='sql-error']").startswith(code)
    assert page.all("//textarea[@id='sql'][@aria-invalid='true']")[0].value.strip("\n") == sql.strip("\n")


def test_an_empty_statement_is_told(staff: Browser) -> None:
    """At the statement."""
    assert "INVALID_ARGUMENT" in ask(staff, "").words("//*[@id='sql-error']")


def test_named_parameters_become_fields(staff: Browser) -> None:
    """They are asked for first, checked by their type, and never part of the SQL."""
    sql = "SELECT title FROM events WHERE title = :wanted AND submitted_at > :since AND title <> ':no'"
    page = ask(staff, sql)
    assert page.all("//input[starts-with(@name, 'value-')]/@name") == ["value-wanted", "value-since"]
    assert not page.all("//*[@id='result']")
    values = {"type-wanted": "text", "value-wanted": "=1+1", "type-since": "dateTime", "value-since": "soon"}
    wrong = ask(staff, sql, **values)
    assert wrong.status == 422
    assert "Date and time" in wrong.words("//*[@id='error-since']")
    right = ask(staff, sql, **{**values, "value-since": "2020-01-01T00:00"})
    assert right.words("//*[@id='result']//tbody") == "=1+1"
    hostile = ask(staff, sql, **{**values, "value-since": "2020-01-01T00:00", "value-wanted": "x' OR '1'='1"})
    assert "No row" in hostile.words("//*[@id='result']")


def test_a_result_goes_on_with_its_cursor(staff: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement stays; a cursor that has ended is told."""
    monkeypatch.setattr("web_ui.data.query.QUERY_ROWS", 50)
    sql = "SELECT title FROM events ORDER BY title"
    first = ask(staff, sql)
    form = first.form("/data/query")
    second = ask(staff, sql, do="more", cursor=form["cursor"])
    rows = [page.all("//*[@id='result']//tbody/tr") for page in (first, second)]
    assert [len(each) for each in rows] == [50, EVENTS - 50]
    assert second.form("/data/query")["sql"].strip() == sql
    assert ask(staff, sql, do="more", cursor="bm8").status == 422


def test_all_rows_of_a_query_are_saved(staff: Browser) -> None:
    """Not only those of the page; a refused one shows the page."""
    page = ask(staff, "SELECT title AS heading FROM events", do="file")
    assert page.headers["Content-Disposition"].startswith('attachment; filename="query.csv"')
    lines = page.text.splitlines()
    assert lines[0] == "\ufeffheading"
    assert len(lines) == EVENTS + 1
    assert ask(staff, "SELECT content FROM events", do="file").status == 422


def test_two_columns_are_drawn(staff: Browser) -> None:
    """As a figure with a table, which a script turns into a plot."""
    page = ask(
        staff, "SELECT status, count(*) AS number FROM events GROUP BY status", plot="bar", x="status", y="number"
    )
    assert [node.text for node in page.all("//figure[@data-plot='bar']//tbody/tr/*")] == ["submitted", str(EVENTS)]
    assert not ask(staff, "SELECT status FROM events", plot="bar", x="status", y="nothing").all("//figure")
    assert not ask(staff, "SELECT title, status FROM events", plot="bar", x="title", y="status").all("//figure")


def test_statements_do_not_come_by_address(staff: Browser) -> None:
    """Which would be kept in histories and logs."""
    page = staff.get("/data/query?sql=SELECT+1")
    assert "SELECT 1" not in page.text
    assert "FROM events" in staff.get("/data/query?table=events").form("/data/query")["sql"]
    assert "FROM x" not in staff.get("/data/query?table=x").text


def test_a_file_has_an_end(staff: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in memory as a whole; what is too large for that is said beside the rows."""
    monkeypatch.setattr(files, "MOST_BYTES", 500)
    page = staff.get("/data/tables/events/rows.csv")
    assert page.status == 422
    assert "The file would be larger than 500 B" in page.words("//*[@role='alert']")
    assert page.all("//*[@id='list']//tbody/tr")
    assert "larger than 500 B" in ask(staff, "SELECT title FROM events", do="file").words("//*[@id='sql-error']")
    assert staff.get("/data/tables/events/rows.csv?column=title&c0=title&o0=equal&v0=Printer+1").status == 200


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("decimal", "1E+30000000"),
        ("decimal", "NaN"),
        ("decimal", "1e5"),
        ("decimal", "1_0"),
        ("dateTime", "0001-01-01T00:00+14:00"),
        ("dateTime", "9999-12-31T23:59-12:00"),
    ],
)
def test_a_value_that_no_decimal_and_no_moment_can_be_is_told_at_its_field(
    customer: Browser, type_: str, text: str
) -> None:
    """Nothing is made of it first: an exponent of nine digits would be written as a gigabyte."""
    page = ask(customer, "SELECT :wanted", **{"type-wanted": type_, "value-wanted": text})
    assert page.status == 422
    assert "This is not:" in page.words()
    assert page.all("//input[@name='value-wanted']/@value") == [text]


@pytest.mark.parametrize("text", ["12.50", "-0.1", "+7", ".5", "5."])
def test_a_decimal_is_taken_as_xml_schema_writes_it(staff: Browser, text: str) -> None:
    """With a sign, and with a point anywhere."""
    sql = "SELECT count(*) FROM events WHERE handler_id > :wanted"
    page = ask(staff, sql, **{"type-wanted": "decimal", "value-wanted": text})
    assert "This is not:" not in page.words()
