"""Where the WSDL comes from, and how it is kept."""

import os
import time
from pathlib import Path

import pytest

from client_sdk import SupportClient, Wsdl, errors
from client_sdk.contract import Contract, bundled_contract
from client_sdk.testing import InProcess
from client_sdk.wsdl_source import MAX_AGE_SECONDS, ServerContracts, read_cached, write_cached

URL = "http://localhost:8080/soap"


class Source:
    """A transport that only hands out documents."""

    def __init__(self, server: InProcess) -> None:
        self._server = server
        self.loaded: list[str] = []
        self.is_down = False
        self.document: bytes | None = None

    def load(self, url: str) -> bytes:
        self.loaded.append(url)
        if self.is_down:
            raise errors.ConnectFailedError("down")
        return self.document or self._server.transport.load(url)

    def contracts(self, folder: Path) -> ServerContracts:
        """Return a fresh reader, as another process would have."""
        return ServerContracts(URL, self, folder=folder)  # type: ignore[arg-type]


@pytest.fixture
def source(server: InProcess) -> Source:
    """The server's documents."""
    return Source(server)


def read(source: Source, folder: Path) -> Contract:
    """Read the desk's contract as a new process does."""
    return source.contracts(folder).contract("", "wsdl", "SoapDesk.wsdl")


def test_the_bundled_one_costs_no_request(server: InProcess) -> None:
    """And is read once in a process."""
    assert bundled_contract("SoapDesk.wsdl") is bundled_contract("SoapDesk.wsdl")
    assert server.client().system.ping(text="x").text == "x"


def test_that_of_the_server_is_read_once_a_day(source: Source, tmp_path: Path) -> None:
    """Other processes find it on disk, where only this user can read and write it."""
    read(source, tmp_path / "cache")
    read(source, tmp_path / "cache")
    assert source.loaded == [f"{URL}?wsdl"]
    (kept,) = (tmp_path / "cache").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0
    old = time.time() - MAX_AGE_SECONDS - 1
    os.utime(kept, (old, old))
    read(source, tmp_path / "cache")
    assert len(source.loaded) == 2


def test_one_reading_serves_every_client_of_the_process(source: Source, tmp_path: Path) -> None:
    """A further client with the same document costs the time to find it on disk, and so does one without a cache."""
    first = read(source, tmp_path / "cache")
    assert read(source, tmp_path / "cache") is first
    assert read(source, tmp_path / "another cache") is first
    source.document = source._server.transport.load(f"{URL}?wsdl") + b"<!-- another -->"
    assert read(source, tmp_path / "a third cache") is not first


def test_without_a_server_an_old_copy_serves(source: Source, tmp_path: Path) -> None:
    """Or the bundled one."""
    source.is_down = True
    assert read(source, tmp_path) is bundled_contract("SoapDesk.wsdl")
    source.is_down = False
    read(source, tmp_path)
    (kept,) = tmp_path.iterdir()
    os.utime(kept, (1, 1))
    source.is_down = True
    assert read(source, tmp_path) is not bundled_contract("SoapDesk.wsdl")


@pytest.mark.parametrize(
    "document",
    [
        b"<html/>",
        b"no xml",
        b'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><import location="file:///etc/passwd"/></definitions>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ],
)
def test_what_is_no_contract_is_not_kept(source: Source, tmp_path: Path, document: bytes) -> None:
    """The bundled one serves, and nothing that the document names is loaded."""
    source.document = document
    assert read(source, tmp_path) is bundled_contract("SoapDesk.wsdl")
    assert list(tmp_path.iterdir()) == []
    assert source.loaded == [f"{URL}?wsdl"]


def test_a_damaged_copy_is_replaced_by_the_bundled_one(source: Source, tmp_path: Path) -> None:
    """Not by an error."""
    read(source, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"half a docu")
    assert read(source, tmp_path) is bundled_contract("SoapDesk.wsdl")


def test_what_others_could_have_written_is_not_trusted(tmp_path: Path) -> None:
    """Nor a link to somewhere else."""
    mine = tmp_path / "mine.wsdl"
    write_cached(mine, b"x")
    assert read_cached(mine)[0] == b"x"
    mine.chmod(0o666)
    assert read_cached(mine) == (None, 0.0)
    mine.chmod(0o600)
    link = tmp_path / "link.wsdl"
    link.symlink_to(mine)
    assert read_cached(link) == (None, 0.0)


def test_a_machine_without_a_place_for_caches_works(source: Source, tmp_path: Path) -> None:
    """It reads the document each time."""
    (tmp_path / "cache").write_text("a file where the folder should be")
    read(source, tmp_path / "cache")
    assert len(source.loaded) == 1


def test_calls_go_to_the_url_that_was_given(server: InProcess) -> None:
    """Whatever address stands in the WSDL; so a WSDL cannot send a password elsewhere."""
    seen: list[str] = []

    class Watched:
        def send(self, request: object) -> object:
            seen.append(request.url)  # type: ignore[attr-defined]
            raise errors.EncryptionError("far enough")

        def load(self, url: str) -> bytes:
            return server.transport.load(url.replace("https://desk.example", "http://localhost:8080"))

        def close(self) -> None:
            """Nothing is open."""

    desk = SupportClient("https://desk.example/soap?wsdl", transport=Watched(), wsdl=Wsdl.BUNDLED)  # type: ignore[arg-type]
    with pytest.raises(errors.EncryptionError):
        desk.users.log_in(username="x", password="y")
    assert seen == ["https://desk.example/soap"]
