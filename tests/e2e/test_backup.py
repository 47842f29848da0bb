"""Copies of a database that a server is serving."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from client_sdk import SupportClient
from tests.e2e.conftest import PASSWORD, ROOT, Serve

pytestmark = pytest.mark.e2e


def soapdesk(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as an operator does."""
    command = [sys.executable, "-m", "soap_server.cli.main", *arguments, "--database", url]
    return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)


def test_a_served_database_is_copied_and_not_replaced(serve: Serve, sqlite_url: str, tmp_path: Path) -> None:
    """A server that has answered no call yet holds its database too; when it has stopped, the copy comes back."""
    copy = str(tmp_path / "copy.db")
    server = serve(sqlite_url, "--workers", "1")
    assert soapdesk(sqlite_url, "db", "backup", copy).returncode == 0
    refused = soapdesk(sqlite_url, "db", "restore", "--force", copy)
    assert (refused.returncode, "is in use; stop the server first" in refused.stderr) == (1, True)
    with SupportClient(f"{server.url}/soap") as desk:
        desk.users.register(username="li.lei", password=PASSWORD, display_name="李雷")
        assert not desk.users.is_username_available(username="li.lei")
    server.stop()
    assert soapdesk(sqlite_url, "db", "restore", "--force", copy).returncode == 0
    with SupportClient(f"{serve(sqlite_url, '--workers', '1').url}/soap") as desk:
        assert desk.users.is_username_available(username="li.lei")
