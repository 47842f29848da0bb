"""``soapdesk-client data``: tables and queries."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from client_sdk.cli.conditions import condition, order, parameters
from client_sdk.cli.listing import output, write_csv
from client_sdk.cli.refusals import CommandError
from client_sdk.cli.texts import shown
from client_sdk.errors import TimedOutError
from client_sdk.models import DataCondition, DataOperator, DataOrder
from client_sdk.values import Value
from tests.client_sdk.terminal import Before, Desk, Ended, desk_in

EVENTS = 60


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with events that administrators may read and query."""
    with desk_in(tmp_path_factory.mktemp("terminals")) as opened:
        opened.submit("=first", *(f"event {number}" for number in range(1, EVENTS)))
        opened.grant("events")
        yield opened


def run(desk: Desk, *arguments: str, typed: str = "") -> Ended:
    """Run a command of an administrator."""
    return desk.terminal("root").run("data", *arguments, typed=typed)


def test_tables_and_their_columns_are_told(desk: Desk) -> None:
    """Those that are granted."""
    assert [line.split()[0] for line in run(desk, "tables").lines] == ["name", "events"]
    described = run(desk, "describe", "events").out
    assert "Key    id" in described
    assert "submitted_at" in described
    ended = desk.terminal("li.lei").run("data", "tables")
    assert ended.err == "No table is granted to you; administrators grant them.\n"


def test_a_table_is_read_by_conditions_and_orders(desk: Desk) -> None:
    """All conditions hold."""
    arguments = ("read", "events", "--column", "id", "--column", "title", "--format", "json")
    conditions = ("--where", "id >= 2", "--where", "id in (1, 3, 5)", "--order", "id desc")
    lines = [json.loads(line) for line in run(desk, *arguments, *conditions).lines]
    assert lines == [{"id": 5, "title": "event 4"}, {"id": 3, "title": "event 2"}]


def test_queries_bind_their_parameters(desk: Desk) -> None:
    """With types."""
    sql = "SELECT id, title FROM events WHERE id = :id AND title = :title"
    ended = run(desk, "query", sql, "--param", "id:int=2", "--param", "title=event 1", "--format", "csv")
    assert ended.out == "id,title\n2,event 1\n"
    ended = run(desk, "query", "-", "--format", "csv", typed="SELECT count(*) AS n FROM events")
    assert ended.out == f"n\n{EVENTS}\n"


def test_values_are_exact_in_json(desk: Desk) -> None:
    """Decimals are texts, moments are UTC."""
    sql = "SELECT id, id * 1.10 AS share, submitted_at, handler_id FROM events WHERE id = 1"
    (record,) = [json.loads(line) for line in run(desk, "query", sql, "--format", "json").lines]
    assert (record["id"], Decimal(record["share"]), record["handler_id"]) == (1, Decimal("1.1"), None)
    assert datetime.fromisoformat(record["submitted_at"]).tzinfo == UTC


def test_a_result_goes_on_behind_its_first_page(desk: Desk) -> None:
    """For programs all of it is written."""
    for form in ("csv", "json"):
        lines = run(desk, "read", "events", "--column", "id", "--format", form).lines
        assert len(lines) == EVENTS + (form == "csv")
    assert len(run(desk, "read", "events", "--format", "json", "--limit", "7").lines) == 7


def test_a_table_shows_what_fits_and_how_many_more(desk: Desk) -> None:
    """Of rows, and of columns where the terminal is narrow."""
    ended = run(desk, "read", "events", "--column", "id")
    assert (len(ended.lines), ended.err) == (51, "10 more rows; --format csv or json has them all.\n")
    assert run(desk, "read", "events", "--limit", "3").err == ""
    ended = run(desk, "query", "SELECT id FROM events")
    assert (len(ended.lines), "more rows; --format csv or json has them all." in ended.err) == (51, True)
    terminal = desk.terminal("root")
    screen = io.StringIO()
    terminal.parts["out"] = Console(file=screen, force_terminal=True, width=60, height=24, color_system=None)
    ended = terminal.run("data", "read", "events")
    lines = screen.getvalue().splitlines()
    assert (len(lines), max(map(len, lines)) <= 60) == (21, True)
    assert ended.err.splitlines() == [
        "18 more columns; choose some, or take --format csv or json.",
        "40 more rows; --format csv or json has them all.",
    ]


def test_formulas_of_spreadsheets_are_defused(desk: Desk) -> None:
    """Unless programs read the file."""
    arguments = ("read", "events", "--column", "title", "--where", "id = 1", "--format", "csv")
    assert run(desk, *arguments).out == "title\n'=first\n"
    assert run(desk, *arguments, "--raw").out == "title\n=first\n"


def test_a_file_is_there_when_it_is_complete(desk: Desk, tmp_path: Path) -> None:
    """A result that breaks off leaves what was there before."""
    path = tmp_path / "events.csv"
    arguments = ("data", "read", "events", "--format", "csv", "--output", str(path))
    terminal = desk.terminal("root")
    assert terminal.run(*arguments).out == ""
    with path.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == EVENTS
    path.write_text("before")

    def break_off() -> None:
        raise TimedOutError("The desk did not answer in time.")

    terminal.transport = Before(desk.server.transport, "ReadTable", break_off)
    ended = terminal.run(*arguments)
    assert ended.status == 3
    assert ended.err.splitlines()[0] == "The desk did not answer in time."
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["events.csv"]


