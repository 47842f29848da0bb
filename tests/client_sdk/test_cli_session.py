"""``soapdesk-client``: logging in and out."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from client_sdk.cli.kept_login import FILE_NAME
from client_sdk.cli.session import is_exposed
from client_sdk.testing import PASSWORD
from tests.client_sdk.terminal import URL, Desk, Terminal, desk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk, and terminals."""
    with desk_in(tmp_path_factory.mktemp("terminals")) as opened:
        yield opened


def kept(terminal: Terminal) -> Path:
    """Return where the login is kept."""
    return terminal.folder / FILE_NAME


def test_only_the_owner_can_read_the_login_that_is_kept(desk: Desk) -> None:
    """It has the token and where it belongs, and no password."""
    path = kept(desk.terminal("li.lei"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in path.read_text()
    assert json.loads(path.read_text()).keys() == {"url", "username", "token"}
    assert [each.name for each in path.parent.iterdir()] == [FILE_NAME]


def test_a_login_that_others_can_read_is_not_used(desk: Desk) -> None:
    """They may have the token."""
    terminal = desk.terminal("li.lei")
    kept(terminal).chmod(0o640)
    ended = terminal.run("whoami")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("Others can read ")


@pytest.mark.parametrize("content", ["", "[]", '{"url": "x"}', "\x00"])
def test_a_damaged_login_is_told_of(desk: Desk, content: str) -> None:
    """And does not end in a traceback."""
    terminal = desk.terminal("li.lei")
    kept(terminal).write_text(content)
    ended = terminal.run("whoami")
    assert (ended.status, "is damaged" in ended.err) == (1, True)


def test_a_link_in_place_of_the_login_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    """Somebody else may have made it."""
    terminal = desk.terminal("li.lei")
    kept(terminal).rename(tmp_path / "elsewhere")
    kept(terminal).symlink_to(tmp_path / "elsewhere")
    assert terminal.run("whoami").status == 1


def test_whoami_tells_the_desk_and_the_user(desk: Desk) -> None:
    """Of the login that is kept."""
    lines = desk.terminal("han.mei").run("whoami").lines
    assert lines[0] == f"Desk  {URL}"
    assert lines[1].startswith("User  han.mei (number ")
    assert lines[3] == "Role  staff"


def test_a_password_comes_from_the_environment_too(desk: Desk) -> None:
    """For scripts whose standard input is something else."""
    terminal = desk.new_terminal()
    arguments = ("login", "--url", URL, "--username", "li.lei")
    assert terminal.run(*arguments, SOAPDESK_PASSWORD=PASSWORD).status == 0
    ended = terminal.run(*arguments)
    assert (ended.status, ended.err) == (2, "Password: nothing came on standard input.\n")


def test_a_password_is_no_argument(desk: Desk) -> None:
    """Others see the arguments of commands."""
    ended = desk.terminal("li.lei").run("login", "--password", PASSWORD)
    assert (ended.status, "No such option" in ended.err) == (2, True)


def test_a_wrong_password_leaves_the_kept_login_alone(desk: Desk) -> None:
    """The session goes on."""
    terminal = desk.terminal("li.lei")
    ended = terminal.log_in("li.lei", typed="something else\n")
    assert ended.status == 1
    assert ended.err.startswith("The user name or the password is wrong. (LOGIN_FAILED, call ")
    assert terminal.run("whoami").status == 0


def test_logout_ends_the_session_and_forgets_it(desk: Desk) -> None:
    """The token is worth nothing afterwards."""
    terminal = desk.terminal("li.lei")
    before = kept(terminal).read_text()
    assert terminal.run("logout").status == 0
    assert not kept(terminal).exists()
    ended = terminal.run("whoami")
    assert (ended.status, ended.err) == (1, "You are not logged in.\nLog in first: soapdesk-client login\n")
    kept(terminal).touch(mode=0o600)
    kept(terminal).write_text(before)
    ended = terminal.run("whoami")
    assert ended.status == 1
    assert "(SESSION_EXPIRED, call " in ended.err
    assert ended.err.endswith("\nLog in again: soapdesk-client login\n")
    assert terminal.run("logout").err == "The session had ended already.\n"
    assert terminal.run("logout").err == "You were not logged in.\n"


def test_a_token_is_not_sent_to_another_desk(desk: Desk) -> None:
    """Whatever --url or the environment say."""
    terminal = desk.terminal("li.lei")
    for ended in (
        terminal.run("--url", "https://other.example/soap", "whoami"),
        terminal.run("whoami", SOAPDESK_URL="https://other.example/soap"),
    ):
        assert ended.status == 1
        assert ended.err.startswith(f"You are logged in at {URL}, not at https://other.example/soap.\n")
    assert terminal.run("--url", f"{URL}/?wsdl", "whoami").status == 0


@pytest.mark.parametrize("url", ["desk.example", "ftp://desk.example/soap", "https://li.lei:secret@desk.example/soap"])
def test_a_url_of_another_form_is_wrong_usage(desk: Desk, url: str) -> None:
    """And is told before anything is sent."""
    ended = desk.terminal("li.lei").run("login", "--url", url, "--username", "li.lei", typed="x\n")
    assert (ended.status, len(ended.err.splitlines())) == (2, 1)


def test_nobody_knows_which_desk(desk: Desk) -> None:
    """Without a URL and without a login."""
    ended = desk.new_terminal().run("login", "--username", "li.lei")
    assert (ended.status, ended.err) == (2, "Which desk? Give --url, or set SOAPDESK_URL.\n")


def test_a_password_that_somebody_else_set_is_replaced(desk: Desk) -> None:
    """Before anything else; the command for it opens a new session."""
    root = desk.terminal("root")
    first, second = "four quiet elephants", "nine gentle harbours"
    assert root.run("users", "create", "bob", "--role", "staff", typed=f"{first}\n").status == 0
    bob = desk.new_terminal()
    assert "Somebody else set your password." in bob.log_in("bob", typed=f"{first}\n").err
    ended = bob.run("events", "list")
    assert (ended.status, "soapdesk-client password" in ended.err) == (1, True)
    assert bob.run("password", typed=f"{first}\n{second}\n").status == 0
    assert bob.run("events", "list").status == 0


@pytest.mark.parametrize(
    ("url", "exposed"),
    [
        ("https://desk.example/soap", False),
        ("http://localhost:8080/soap", False),
        ("http://127.0.0.1/soap", False),
        ("http://[::1]:8080/soap", False),
        ("http://desk.example/soap", True),
        ("http://192.0.2.7/soap", True),
    ],
)
def test_a_password_in_the_open_is_warned_of(url: str, exposed: bool) -> None:
    """Without TLS, and not on this machine."""
    assert is_exposed(url) is exposed
