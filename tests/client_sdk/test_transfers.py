"""Files that are larger than one call, through both clients: whole, in flat steps, and again after a broken connection."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from client_sdk import SupportClient, errors, models
from client_sdk.aio.client import AsyncSupportClient
from client_sdk.messages import Reply, Request
from client_sdk.testing import PASSWORD, InProcess
from tests.client_sdk.conftest import BUSY, Wire
from tests.coroutines import run

MIB = 1024 * 1024
SMALL, MIDDLE, LARGE = os.urandom(MIB), os.urandom(MIB + 1), os.urandom(9 * MIB)
LOST = errors.ConnectionLostError("lost")
STEPS = ["BeginUpload", "UploadPart", "UploadPart", "UploadPart", "FinishUpload"]


class AsyncWire:
    """The same way for asyncio."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def send(self, request: Request) -> Reply:
        return self._wire.send(request)

    async def close(self) -> None:
        """Nothing is open."""


class Desk:
    """A client of either kind, with an event of its own."""

    def __init__(self, server: InProcess, wire: Wire, *, is_async: bool) -> None:
        options: dict[str, Any] = {"username": "customer", "password": PASSWORD, "attempts": 3}
        self._client: Any = (
            AsyncSupportClient(server.url, transport=AsyncWire(wire), **options)
            if is_async
            else SupportClient(server.url, transport=wire, **options)
        )
        self.events = _Called(self._client.events)
        self.event_id: int = self.events.submit(title="x", content="y").id
        wire.sent.clear()

    def send(self, file: Any, **options: Any) -> models.Attachment:
        """Attach a file to the event."""
        sent: models.Attachment = self.events.add_attachment(self.event_id, file=file, **options)
        return sent


class _Called:
    """Methods of either kind of client, called to their end."""

    def __init__(self, resource: Any) -> None:
        self._resource = resource

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            result = getattr(self._resource, name)(*arguments, **options)
            return run(result) if hasattr(result, "__await__") else result

        return call


