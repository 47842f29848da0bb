"""The command ``soapdesk-client`` as a process, in pipes and in a terminal, against a server."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from client_sdk import SupportClient
from tests.e2e.conftest import PASSWORD, Serve
from tests.e2e.test_main_job import printed_password

pytestmark = pytest.mark.e2e
COMMAND = Path(sys.executable).with_name("soapdesk-client")


class Shell:
    """A shell of somebody with a home of their own."""

    def __init__(self, home: Path, url: str) -> None:
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SOAPDESK", "XDG"))},
            "HOME": str(home),
            "SOAPDESK_URL": url,
            "TERM": "xterm-256color",
            "COLUMNS": "70",
            "LINES": "24",
        }

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command with pipes."""
        return subprocess.run(
            [COMMAND, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env=self._environment,
            encoding="utf-8",
            check=False,
        )

    def run_in_terminal(self, *arguments: str, **environment: str) -> str:
        """Run a command whose input and output are a terminal, and return what that shows."""
        screen, terminal = pty.openpty()
        process = subprocess.Popen(
            [COMMAND, *arguments], stdin=terminal, stdout=terminal, env={**self._environment, **environment}
        )
        os.close(terminal)
        shown = b"".join(_parts(screen))
        os.close(screen)
        assert process.wait() == 0
        return shown.decode()

    def run_unread(self, *arguments: str) -> tuple[int, str]:
        """Run a command whose output nobody reads, and return its status and what it complains of."""
        reader, writer = os.pipe()
        os.close(reader)
        process = subprocess.Popen(
            [COMMAND, *arguments], stdout=writer, stderr=subprocess.PIPE, env=self._environment, text=True
        )
        os.close(writer)
        _, complaints = process.communicate()
        return process.returncode, complaints


def _parts(screen: int) -> Sequence[bytes]:
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(screen, 65536)
        except OSError:  # Linux says so when the last process has closed the terminal
            return parts
        if not part:
            return parts
        parts.append(part)


def test_the_command_works_as_a_process(serve: Serve, sqlite_url: str, tmp_path: Path) -> None:
    """Colours and widths are a terminal's; a pipe gets plain text, and may be closed; the status tells what happened."""
    server = serve(sqlite_url, "--create", "--workers", "1")
    (password,) = printed_password(server.output)
    shell = Shell(tmp_path, f"{server.url}/soap")

    logged_in = shell.run("login", "--username", "admin", typed=f"{password}\n")
    assert (logged_in.returncode, logged_in.stdout) == (0, ""), logged_in.stderr
    (kept,) = tmp_path.rglob("login.json")
    assert kept.stat().st_mode & 0o777 == 0o600

    piped = shell.run("users", "list")
    assert piped.returncode == 0, piped.stderr
    assert "admin" in piped.stdout
    assert "\x1b" not in piped.stdout
    shown = shell.run_in_terminal("users", "list")
    assert "\x1b[1m" in shown
    assert "admin" in shown

    editor = f"{sys.executable} -c 'import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[0] + \"写\")'"
    with SupportClient(f"{server.url}/soap") as anybody:
        customer = anybody.users.register(username="li.lei", password=PASSWORD, display_name="李雷")
    arguments = ("events", "submit", "Printer", "--customer", str(customer.id))
    assert shell.run_in_terminal(*arguments, EDITOR=editor).strip() == "1"
    assert "-c写" in shell.run("events", "show", "1").stdout

    for form in ("table", "csv", "json"):
        assert shell.run_unread("users", "list", "--format", form) == (0, "")

    assert shell.run("events", "show", "2").returncode == 1
    assert shell.run("events", "shwo", "1").returncode == 2
    assert server.stop() == 0
    unreached = shell.run("whoami")
    assert (unreached.returncode, unreached.stdout) == (3, "")
    assert unreached.stderr == f"The desk at {server.url}/soap could not be reached: no connection came about.\n"
