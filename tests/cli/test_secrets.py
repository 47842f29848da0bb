"""Secrets: from files and the environment, never from flags, never shown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from soap_server.cli.lazy import Later
from soap_server.cli.main import app
from soap_server.settings import Settings, SettingsError, load_settings
from soap_server.settings.secrets import is_secret
from tests.cli.conftest import Run

KEY = "k" * 40
SECRETS = {
    "database.url": "postgresql://desk:hunter2@db/desk",
    "data.reader_url": "postgresql://reader:hunter2@db/desk",
    "web.secret_key": "hunter2" * 6,
    "mail.password": "hunter2",
}


def fields() -> Iterator[tuple[str, FieldInfo]]:
    """Yield every setting with its full name."""
    for section, its in Settings.model_fields.items():
        assert isinstance(its.annotation, type)
        assert issubclass(its.annotation, BaseModel)
        for key, field in its.annotation.model_fields.items():
            yield f"{section}.{key}", field


def value_of(settings: Settings, name: str) -> Any:
    """Return a setting by its full name."""
    section, _, key = name.partition(".")
    return getattr(getattr(settings, section), key)


def variable(name: str) -> str:
    """Return the variable of a setting."""
    return f"SOAPDESK_{name.replace('.', '__')}".upper()


def test_what_sounds_like_a_secret_is_one() -> None:
    """A new setting of that kind has to be marked, so that it is never shown."""
    sounding = {name for name, _ in fields() if any(word in name for word in ("secret", "password", "token", "_url"))}
    harmless = {
        "server.public_url",
        "security.min_password_length",
        "security.password_memory_seconds",
    }
    assert {name for name, field in fields() if is_secret(field)} == set(SECRETS)
    assert sounding - harmless <= set(SECRETS)


@pytest.mark.parametrize("name", SECRETS)
def test_each_secret_can_stand_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named by a variable, as containers do, or in the settings file; without the line feed at its end."""
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRETS[name]}\n")
    section, _, key = name.partition(".")
    file = tmp_path / "desk.toml"
    file.write_text(f"[{section}]\n{key}_file = '{secret}'\n")
    assert value_of(load_settings(file), name) == SECRETS[name]
    monkeypatch.setenv(f"{variable(name)}_FILE", str(secret))
    assert value_of(load_settings(), name) == SECRETS[name]


def test_a_file_of_the_environment_wins_over_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the setting itself would; and a flag over both."""
    (tmp_path / "key").write_text(KEY)
    file = tmp_path / "desk.toml"
    file.write_text(f"[web]\nsecret_key = '{'x' * 32}'\nthreads = 3\n")
    monkeypatch.setenv("SOAPDESK_WEB__SECRET_KEY_FILE", str(tmp_path / "key"))
    assert (load_settings(file).web.secret_key, load_settings(file).web.threads) == (KEY, 3)
    assert load_settings(file, web={"secret_key": "y" * 32}).web.secret_key == "y" * 32


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "web.secret_key_file: the file {path} cannot be read: No such file or directory."),
        (b"", "web.secret_key_file: the file {path} is empty or too large."),
        (b"\n", "web.secret_key_file: the file {path} is empty or too large."),
        (b"\xff" * 40, "web.secret_key_file: the file {path} is not text in UTF-8."),
        (b"x" * 70_000, "web.secret_key_file: the file {path} is empty or too large."),
        (b"hunter2", "web.secret_key (or SOAPDESK_WEB__SECRET_KEY): string should have at least 32 characters."),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    content: bytes | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in it is not."""
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("SOAPDESK_WEB__SECRET_KEY_FILE", str(path))
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == told.format(path=path)


def test_a_secret_and_its_file_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could say which one is meant."""
    monkeypatch.setenv("SOAPDESK_MAIL__PASSWORD", "a")
    monkeypatch.setenv("SOAPDESK_MAIL__PASSWORD_FILE", str(tmp_path))
    with pytest.raises(SettingsError, match=r"mail\.password: give either it or password_file\."):
        load_settings()


def test_only_secrets_have_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other settings have nothing to hide."""
    monkeypatch.setenv("SOAPDESK_SERVER__PORT_FILE", "/port")
    with pytest.raises(SettingsError, match="SOAPDESK_SERVER__PORT_FILE: there is no such setting"):
        load_settings()


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_never_shown(name: str, run: Run) -> None:
    """Neither by the command that shows settings nor in their repr, which an exception could carry into a log."""
    shown = run("config", env={variable(name): SECRETS[name]})
    assert shown.exit_code == 0, shown.output
    assert "hunter2" not in shown.output
    section, _, key = name.partition(".")
    assert "hunter2" not in repr(load_settings(None, **{section: {key: SECRETS[name]}}))


def test_no_flag_takes_a_secret() -> None:
    """Everybody on a machine can read the arguments of its processes; the people of the demo are no secret."""
    root: Any = typer.main.get_command(app)
    flags = {
        (path, option)
        for path, command in commands(root, "soapdesk")
        for parameter in command.params
        for option in parameter.opts
        if any(word in option for word in ("password", "secret", "token", "key"))
    }
    assert flags == {
        ("soapdesk demo", "--password"),
        ("soapdesk user create", "--password-file"),
        ("soapdesk user password", "--password-file"),
    }


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield a command and those under it."""
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child.load() if isinstance(child, Later) else child, f"{path} {name}")


def test_a_password_comes_from_a_file(run: Run, tmp_path: Path) -> None:
    """Its first line; or from standard input. It is not printed then."""
    (tmp_path / "p").write_text("seven quiet lanterns\r\nmore\n")
    for name, options, given in (("li.na", str(tmp_path / "p"), None), ("han.mei", "-", "seven quiet lanterns\n")):
        made = run("user", "create", name, "--password-file", options, input=given)
        assert (made.exit_code, made.output) == (0, f"{name} can log in.\n")
    assert run("user", "create", "x.y", "--password-file", "/none").exit_code == 2
