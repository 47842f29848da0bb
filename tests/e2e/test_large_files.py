"""Large files over real HTTP: whole at both ends, and no more memory than a few parts of them."""

import filecmp
import os
from pathlib import Path

import pytest

from client_sdk import SupportClient
from client_sdk.aio.client import AsyncSupportClient
from client_sdk.models import Attachment
from tests.coroutines import run
from tests.e2e.conftest import PASSWORD, Serve
from tests.e2e.memory import Growth

pytestmark = pytest.mark.e2e
MIB = 1024 * 1024
LARGE, FIRST = 64 * MIB, 9 * MIB
# A part of 4 MiB is in memory several times while it is read and written: as base64, as text, as a tree. What the
# first file took for that is kept by each thread, so that a server with one thread takes hardly more for the next.
ROOM = 48 * MIB


def file_of(folder: Path, size: int) -> Path:
    """Make a file that cannot be made smaller."""
    path = folder / f"{size}.bin"
    with path.open("wb") as file:
        for _ in range(size // MIB):
            file.write(os.urandom(MIB))
    return path


def test_memory_stays_flat(serve: Serve, database_url: str, tmp_path: Path) -> None:
    """At the server and at the client, whatever the file's size is; it comes back as it was."""
    server = serve(database_url, "--workers", "1", SOAPDESK_SERVER__THREADS="1")
    url = f"{server.url}/soap"
    with SupportClient(url, timeout=120) as stranger:
        stranger.users.register(username="sender", password=PASSWORD, display_name="Sender")
    with SupportClient(url, username="sender", password=PASSWORD, timeout=120) as desk:
        event = desk.events.submit(title="x", content="y")

        def there_and_back(path: Path) -> Attachment:
            kept = desk.events.add_attachment(event.id, file=path)
            back = tmp_path / "back.bin"
            desk.events.download_attachment(kept.id, to=back)
            assert filecmp.cmp(path, back, shallow=False)
            return kept

        # What the first one takes, such as compiled code and connections, is not taken again.
        there_and_back(file_of(tmp_path, FIRST))
        path = file_of(tmp_path, LARGE)
        at_server, here = Growth(server.workers()), Growth([os.getpid()])
        assert there_and_back(path).size == LARGE
        assert at_server.bytes < ROOM
        assert here.bytes < ROOM


def test_asyncio_sends_it_too(serve: Serve, sqlite_url: str, tmp_path: Path) -> None:
    """By the same steps."""
    url = f"{serve(sqlite_url, '--workers', '1').url}/soap"
    path, back = file_of(tmp_path, FIRST), tmp_path / "back.bin"

    async def there_and_back() -> None:
        async with AsyncSupportClient(url, timeout=120) as stranger:
            await stranger.users.register(username="sender", password=PASSWORD, display_name="Sender")
        async with AsyncSupportClient(url, username="sender", password=PASSWORD, timeout=120) as desk:
            event = await desk.events.submit(title="x", content="y")
            kept = await desk.events.add_attachment(event.id, file=path)
            await desk.events.download_attachment(kept.id, to=back)

    run(there_and_back())
    assert filecmp.cmp(path, back, shallow=False)
