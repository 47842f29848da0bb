"""The command line, as an operator uses it."""

import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db import schema
from db.engine import Database
from db.models import AuditEntry, User
from soap_server.publishing.files import RELEASED
from soap_server.settings import Settings
from tests.cli.conftest import Run

SHIPPED = Path(__file__).parents[2] / "wsdl"


def user(url: str, name: str) -> User | None:
    """Return a user."""
    database = Database(url)
    found = database.read(lambda session: session.scalar(select(User).where(User.username == name)))
    database.dispose()
    return found


def test_a_user_from_creation_to_freezing(run: Run, sqlite_url: str) -> None:
    """Each command does what it says, and it is in the audit log."""
    created = run("user", "create", "li.na", "--role", "staff", "--display-name", "李娜")
    assert created.exit_code == 0, created.output
    password = created.output.partition("password:")[2].split()[0]
    assert len(password) >= 16
    new = user(sqlite_url, "li.na")
    assert new is not None
    assert new.must_change_password
    assert "李娜" in run("user", "list").output
    assert run("user", "create", "bob", "--display-name", "[/b]").exit_code == 0
    assert "[/b]" in run("user", "list").output
    assert run("user", "password", "bob", "--password-file", "-", input="short\n").exit_code == 1
    assert run("user", "role", "LI.NA", "admin").exit_code == 0
    assert run("user", "freeze", "li.na").exit_code == 1  # the last administrator
    chosen = {"SOAPDESK_NEW_PASSWORD": "seven quiet lanterns"}
    assert run("user", "create", "boss", "--role", "admin", env=chosen).output == "boss can log in.\n"
    assert run("user", "freeze", "li.na", "--reason", "离职").exit_code == 0
    frozen = user(sqlite_url, "li.na")
    assert (frozen.status, frozen.frozen_reason) == ("frozen", "离职") if frozen else False
    assert run("user", "unfreeze", "li.na").exit_code == 0
    reset = run("user", "password", "li.na")
    assert "password:" in reset.output
    found = user(sqlite_url, "li.na")
    assert found is not None
    assert found.must_change_password
    database = Database(sqlite_url)
    log = database.read(lambda session: session.execute(select(AuditEntry.operation, AuditEntry.address)).all())
    database.dispose()
    assert ("SetUserRole", "console") in [tuple(row) for row in log]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["user", "create", "x y"], "consists of letters"),
        (["user", "list", "--database", "postgresql://a:b@c/d"], "A password does not belong on a command line"),
        (["user", "list", "--database", "postgresql://c/d?password=b"], "A password does not belong on a command line"),
        (["user", "create", "bob", "--role", "emperor"], "no such role"),
        (["user", "freeze", "nobody"], "There is no user nobody."),
        (["user", "list", "--database", "mysql://x"], "database.url (or SOAPDESK_DATABASE__URL): must begin with"),
        (
            ["serve", "--port", "70000"],
            "server.port (or SOAPDESK_SERVER__PORT): input should be less than or equal to 65535",
        ),
        (["serve", "--config", "/none.toml"], "There is no settings file /none.toml."),
        (["wsdl", "check", "/nowhere"], "There is no WSDL at /nowhere."),
        (["db", "downgrade", "--yes", "nonsense"], "There is no revision nonsense."),
    ],
)
def test_mistakes_are_told_in_a_sentence(run: Run, arguments: list[str], message: str) -> None:
    """And not in a traceback."""
    result = run(*arguments)
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output