@pytest.fixture(params=[False, True], ids=["blocking", "asyncio"])
def desk(request: pytest.FixtureRequest, server: InProcess, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A customer; pauses take no time."""

    async def no_pause(_seconds: float) -> None: ...

    monkeypatch.setattr("client_sdk.client.time.sleep", lambda _seconds: None)
    monkeypatch.setattr("client_sdk.aio.client.asyncio.sleep", no_pause)
    return Desk(server, wire, is_async=request.param)


class _Pipe(io.RawIOBase):
    """Something that cannot be read twice, and gives little at a time."""

    name = "pipe.bin"

    def __init__(self, content: bytes) -> None:
        self._left = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        given, self._left = self._left[:50_000], self._left[50_000:]
        buffer[: len(given)] = given
        return len(given)


@pytest.mark.parametrize("kind", ["path", "open", "at an offset", "pipe", "pair", "model"])
def test_a_large_file_goes_in_parts(desk: Desk, wire: Wire, tmp_path: Path, kind: str) -> None:
    """From whatever it is, and comes back."""
    path = tmp_path / "core.gz"
    path.write_bytes(LARGE)
    with path.open("rb") as opened, io.BytesIO(b"before" + LARGE) as other:
        other.seek(6)
        source: Any = {
            "path": path,
            "open": opened,
            "at an offset": other,
            "pipe": io.BufferedReader(_Pipe(LARGE)),
            "pair": ("core.gz", LARGE),
            "model": models.NewAttachment(file_name="core.gz", media_type="application/gzip", content=LARGE),
        }[kind]
        kept = desk.send(source)
        assert not opened.closed
    assert [name for name in wire.operations if name != "GetServerInfo"] == STEPS
    assert kept.size == len(LARGE)
    target = io.BytesIO()
    wire.sent.clear()
    assert desk.events.download_attachment(kept.id, to=target) == kept
    assert target.getvalue() == LARGE
    assert wire.operations == ["GetAttachment"] * 3


def test_small_files_go_as_before(desk: Desk, wire: Wire) -> None:
    """In one call; the desk is asked once what it allows, and only for one that may be too large."""
    desk.send(("a.bin", SMALL))
    assert wire.operations == ["AddAttachment"]
    wire.sent.clear()
    desk.send(("b.bin", MIDDLE))
    desk.send(("b.bin", MIDDLE))
    assert wire.operations == ["GetServerInfo", "AddAttachment", "AddAttachment"]


def test_a_desk_that_allows_less_gets_parts_earlier(wire: Wire) -> None:
    """Its own limit counts."""
    with InProcess(desk={"max_attachment_bytes": MIB}) as server:
        server.add_user("customer")
        own = Wire(server.transport)
        desk = Desk(server, own, is_async=False)
        desk.send(("b.bin", MIDDLE))
        assert own.operations == ["GetServerInfo", "BeginUpload", "UploadPart", "FinishUpload"]


def test_progress_is_told_in_bytes_of_the_file(desk: Desk) -> None:
    """It rises to the size, both ways; while the first part comes back the size is not known yet."""
    for move in (
        lambda told: desk.send(("a.bin", LARGE), progress=told),
        lambda told: desk.events.download_attachment(
            desk.events.get(desk.event_id).attachments[0].id, to=io.BytesIO(), progress=told
        ),
    ):
        moved: list[tuple[int, int | None]] = []
        move(lambda *done: moved.append(done))  # noqa: B023 - it is called at once
        assert [done for done, _ in moved] == sorted(done for done, _ in moved)
        assert {total for _, total in moved} - {None} == {len(LARGE)}
        assert moved[-1][0] == len(LARGE)


@pytest.mark.parametrize("lost", range(6))
def test_a_step_whose_answer_is_lost_is_taken_again(desk: Desk, wire: Wire, lost: int) -> None:
    """Whichever it is; the file is the same in the end, and there is one."""
    wire.lost = _lost_after(wire, lost)
    kept = desk.send(("a.bin", LARGE))
    assert len(wire.operations) == len(STEPS) + 2
    assert [each.id for each in desk.events.get(desk.event_id).attachments] == [kept.id]
    target = io.BytesIO()
    desk.events.download_attachment(kept.id, to=target)
    assert target.getvalue() == LARGE


def _lost_after(wire: Wire, count: int) -> Any:
    """Return what the wire takes for its list of lost answers: the one after ``count`` others."""

    class Later(list[Exception]):
        def __bool__(self) -> bool:
            return len(self) > 0 and len(wire.sent) > count

    return Later([LOST])


def test_a_broken_transfer_goes_on_with_the_same_request_id(desk: Desk, wire: Wire) -> None:
    """Where it was, and not once more when it is done."""
    wire.before = [*[None] * 4, LOST, LOST, LOST]
    with pytest.raises(errors.ConnectionLostError):
        desk.send(("a.bin", LARGE), request_id="12345678")
    assert wire.operations == ["GetServerInfo", "BeginUpload", "GetUpload", *["UploadPart"] * 4]
    wire.sent.clear()
    kept = desk.send(("a.bin", LARGE), request_id="12345678")
    assert wire.operations == ["BeginUpload", "GetUpload", "UploadPart", "UploadPart", "FinishUpload"]
    wire.sent.clear()
    assert desk.send(("a.bin", LARGE), request_id="12345678") == kept
    assert wire.operations == ["BeginUpload", "GetUpload", "FinishUpload"]
    assert [each.id for each in desk.events.get(desk.event_id).attachments] == [kept.id]


def test_a_desk_that_was_too_busy_keeps_what_it_has(desk: Desk, wire: Wire) -> None:
    """For the same request_id; without one nobody could come back to it, and it is thrown away."""
    for request_id in ("12345678", None):
        wire.sent.clear()
        wire.before = [None, None, None, None, *[Reply(503, {"content-type": "text/xml"}, BUSY)] * 3]
        with pytest.raises(errors.ServerBusyError):
            desk.send(("a.bin", LARGE), request_id=request_id)
        assert ("AbortUpload" in wire.operations) == (request_id is None)
    kept = desk.send(("a.bin", LARGE), request_id="12345678")
    assert kept.size == len(LARGE)


class _Shrinking(io.BytesIO):
    """A file that loses its end while it is read."""

    name = "shrinking.bin"

    def read(self, size: int | None = -1) -> bytes:
        content = super().read(size)
        self.truncate(self.tell())
        return content


def test_what_cannot_be_finished_is_aborted(desk: Desk, wire: Wire) -> None:
    """The desk keeps no part of a file that became shorter."""
    with pytest.raises(OSError, match="became shorter"):
        desk.send(_Shrinking(LARGE))
    assert wire.operations[-1] == "AbortUpload"


def test_a_file_that_is_refused_is_not_sent(desk: Desk, wire: Wire) -> None:
    """It is refused by its name."""
    with pytest.raises(errors.AttachmentRejectedError):
        desk.send(("virus.exe", LARGE))
    assert wire.operations[-1] == "BeginUpload"


@pytest.fixture
def kept(desk: Desk, wire: Wire) -> models.Attachment:
    """A large attachment."""
    made = desk.send(("core.gz", LARGE))
    wire.sent.clear()
    return made


def test_a_file_gets_its_name_when_it_is_whole(desk: Desk, kept: models.Attachment, tmp_path: Path) -> None:
    """What was there before stays until then; of a folder nothing is overwritten."""
    path = tmp_path / "here.bin"
    path.write_bytes(b"before")
    desk.events.download_attachment(kept.id, to=path)
    assert path.read_bytes() == LARGE
    folder = tmp_path / "folder"
    folder.mkdir()
    desk.events.download_attachment(kept.id, to=folder)
    with pytest.raises(FileExistsError):
        desk.events.download_attachment(kept.id, to=folder)
    assert [each.name for each in folder.iterdir()] == ["core.gz"]
    assert (folder / "core.gz").read_bytes() == LARGE
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "here.bin"]


@pytest.mark.parametrize("where", ["file", "folder"])
def test_what_breaks_for_good_leaves_nothing(
    desk: Desk, wire: Wire, kept: models.Attachment, tmp_path: Path, where: str
) -> None:
    """But what was there before."""
    path = tmp_path / "here.bin"
    path.write_bytes(b"before")
    wire.before = [None, LOST, LOST, LOST]
    with pytest.raises(errors.ConnectionLostError):
        desk.events.download_attachment(kept.id, to=path if where == "file" else tmp_path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("here.bin", b"before")]


@pytest.fixture
def damaging(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that changes a byte of what comes."""
    send = wire.send

    def damage(request: Request) -> Reply:
        reply = send(request)
        body = reply.body.replace(b"<content>", b"<content>AAAA", 1)
        return Reply(reply.status, reply.headers, body)

    monkeypatch.setattr(wire, "send", damage)


def test_damage_is_noticed(desk: Desk, kept: models.Attachment, damaging: None, tmp_path: Path) -> None:
    """No file gets a name that is not what was uploaded."""
    with pytest.raises(errors.UnexpectedAnswerError):
        desk.events.download_attachment(kept.id, to=tmp_path / "here.bin")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_written_to(desk: Desk, kept: models.Attachment) -> None:
    """A device or a pipe has no name to be given at the end."""
    desk.events.download_attachment(kept.id, to="/dev/null")
    assert not Path("/dev/null").is_file()
    opened: BinaryIO = io.BytesIO()
    desk.events.download_attachment(kept.id, to=opened)
    assert opened.tell() == len(LARGE)
