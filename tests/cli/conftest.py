"""Commands, run as an operator runs them."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from soap_server.cli.main import app

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Run:
    """Run a command on a database of its own, with hashes that are quick to make."""
    monkeypatch.setenv("SOAPDESK_DATABASE__URL", sqlite_url)
    monkeypatch.setenv("SOAPDESK_SECURITY__ARGON2_MEMORY_KIB", "8")
    monkeypatch.setenv("SOAPDESK_SECURITY__ARGON2_PASSES", "1")
    monkeypatch.setenv("SOAPDESK_SECURITY__ARGON2_LANES", "1")
    runner = CliRunner()
    return lambda *arguments, **options: runner.invoke(app, list(arguments), **options)  # type: ignore[return-value]
