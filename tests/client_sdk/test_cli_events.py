"""``soapdesk-client events`` and ``users``: the work of the desk."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from client_sdk.cli.event_page import COMMANDS
from client_sdk.cli.events import app
from client_sdk.cli.texts import json_text, one_line, visible
from soap_server.operations.catalogue import SERVICES
from tests.client_sdk.terminal import Before, Desk, desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of one test, and terminals."""
    with desk_in(tmp_path / "terminals") as opened:
        yield opened


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on which nothing happens."""
    with desk_in(tmp_path_factory.mktemp("idle")) as opened:
        yield opened


def test_an_event_goes_from_submission_to_rating(desk: Desk, tmp_path: Path) -> None:
    """By the commands of those who take part."""
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG" + bytes(range(256)))
    customer, staff, root = (desk.terminal(name) for name in ("li.lei", "han.mei", "root"))
    arguments = ("events", "submit", "打印机卡纸", "--content", "-", "--priority", "high", "--attach", str(photo))
    assert customer.run(*arguments, typed="第二页\n就卡纸").lines == ["1"]
    assert root.run("events", "assign", "1", "--to", "HAN.MEI").err == "Event 1 is assigned.\n"
    assert staff.run("events", "reply", "1", "Which paper?").err == "Your reply is posted on event 1.\n"
    assert staff.run("events", "reply", "1", "Old printer.", "--internal").err == "Your note is posted on event 1.\n"
    assert staff.run("events", "resolve", "1", "Use A4.").err == "Event 1 is resolved.\n"
    assert customer.run("events", "reopen", "1", "--reason", "Still.").err == "Event 1 is in progress.\n"
    assert customer.run("events", "complete", "1").err == "Event 1 is completed.\n"
    assert customer.run("events", "rate", "1", "--score", "5", "--opinion", "好").err == "Event 1 is rated 5 of 5.\n"
    page = customer.run("events", "show", "1").out
    assert "第二页\n就卡纸" in page
    assert "Which paper?" in page
    assert "Old printer." not in page
    assert "Attachment 1  photo.png  260 bytes" in page
    assert "Rated 5 of 5  好" in page
    assert "(internal note)" in staff.run("events", "show", "1").out
    rows = list(csv.DictReader(io.StringIO(customer.run("events", "history", "1", "--format", "csv").out)))
    assert [row["operation"] for row in rows][::6] == ["SubmitEvent", "RateEvent"]
    saved = tmp_path / "saved.png"
    assert customer.run("events", "download", "1", "--to", str(saved)).err == f"{saved}: 260 bytes\n"
    assert saved.read_bytes() == photo.read_bytes()


def test_staff_submit_on_behalf_of_a_customer(desk: Desk) -> None:
    """Named by a number; administrators may use the user name."""
    customer = "1"
    assert desk.terminal("han.mei").run("events", "submit", "x", "--content", "y", "--customer", customer).status == 0
    assert desk.terminal("root").run("events", "submit", "x", "--content", "y", "--customer", "li.lei").status == 0
    assert len(desk.terminal("li.lei").run("events", "list").lines) == 3


def test_a_download_overwrites_nothing_unasked(desk: Desk, tmp_path: Path) -> None:
    """Neither a file that is named nor one of the attachment's own name."""
    (tmp_path / "a.txt").write_text("mine")
    with desk.server.client("li.lei") as client:
        client.events.submit(title="x", content="y", attachments=[("a.txt", b"theirs")])
    terminal = desk.terminal("li.lei")
    for to in (tmp_path, tmp_path / "a.txt"):
        ended = terminal.run("events", "download", "1", "--to", str(to))
        assert (ended.status, ended.out, len(ended.err.splitlines())) == (1, "", 1)
        assert (tmp_path / "a.txt").read_text() == "mine"
    assert terminal.run("events", "download", "1", "--to", str(tmp_path / "a.txt"), "--force").status == 0
    assert (tmp_path / "a.txt").read_text() == "theirs"
    assert terminal.run("events", "download", "1", "--to", "-").out == "theirs"


def test_a_large_file_is_attached(desk: Desk, tmp_path: Path) -> None:
    """In parts, and comes back."""
    desk.submit("printer")
    path, back = tmp_path / "core.gz", tmp_path / "back.gz"
    path.write_bytes(bytes(6_000_000))
    terminal = desk.terminal("li.lei")
    assert terminal.run("events", "attach", "1", str(path)).out == "1\n"
    assert terminal.run("events", "download", "1", "--to", str(back)).status == 0
    assert back.read_bytes() == path.read_bytes()


