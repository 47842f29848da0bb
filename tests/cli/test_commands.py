"""The command line, as an operator uses it."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from db import schema
from db.engine import Database
from db.models import AuditEntry, User
from soap_server.cli.main import app
from soap_server.settings import Settings

Run = Callable[..., Result]
SHIPPED = Path(__file__).parents[2] / "wsdl"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Run:
    """Run a command on a database of its own, with hashes that are quick to make."""
    monkeypatch.setenv("SOAPDESK_DATABASE__URL", sqlite_url)
    monkeypatch.setenv("SOAPDESK_SECURITY__ARGON2_MEMORY_KIB", "8")
    monkeypatch.setenv("SOAPDESK_SECURITY__ARGON2_PASSES", "1")
    monkeypatch.setenv("SOAPDESK_SECURITY__ARGON2_LANES", "1")
    runner = CliRunner()
    return lambda *arguments, **options: runner.invoke(app, list(arguments), **options)  # type: ignore[return-value]


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
    assert "李娜" in run("user", "list").output
    assert run("user", "role", "LI.NA", "admin").exit_code == 0
    assert run("user", "freeze", "li.na").exit_code == 1  # the last administrator
    assert run("user", "create", "boss", "--role", "admin", "--password", "seven quiet lanterns").exit_code == 0
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
        (["user", "create", "bob", "--password", "short"], "at least 10 characters"),
        (["user", "create", "bob", "--role", "emperor"], "no such role"),
        (["user", "freeze", "nobody"], "There is no user nobody."),
        (["user", "list", "--database", "mysql://x"], "database.url (or SOAPDESK_DATABASE__URL): must begin with"),
        (
            ["serve", "--port", "70000"],
            "server.port (or SOAPDESK_SERVER__PORT): input should be less than or equal to 65535",
        ),
        (["serve", "--config", "/none.toml"], "There is no settings file /none.toml."),
        (["wsdl", "check", "/nowhere"], "There is no /nowhere/SoapDesk.wsdl."),
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
    result = run("serve", "--database", url)
    assert (result.exit_code, "soapdesk db upgrade" in result.output) == (1, True)
    assert run("db", "status", "--database", url).exit_code == 1
    assert "was empty" in run("db", "upgrade", "--database", url).output
    assert run("db", "status", "--database", url).exit_code == 0
    assert run("db", "downgrade", "base", "--database", url, input="n\n").exit_code == 1
    assert run("db", "downgrade", "base", "--database", url, "--yes").exit_code == 0
    assert run("db", "status", "--database", url).exit_code == 1


@pytest.mark.parametrize("url", ["sqlite:////nowhere/desk.db", "postgresql://nobody@localhost:1/desk"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["db", "status"],
        ["db", "upgrade"],
        ["db", "downgrade", "--yes", "base"],
        ["db", "tidy"],
        ["demo"],
        ["serve"],
        ["serve", "--create"],
        ["user", "list"],
    ],
    ids=" ".join,
)
def test_a_database_out_of_reach_is_told_in_a_sentence(run: Run, url: str, arguments: list[str]) -> None:
    """Every command says so and ends with 1."""
    ended = run(*arguments, "--database", url)
    assert isinstance(ended.exception, SystemExit)
    assert (ended.exit_code, f"The database {url} is too busy or cannot be reached." in ended.output) == (1, True)


def test_a_password_in_the_url_is_not_shown(run: Run, tmp_path: Path) -> None:
    """Neither by an error nor by the settings."""
    url = f"postgresql://desk:hunter2@/none?host={tmp_path}"
    for arguments in (["db", "status"], ["db", "upgrade"], ["user", "list"], ["config"]):
        result = run(*arguments, env={"SOAPDESK_DATABASE__URL": url, "SOAPDESK_DATABASE__BUSY_SECONDS": "2"})
        assert "hunter2" not in result.output
        assert "***" in result.output


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
    database = Database(url)
    assert schema.current(database) == schema.head()
    database.dispose()


def test_the_contract_is_written_and_checked(run: Run, tmp_path: Path) -> None:
    """A difference is named, with what it breaks."""
    folder = tmp_path / "wsdl"
    assert run("wsdl", "export", str(folder)).exit_code == 0
    assert "is up to date" in run("wsdl", "check", str(folder)).output
    assert {path.name for path in folder.iterdir()} == {
        path.name for path in SHIPPED.iterdir() if path.name != "README.md"
    }
    wsdl = folder / "SoapDesk.wsdl"
    wsdl.write_text(wsdl.read_text().replace('name="opinion"', 'name="comment"'))
    result = run("wsdl", "check", str(folder))
    assert result.exit_code == 1
    assert "BREAKS: RateEvent.comment is gone" in result.output
    assert "differs: SoapDesk.wsdl" in result.output


def test_the_version_is_told(run: Run) -> None:
    """That of the package."""
    assert run("--version").output.startswith("soapdesk ")


def test_help_is_there_for_every_command(run: Run) -> None:
    """With every option explained."""
    names: list[Any] = [[], ["serve"], ["demo"], ["config"], ["user"], ["user", "create"], ["db"], ["wsdl"]]
    for name in names:
        assert run(*name, "--help").exit_code == 0
