"""Lists that go on by themselves, rows with types, files in both directions."""

import csv
import io
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from client_sdk import SupportClient, errors, models
from client_sdk.downloads import safe_name, store
from client_sdk.rows import spreadsheet_cell
from client_sdk.testing import InProcess
from tests.client_sdk.conftest import Wire

SQL = """SELECT id, title, :nothing AS nothing, submitted_at, id > 1 AS later, id / 2.0 AS half
         FROM events WHERE submitted_at > :since ORDER BY id"""


@pytest.fixture
def granted(server: InProcess) -> InProcess:
    """A desk with 7 events that its administrator may read and query."""
    customer = server.client("customer")
    for number in range(1, 8):
        customer.events.submit(title="=HYPERLINK(1)" if number == 1 else f"事件 {number}", content="x")
    server.client("admin").data.grant_access(
        role="admin",
        table="events",
        verbs=[models.DataVerb.READ, models.DataVerb.QUERY],
        scope=models.RowScope.ALL,
    )
    return server


def test_a_list_goes_on_across_pages(granted: InProcess) -> None:
    """Every record once, in order; the total is at hand."""
    found = granted.client("customer").events.list(page_size=3)
    assert [event.id for event in found] == [7, 6, 5, 4, 3, 2, 1]
    assert [event.id for event in found] == [7, 6, 5, 4, 3, 2, 1]
    assert (found.total, found.total_is_exact) == (7, True)
    assert [len(page.events) for page in found.pages()] == [3, 3, 1]


def test_a_list_asks_for_nothing_before_it_is_needed(granted: InProcess) -> None:
    """And for no page that nobody reaches."""
    wire = Wire(granted.transport)
    desk = granted.client("customer")
    desk._transport = wire
    found = desk.events.list(page_size=3)
    assert wire.sent == []
    next(iter(found))
    assert wire.operations.count("ListEvents") == 1


def test_a_list_can_begin_at_a_cursor(granted: InProcess) -> None:
    """As a web page does."""
    desk = granted.client("customer")
    first = desk.events.list(page_size=3).page()
    second = desk.events.list(page_size=3, cursor=first.next_cursor)
    assert [event.id for event in second] == [4, 3, 2, 1]


@pytest.mark.parametrize("status", [models.EventStatus.SUBMITTED, [models.EventStatus.SUBMITTED], "submitted"])
def test_a_filter_takes_one_value_or_several(granted: InProcess, status: Any) -> None:
    """Written as it is convenient."""
    assert granted.client("customer").events.list(status=status).total == 7
    assert granted.client("customer").events.list(status=[models.EventStatus.RESOLVED]).total == 0


def test_rows_have_types(granted: InProcess) -> None:
    """Across pages."""
    since = datetime(2020, 1, 1, tzinfo=UTC)
    rows = granted.client("admin").data.execute_query(sql=SQL, parameters={"since": since, "nothing": None}, size=3)
    assert [column.name for column in rows.columns] == ["id", "title", "nothing", "submitted_at", "later", "half"]
    got = list(rows)
    assert [row[0] for row in got] == [1, 2, 3, 4, 5, 6, 7]
    id_, title, nothing, submitted_at, later, half = got[2]
    assert (id_, title, nothing, later, half) == (3, "事件 3", None, True, Decimal("1.5"))
    assert isinstance(submitted_at, datetime)
    assert submitted_at.tzinfo is UTC
    assert next(rows.dicts())["title"] == "=HYPERLINK(1)"


def test_rows_become_csv(granted: InProcess, tmp_path: Path) -> None:
    """With a line of names; formulas are defused where people open the file."""
    rows = granted.client("admin").data.read_table(table="events", columns=["id", "title"], size=3)
    assert rows.to_csv(tmp_path / "events.csv") == 7
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        plain = list(csv.reader(file))
    assert plain[:2] == [["id", "title"], ["1", "=HYPERLINK(1)"]]
    safe = io.StringIO()
    rows.to_csv(safe, cell=spreadsheet_cell)
    assert "'=HYPERLINK(1)" in safe.getvalue()
    assert len(plain) == 8


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_begins_a_formula(sign: str) -> None:
    """Nor does one with a full-width sign; numbers stay numbers."""
    assert spreadsheet_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert spreadsheet_cell(Decimal("-1.5")) == "-1.5"


def test_rows_become_a_data_frame(granted: InProcess) -> None:
    """With types that can hold what is missing."""
    parameters = {"since": datetime(2020, 1, 1, tzinfo=UTC), "nothing": None}
    frame = granted.client("admin").data.execute_query(sql=SQL, parameters=parameters, size=3).to_pandas()
    assert len(frame) == 7
    assert frame["id"].sum() == 28
    assert frame["id"].dtype == pd.Int64Dtype()
    assert frame["later"].dtype == pd.BooleanDtype()
    assert str(frame["submitted_at"].dtype) == "datetime64[us, UTC]"
    assert frame["nothing"].isna().all()