def test_a_conflict_says_to_look_again(desk: Desk) -> None:
    """The version that the command read is the one that it sends."""
    desk.submit("printer")
    terminal = desk.terminal("li.lei")

    def meanwhile() -> None:
        with desk.server.client("li.lei") as other:
            other.events.update(1, expected_version=1, title="another printer")

    terminal.transport = Before(desk.server.transport, "WithdrawEvent", meanwhile)
    ended = terminal.run("events", "withdraw", "1")
    assert ended.status == 1
    first, second = ended.err.splitlines()
    assert "version 2 now, not 1. (CONFLICT, field expectedVersion, call " in first
    assert second == "Somebody changed it meanwhile. Look at it again, then decide again."
    assert desk.terminal("li.lei").run("events", "withdraw", "1").err == "Event 1 is withdrawn.\n"


def test_a_list_has_a_form_for_people_and_two_for_programs(desk: Desk) -> None:
    """Times are local in a table and UTC elsewhere; JSON has a record a line."""
    desk.submit("first", "second")
    terminal = desk.terminal("li.lei")
    table = terminal.run("events", "list", TZ="UTC").lines
    assert table[0].split() == (
        ["id", "title", "status", "priority", "category", "customer", "handler", "replies", "updated_at"]
    )
    assert [line.split()[1] for line in table[1:]] == ["second", "first"]
    rows = list(csv.DictReader(io.StringIO(terminal.run("events", "list", "--format", "csv").out)))
    assert [row["id"] for row in rows] == ["2", "1"]
    assert rows[0]["updated_at"].endswith("Z")
    records = [json.loads(line) for line in terminal.run("events", "list", "--format", "json").lines]
    assert [(record["id"], record["status"], record["handler"]) for record in records] == [
        (2, "submitted", None),
        (1, "submitted", None),
    ]
    assert json.loads(terminal.run("events", "show", "1", "--format", "json").out)["event"]["title"] == "first"


def test_a_list_that_is_cut_says_so(desk: Desk) -> None:
    """Beside the output, so that a program is not disturbed."""
    desk.submit(*(f"event {number}" for number in range(4)))
    terminal = desk.terminal("li.lei")
    ended = terminal.run("events", "list", "--limit", "3")
    assert (len(ended.lines), ended.err) == (4, "1 more; --limit takes another number.\n")
    assert terminal.run("events", "list", "--format", "json").err == ""


def test_lists_are_narrowed_down(desk: Desk) -> None:
    """By state, by words, and to those that one handles."""
    desk.submit("printer", "scanner")
    root, staff = desk.terminal("root"), desk.terminal("han.mei")
    assert root.run("events", "assign", "2", "--to", "han.mei", "--note", "soon").status == 0

    def ids(*options: str) -> list[int]:
        lines = root.run("events", "list", "--format", "json", *options).lines
        return [json.loads(line)["id"] for line in lines]

    assert ids("--status", "submitted") == [1]
    assert ids("--status", "submitted", "--status", "assigned") == [2, 1]
    assert ids("--text", "scan") == [2]
    assert ids("--mine") == []
    assert len(staff.run("events", "list", "--mine").lines) == 2
    board = root.run("events", "board").out
    assert board.index("printer") < board.index("Staff") < board.index("han.mei")
    assert "scanner" not in board


def test_formulas_of_spreadsheets_are_defused_in_csv(desk: Desk) -> None:
    """Unless programs read it."""
    desk.submit("=1+1")
    terminal = desk.terminal("li.lei")
    arguments = ("events", "list", "--format", "csv")
    assert "1,'=1+1,submitted" in terminal.run(*arguments).out
    assert "1,=1+1,submitted" in terminal.run(*arguments, "--raw").out


def test_accounts_are_looked_after(desk: Desk) -> None:
    """By user name or by number."""
    root = desk.terminal("root")
    created = root.run("users", "create", "bob", "--role", "staff", typed="four quiet elephants\n")
    assert root.run("users", "freeze", "bob", "--reason", "left").err == "bob is frozen.\n"
    assert "bob" in root.run("users", "list", "--status", "frozen").out
    assert root.run("users", "unfreeze", created.out.strip()).err == "bob may log in again.\n"
    assert root.run("users", "role", "bob", "customer").err == "bob is customer now.\n"
    ended = root.run("users", "role", "nobody", "staff")
    assert (ended.status, ended.err.splitlines()[0]) == (1, "There is no user nobody.")


