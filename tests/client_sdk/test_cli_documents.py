"""The commands of docs/python.md work as they stand there."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from client_sdk.testing import PASSWORD, InProcess
from tests.client_sdk.terminal import Desk, Terminal, desk_in

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
BLOCKS = list(re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
FOR_CUSTOMERS, FOR_ADMINISTRATORS = (block for block in BLOCKS if "soapdesk-client login" in block)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with the people of the page."""
    with desk_in(tmp_path) as opened:
        add_people(opened.server)
        opened.grant("events")
        yield opened


def add_people(server: InProcess) -> None:
    """Make the accounts that the page names."""
    for username, role in (("liu.yang", "customer"), ("chen.jie", "staff"), ("admin", "admin")):
        server.add_user(username, role=role)


def run(terminal: Terminal, block: str) -> list[str]:
    """Run the commands of a block and return what each wrote to standard output."""
    written = []
    for line in block.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "soapdesk-client"
        ended = terminal.run(*arguments, typed=f"{PASSWORD}\n")
        assert ended.status == 0, (line, ended.err)
        written.append(ended.out)
    return written


def test_the_commands_for_customers_work(desk: Desk) -> None:
    """In their order."""
    _, number, listed, *_ = run(desk.new_terminal(), FOR_CUSTOMERS)
    assert number == "1\n"
    assert "Printer jams" in listed


def test_the_commands_for_administrators_work(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order."""
    monkeypatch.chdir(tmp_path)
    desk.submit("Printer jams")
    *_, counted, _ = run(desk.new_terminal(), FOR_ADMINISTRATORS)
    assert counted == '{"n": 1}\n'
    assert "Printer jams" in (tmp_path / "events.csv").read_text(encoding="utf-8")