def test_long_results_show_how_far_they_are(desk: Desk, tmp_path: Path) -> None:
    """On standard error, where it is a terminal."""
    terminal = desk.terminal("root")
    watched = io.StringIO()
    terminal.parts["err"] = Console(file=watched, force_terminal=True, width=80)
    ended = terminal.run("data", "read", "events", "--format", "csv", "--output", str(tmp_path / "events.csv"))
    assert (ended.status, ended.out, f"{EVENTS}/{EVENTS}" in watched.getvalue()) == (0, "", True)
    ended = terminal.run("events", "list", "--format", "json")
    assert len([json.loads(line) for line in ended.lines]) == EVENTS
    assert "Reading" in watched.getvalue()


def test_csv_on_a_terminal_has_no_controls(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file it has all of the text."""
    terminal = io.StringIO()
    monkeypatch.setattr("sys.stdout", terminal)
    for is_terminal in (True, False):
        monkeypatch.setattr(terminal, "isatty", lambda answer=is_terminal: answer)
        with output(None) as file:
            write_csv(file, ["text"], [["a\x9b2J"]], raw=True)
    assert terminal.getvalue() == "text\na\\x9b2J\ntext\na\x9b2J\n"


def test_a_table_is_for_a_terminal(desk: Desk, tmp_path: Path) -> None:
    """A file wants a form for programs."""
    ended = run(desk, "read", "events", "--output", str(tmp_path / "x"))
    assert (ended.status, ended.err) == (2, "A file wants --format csv or json.\n")


def test_a_refused_query_says_what_is_wrong(desk: Desk) -> None:
    """And where to find what is granted."""
    ended = run(desk, "query", "SELECT secret FROM events")
    assert ended.status == 1
    assert "(QUERY_REFUSED, field sql, call " in ended.err
    assert "data tables" in ended.err


@pytest.mark.parametrize(
    ("text", "column", "operator", "values"),
    [
        ("status = open", "status", DataOperator.EQUAL, ["open"]),
        ("status=open", "status", DataOperator.EQUAL, ["open"]),
        ("title = 'a = b'", "title", DataOperator.EQUAL, ["a = b"]),
        ('title != ""', "title", DataOperator.NOT_EQUAL, [""]),
        ("id<=5", "id", DataOperator.LESS_OR_EQUAL, ["5"]),
        ("title CONTAINS in stock", "title", DataOperator.CONTAINS, ["in stock"]),
        ("title starts with is null", "title", DataOperator.STARTS_WITH, ["is null"]),
        ("status in (open, 'a, b')", "status", DataOperator.ONE_OF, ["open", "a, b"]),
        ("handler_id is null", "handler_id", DataOperator.IS_NULL, None),
        ("handler_id is  not null", "handler_id", DataOperator.IS_NOT_NULL, None),
        ("标题 = 打印机", "标题", DataOperator.EQUAL, ["打印机"]),
    ],
)
def test_conditions_are_read(text: str, column: str, operator: DataOperator, values: list[str] | None) -> None:
    """As people write them."""
    assert condition(text) == DataCondition(column=column, operator=operator, values=values)


@pytest.mark.parametrize("text", ["", "status", "status open", "status =", "= open", "a is nul", "a is null b", "a in"])
def test_what_is_no_condition_is_wrong_usage(text: str) -> None:
    """And is told with an example."""
    with pytest.raises(CommandError, match="No condition") as caught:
        condition(text)
    assert (caught.value.status, bool(caught.value.hint)) == (2, True)


def test_orders_are_read() -> None:
    """A column, and a direction if it is not the usual one."""
    assert order("id") == DataOrder(column="id", descending=False)
    assert order("id  DESC") == DataOrder(column="id", descending=True)
    with pytest.raises(CommandError, match="No order"):
        order("id down")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x=5", "5"),
        ("x=a=b", "a=b"),
        ("x=", ""),
        ("x:int=-5", -5),
        ("x:decimal=1.10", Decimal("1.10")),
        ("x:bool=True", True),
        ("x:datetime=2026-11-25T08:30:00Z", datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ("x:null=", None),
    ],
)
def test_parameters_are_read(text: str, value: Value) -> None:
    """A prefix says the type."""
    assert parameters([text]) == {"x": value}


@pytest.mark.parametrize("text", ["x", "=5", "x:float=1", "x:int=five", "x:bool=2", "x:decimal=a", "x:datetime=now"])
def test_what_is_no_parameter_is_wrong_usage(text: str) -> None:
    """Before anything is sent."""
    with pytest.raises(CommandError, match="No ") as caught:
        parameters([text])
    assert caught.value.status == 2


def test_a_parameter_has_one_value() -> None:
    """The second of the same name is a mistake."""
    with pytest.raises(CommandError, match="No parameter: x=2"):
        parameters(["x=1", "x=2"])


def test_values_for_people_have_no_controls() -> None:
    """In cells of tables."""
    assert [shown(value) for value in (None, True, "a\x1b\n", Decimal("1.50"))] == ["", "yes", "a\\x1b\\n", "1.50"]


@pytest.mark.parametrize("arguments", [("read", "evnts"), ("read", "events", "--where", "titel = x")])
def test_a_name_that_is_not_there_leads_to_those_that_are(desk: Desk, arguments: tuple[str, ...]) -> None:
    """A table or a column has no number to look at."""
    ended = run(desk, *arguments)
    assert ended.status == 1
    assert ended.err.splitlines()[1].startswith("soapdesk-client data tables")