@pytest.mark.parametrize(
    ("arguments", "status", "beginning", "hint"),
    [
        (("events", "show", "9"), 1, "There is no such event. (NOT_FOUND, field eventId, call ", "Look at the number"),
        (("users", "list"), 1, "Your role does not allow this. (PERMISSION_DENIED, call ", "soapdesk-client whoami"),
        (("events", "submit", "a\x07b", "--content", "x"), 1, "It has a control character", None),
        (("events", "submit", "x", "--content", "  "), 2, "The content is empty, so nothing was sent.", None),
        (("events", "submit", "x"), 2, "Give the content, or - to read it from standard input.", None),
    ],
)
def test_refusals_are_one_or_two_lines(
    idle: Desk, arguments: tuple[str, ...], status: int, beginning: str, hint: str | None
) -> None:
    """What happened, with the code, the field and the call; and what to do about it."""
    ended = idle.terminal("li.lei").run(*arguments)
    assert (ended.status, ended.out) == (status, "")
    first, *others = ended.err.splitlines()
    assert first.startswith(beginning)
    assert len(others) == (1 if hint else 0)
    assert not hint or others[0].startswith(hint)


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [(("events", "lst"), "Did you mean 'list'?"), (("events", "list", "--stauts", "x"), "--status")],
)
def test_typing_errors_get_a_suggestion(idle: Desk, arguments: tuple[str, ...], suggestion: str) -> None:
    """And the status of wrong usage."""
    ended = idle.terminal("li.lei").run(*arguments)
    assert (ended.status, suggestion in ended.err) == (2, True)


def test_an_interrupted_command_ends_with_130(idle: Desk) -> None:
    """Without a traceback."""
    terminal = idle.terminal("li.lei")

    def interrupt() -> None:
        raise KeyboardInterrupt

    terminal.transport = Before(idle.server.transport, "ListEvents", interrupt)
    ended = terminal.run("events", "list")
    assert (ended.status, ended.err) == (130, "")


def test_texts_cannot_control_a_terminal() -> None:
    """Controls, line separators and marks of direction are written out; lines of a text stay."""
    assert visible("a\x1b[31m\x9b\x7f\r\n\tb\u202e\u2028") == "a\\x1b[31m\\x9b\\x7f\\r\n\tb\\u202e\\u2028"
    assert one_line("a\nb") == "a\\nb"
    hostile = "a\x9b\u202e\x7f\n"
    assert json.loads(json_text({"x": hostile})) == {"x": hostile}
    assert json_text(hostile).isprintable()


def test_texts_of_others_are_shown_without_their_controls(desk: Desk) -> None:
    """A C1 control is legal in XML, and some terminals obey it."""
    desk.submit("printer", content="before\x9b2Jafter")
    ended = desk.terminal("li.lei").run("events", "show", "1")
    assert "before\\x9b2Jafter" in ended.out


def test_markup_in_texts_stays_text(desk: Desk) -> None:
    """Square brackets mean something to the library that draws tables."""
    desk.submit("[red]x[/red] :smile:")
    assert "[red]x[/red] :smile:" in desk.terminal("li.lei").run("events", "list").out


def test_uploads_show_how_far_they_are(desk: Desk, tmp_path: Path) -> None:
    """On standard error, where it is a terminal, and nowhere else."""
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(200_000))
    terminal = desk.terminal("li.lei")
    arguments = ("events", "submit", "x", "--content", "y", "--attach", str(file))
    assert terminal.run(*arguments).err == ""
    watched = io.StringIO()
    terminal.parts["err"] = Console(file=watched, force_terminal=True, width=80)
    ended = terminal.run(*arguments)
    assert ended.lines == ["2"]
    assert "Sending" in watched.getvalue()
    saved = tmp_path / "b.bin"
    assert terminal.run("events", "download", "2", "--to", str(saved)).status == 0
    assert "Receiving" in watched.getvalue()
    assert hashlib.sha256(saved.read_bytes()).digest() == hashlib.sha256(file.read_bytes()).digest()


def test_the_commands_that_an_event_offers_are_commands() -> None:
    """A page of an event names them."""
    names = {command.name or str(command.callback.__name__) for command in app.registered_commands if command.callback}
    assert set(COMMANDS.values()) <= names
    assert set(COMMANDS) <= {operation.name for service in SERVICES for operation in service.operations}