def test_conditions_take_values_of_python(granted: InProcess) -> None:
    """As text they would have to be written by hand."""
    condition = models.DataCondition(column="id", operator=models.DataOperator.ONE_OF, values=[2, 3])
    rows = granted.client("admin").data.read_table(
        table="events", columns=["id"], filter=models.DataFilter(all_of=[condition]), with_total=True
    )
    assert list(rows) == [(2,), (3,)]
    assert rows.total == 2


@pytest.mark.parametrize("kind", ["path", "text", "open", "pair", "model"])
def test_files_go_there_and_back(server: InProcess, tmp_path: Path, kind: str) -> None:
    """From whatever they are, to paths, folders and open files."""
    path = tmp_path / "截图.png"
    path.write_bytes(b"\x89PNG\r\n\x00binary")
    with path.open("rb") as opened:
        source: Any = {
            "path": path,
            "text": str(path),
            "open": opened,
            "pair": (path.name, path.read_bytes()),
            "model": models.NewAttachment(file_name=path.name, media_type="image/png", content=path.read_bytes()),
        }[kind]
        desk = server.client("customer")
        moved: list[tuple[int, int | None]] = []
        event = desk.events.submit(
            title="x", content="y", attachments=[source], progress=lambda *done: moved.append(done)
        )
    (attachment,) = desk.events.get(event.id).attachments
    assert (attachment.file_name, attachment.media_type) == ("截图.png", "image/png")
    assert moved[-1][0] == moved[-1][1]
    folder = tmp_path / "down"
    folder.mkdir()
    desk.events.download_attachment(attachment.id, to=folder, progress=lambda *done: moved.append(done))
    assert (folder / "截图.png").read_bytes() == path.read_bytes()
    with pytest.raises(FileExistsError):
        desk.events.download_attachment(attachment.id, to=folder)
    target = io.BytesIO()
    desk.events.download_attachment(attachment.id, to=target)
    assert target.getvalue() == path.read_bytes()


def test_a_file_is_added_to_an_event(server: InProcess) -> None:
    """One argument instead of three."""
    desk = server.client("customer")
    event = desk.events.submit(title="x", content="y")
    assert desk.events.add_attachment(event.id, file=("log.txt", b"oops")).media_type == "text/plain"


def test_a_damaged_download_is_not_written(server: InProcess, tmp_path: Path) -> None:
    """The digest is compared first."""
    desk = server.client("customer")
    event = desk.events.submit(title="x", content="y", attachments=[("a.txt", b"right")])
    (attachment,) = desk.events.get(event.id).attachments
    damaged = models.AttachmentContent(attachment=attachment, content=b"wrong")
    with pytest.raises(errors.UnexpectedAnswerError):
        store(damaged, tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\x\\a.txt", "a.txt"),
        ("a.txt:stream", "a.txt_stream"),
        ("..", "attachment"),
        ("", "attachment"),
    ],
)
def test_a_name_from_elsewhere_stays_in_its_folder(name: str, safe: str) -> None:
    """Whatever system it was made for."""
    assert safe_name(name) == safe


def test_one_file_in_place_of_several_is_refused(server: InProcess, tmp_path: Path) -> None:
    """A path would be taken for its letters, each of them a file."""
    with pytest.raises(TypeError, match="several files"):
        server.client("customer").events.submit(title="x", content="y", attachments=str(tmp_path / "photo.png"))


def test_objects_tell_what_they_are(granted: InProcess) -> None:
    """In an interactive session, and without a request or a secret."""
    desk = granted.client("admin")
    found, rows = desk.events.list(), desk.data.execute_query(sql="SELECT id, title FROM events")
    assert repr(found) == "<Pages of events; iterate over them>"
    assert repr(rows) == "<Rows, not asked for yet>"
    found.page(), rows.page()
    assert repr(found) == "<Pages of events, 7 in all; iterate over them>"
    assert repr(rows) == "<Rows, id, title>"
    stranger = SupportClient("http://desk.example", username="li.lei", password="four green bicycles")
    assert repr(stranger) == "<SupportClient http://desk.example/soap as li.lei>"


def test_a_data_frame_says_what_is_missing(granted: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pandas is nobody's dependency."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        granted.client("admin").data.execute_query(sql="SELECT id FROM events").to_pandas()


def test_a_binary_fraction_is_refused_with_what_to_give_instead(granted: InProcess) -> None:
    """Which decimal is meant, only the caller knows."""
    with pytest.raises(TypeError, match="no float; give a str, int, Decimal"):
        granted.client("admin").data.execute_query(sql="SELECT :x AS x", parameters={"x": 1.5})  # type: ignore[dict-item]