def test_an_empty_database_is_not_served(run: Run, tmp_path: Path) -> None:
    """The message says which command helps."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    (tmp_path / "empty.db").touch()
    result = run("serve", "--database", url, "--port", "0")
    assert (result.exit_code, "soapdesk db upgrade" in result.output) == (1, True)
    assert run("db", "status", "--database", url).exit_code == 1
    assert "was empty" in run("db", "upgrade", "--database", url).output
    assert run("db", "status", "--database", url).exit_code == 0
    assert run("db", "downgrade", "base", "--database", url, input="n\n").exit_code == 1
    assert run("db", "downgrade", "base", "--database", url, "--yes").exit_code == 0
    assert run("db", "status", "--database", url).exit_code == 1


CREATING = [["db", "upgrade"], ["demo"], ["serve", "--create", "--port", "0"]]
USING = [
    ["db", "status"],
    ["db", "downgrade", "--yes", "base"],
    ["db", "tidy"],
    ["serve", "--port", "0"],
    ["user", "list"],
    ["department", "list"],
]


@pytest.mark.parametrize("arguments", [*CREATING, *USING], ids=" ".join)
def test_a_database_out_of_reach_is_told_in_a_sentence(run: Run, arguments: list[str]) -> None:
    """Every command says so, with the reason, and ends with 1."""
    url = "postgresql://nobody@localhost:1/desk"
    ended = run(*arguments, "--database", url)
    assert isinstance(ended.exception, SystemExit)
    assert ended.exit_code == 1
    assert f"The database {url} does not answer: " in ended.output
    assert "refused" in ended.output


@pytest.mark.parametrize("arguments", USING, ids=" ".join)
def test_no_database_is_made_by_the_way(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    """What only uses a database says which one is missing and how it is made."""
    url = f"sqlite:///{tmp_path / 'none.db'}"
    ended = run(*arguments, "--database", url)
    assert ended.exit_code == 1
    assert f"There is no database {url}. Make it with: soapdesk db upgrade" in ended.output
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("arguments", [*CREATING, *USING], ids=" ".join)
def test_what_is_no_database_is_told_in_a_sentence(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    """A text file, for one."""
    (tmp_path / "no.db").write_text("This is a text and no database. " * 100)
    ended = run(*arguments, "--database", f"sqlite:///{tmp_path / 'no.db'}")
    assert isinstance(ended.exception, SystemExit)
    assert ended.exit_code == 1
    assert "no.db cannot be used: file is not a database" in ended.output


def test_a_server_that_cannot_listen_makes_no_administrator(run: Run, tmp_path: Path) -> None:
    """The password would be printed once, and lost in the error."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("serve", "--create", "--database", url, "--port", str(taken.getsockname()[1]))
    assert (ended.exit_code, "Address already in use" in ended.output) == (1, True)
    assert "password" not in ended.output
    assert not (tmp_path / "new.db").exists()


def test_made_up_passwords_keep_the_rules(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the settings want them."""
    monkeypatch.setenv("SOAPDESK_SECURITY__MIN_PASSWORD_LENGTH", "40")
    created = run("user", "create", "li.na")
    assert (created.exit_code, "password:" in created.output) == (0, True)


def test_departments(run: Run) -> None:
    """A tree; people can be put into it."""
    assert run("department", "add", "售后服务部").exit_code == 0
    assert run("department", "add", "北京", "--parent", "售后服务部").exit_code == 0
    assert run("department", "list").output.splitlines() == ["售后服务部", "  北京"]
    assert "There is a department of this name." in run("department", "add", "北京").output
    assert "There is no such department." in run("department", "add", "上海", "--parent", "nowhere").output
    assert run("user", "create", "li.na", "--department", "北京").exit_code == 0
    assert "There is no such department." in run("user", "create", "bob", "--department", "nowhere").output


def test_a_password_in_the_url_is_not_shown(run: Run, tmp_path: Path) -> None:
    """Neither by an error nor by the settings."""
    url = f"postgresql://desk:hunter2@/none?host={tmp_path}"
    for arguments in (["db", "status"], ["db", "upgrade"], ["user", "list"], ["config"]):
        result = run(*arguments, env={"SOAPDESK_DATABASE__URL": url, "SOAPDESK_DATABASE__BUSY_SECONDS": "2"})
        assert "hunter2" not in result.output
        assert "***" in result.output


def test_the_key_of_the_cookies_is_not_shown(run: Run) -> None:
    """Whoever has it can make any login."""
    key = "a key of the cookies, 32 characters"
    result = run("config", env={"SOAPDESK_WEB__SECRET_KEY": key})
    assert key not in result.output
    assert 'secret_key = "***"' in result.output


def test_a_password_among_the_parameters_of_the_url_is_not_shown(run: Run) -> None:
    """Libraries take it there too."""
    url = "postgresql://desk@localhost/desk?password=hunter2"
    assert "hunter2" not in run("config", env={"SOAPDESK_DATABASE__URL": url}).output


def test_settings_are_shown_as_they_can_be_written(run: Run, tmp_path: Path) -> None:
    """The output is a settings file, which gives the same settings again."""
    file = tmp_path / "soapdesk.toml"
    file.write_text('[server]\nport = 9000\ntrusted_proxies = ["10.0.0.0/8"]\n[mail]\npassword = "hunter2"\n')
    shown = run("config", "--config", str(file))
    assert "hunter2" not in shown.output
    written = tomllib.loads(shown.output)
    assert (written["server"]["port"], written["server"]["trusted_proxies"]) == (9000, ["10.0.0.0/8"])
    again = Settings(**written)
    assert again.limits == Settings().limits


def test_tidy_runs(run: Run) -> None:
    """On the desk of the settings."""
    assert "0 rows deleted." in run("db", "tidy").output


def test_demo_fills_a_database(run: Run, tmp_path: Path) -> None:
    """An empty one too; the people's password is told."""
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    result = run("demo", "--events", "20", "--database", url)
    assert result.exit_code == 0, result.output
    assert "20 events" in result.output
    assert "have the password:" in result.output
    again = run("demo", "--events", "1", "--database", url)
    assert (again.exit_code, "password:" in again.output) == (0, False)
    database = Database(url)
    assert schema.current(database) == schema.head()
    database.dispose()


def test_the_contract_is_written(run: Run, tmp_path: Path) -> None:
    """A file that is out of date is named."""
    folder = tmp_path / "wsdl"
    assert run("wsdl", "export", str(folder)).exit_code == 0
    assert "is up to date" in run("wsdl", "export", "--check", str(folder)).output
    assert {path.name for path in folder.iterdir()} == {
        path.name for path in SHIPPED.iterdir() if path.name not in {"README.md", RELEASED}
    }
    wsdl = folder / "SoapDesk.wsdl"
    wsdl.write_text(wsdl.read_text().replace('name="opinion"', 'name="comment"'))
    result = run("wsdl", "export", "--check", str(folder))
    assert result.exit_code == 1
    assert "differs: SoapDesk.wsdl" in result.output


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("", "", 0, "Nothing has changed for stubs."),
        ("opinion", "comment", 1, "breaks: RateEvent/opinion has another name (comment)  {member-renamed}"),
        ("answers", "answers", 0, "breaks some [Axis 1.4, zeep]: Pong/more is new"),
    ],
)
def test_changes_of_the_contract_are_told(run: Run, tmp_path: Path, old: str, new: str, code: int, told: str) -> None:
    """One file against another, a file or a folder against this version, with an exit code for CI."""
    whole, other = SHIPPED / "SoapDesk.wsdl", tmp_path / "SoapDesk.wsdl"
    text = whole.read_text(encoding="utf-8")
    if old == "answers":
        head, pong, tail = text.partition('<xs:complexType name="Pong">')
        more = '<xs:element name="more" type="xs:string" minOccurs="0"/></xs:sequence>'
        text = head + pong + tail.replace("</xs:sequence>", more, 1)
    other.write_text(text.replace(f'name="{old}"', f'name="{new}"'), encoding="utf-8")
    result = run("wsdl", "check", str(whole), str(other))
    assert (result.exit_code, told in result.output) == (code, True), result.output
    strict = run("wsdl", "check", "--strict", str(whole), str(other))
    assert strict.exit_code == (0 if not old else 1)


