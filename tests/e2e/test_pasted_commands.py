"""The curl commands of the pages for developers work as they are, pasted into a shell."""

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
import zeep

from tests.e2e.conftest import PASSWORD, Serve, Server

pytestmark = pytest.mark.e2e
USERNAME, EXAMPLE_PASSWORD = "zhang.wei", "four green bicycles"


@pytest.fixture
def customers_server(serve: Serve, sqlite_url: str) -> Iterator[Server]:
    """A server where the customer of the examples has an account."""
    if shutil.which("curl") is None:
        pytest.fail("curl is missing")
    server = serve(sqlite_url, "--create", "--workers", "1")
    desk = zeep.Client(f"{server.url}/soap?wsdl").service
    desk.Register(username=USERNAME, password=EXAMPLE_PASSWORD, displayName="张伟", language=None)
    yield server
    assert server.stop() == 0


def paste(server: Server, operation: str) -> str:
    """Run what the page of an operation says for curl, and return what the last command prints."""
    with urlopen(f"{server.url}/soap?op={operation}") as answer:
        page = answer.read().decode()
    shown = re.search(r"<summary>curl</summary>\s*<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)
    assert shown is not None
    commands = html.unescape(re.sub("<[^>]+>", "", shown[1]))
    ended = subprocess.run(["/bin/sh", "-eu"], input=commands.encode(), capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    return ended.stdout.decode()


def test_pasted_commands_work(customers_server: Server) -> None:
    """Without a login, with the header, and with Chinese text."""
    assert "<text>已收到，今天内处理。</text>" in paste(customers_server, "Ping")
    submitted = paste(customers_server, "SubmitEvent")
    assert "<title>发票抬头有误</title>" in submitted
    assert "<displayName>张伟</displayName>" in submitted
    assert "<username>zhang.wei</username>" in paste(customers_server, "GetCurrentUser")
    assert "<total>" in paste(customers_server, "ListRatings")
    assert "<code>PERMISSION_DENIED</code>" in paste(customers_server, "ListUsers")
    assert paste(customers_server, "SubmitEvent") != submitted
    assert PASSWORD not in submitted