def test_this_version_is_compared_by_default(run: Run, tmp_path: Path) -> None:
    """With the released contract, with a folder, with a file; what cannot be compared is told."""
    assert run("wsdl", "check", str(SHIPPED / RELEASED)).exit_code == 0
    assert run("wsdl", "check", str(SHIPPED)).output == "Nothing has changed for stubs.\n"
    assert run("wsdl", "check", str(SHIPPED / "EventService.wsdl")).exit_code == 0
    saved = tmp_path / "saved.xml"
    saved.write_bytes((SHIPPED / "SoapDesk.soap12.wsdl").read_bytes())
    assert run("wsdl", "check", str(saved)).output == "Nothing has changed for stubs.\n"
    told = run("wsdl", "check", "http://localhost:8080/soap?wsdl").output
    assert "Save the WSDL at http://localhost:8080/soap?wsdl to a file first, and name that." in told
    unknown = tmp_path / "Other.wsdl"
    unknown.write_text("<html/>")
    assert "Other.wsdl is the WSDL of no service of this version; name the new one, too." in run(
        "wsdl", "check", str(unknown)
    ).output.replace("\n", " ")
    assert "That cannot be compared: no WSDL." in run("wsdl", "check", str(unknown), str(unknown)).output


def test_the_version_is_told(run: Run) -> None:
    """That of the package."""
    assert run("--version").output.startswith("soapdesk ")


def test_help_is_there_for_every_command(run: Run) -> None:
    """With every option explained."""
    names: list[Any] = [[], ["audit"], ["serve"], ["demo"], ["config"], ["user"], ["user", "create"], ["db"], ["wsdl"]]
    for name in names:
        assert run(*name, "--help").exit_code == 0


def test_commands_that_write_the_contract_do_not_import_the_pages() -> None:
    """The pages use models of the SDK which these commands may be about to write."""
    code = "import sys, soap_server.cli.main; sys.exit('web_ui' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
