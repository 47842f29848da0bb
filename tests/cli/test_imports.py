"""What commands import: an operator waits for that each time."""

import json
import os
import subprocess
import sys

import pytest
import typer
from typer.main import get_command

from soap_server.cli.lazy import Later
from soap_server.cli.main import app
from tests.cli.conftest import Run

_OF_SOAP = {"lxml", "spyne", "twisted.internet", "twisted.web", "flask", "zeep", "requests", "sqlglot", "griffe"}
_OF_DATABASES = {"sqlalchemy", "alembic", "pydantic", "argon2", "db"}
_LOOK = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from soap_server.cli.main import run
run()
"""


def _imported(*arguments: str) -> set[str]:
    command = [sys.executable, "-c", _LOOK, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_imports_no_command(arguments: tuple[str, ...]) -> None:
    """It is known what commands do without what they need for it."""
    assert _imported(*arguments).isdisjoint(_OF_SOAP | _OF_DATABASES)


def test_accounts_are_listed_without_a_server(run: Run) -> None:
    """A command that looks at the database imports nothing of SOAP and HTTP, and no other command."""
    assert run("db", "upgrade").exit_code == 0
    imported = _imported("user", "list")
    assert imported.isdisjoint(_OF_SOAP)
    assert {name for name in imported if name.startswith("soap_server.cli.")} == {
        f"soap_server.cli.{name}" for name in ("console", "lazy", "main", "privacy", "sinks", "user")
    }


def test_the_help_says_what_commands_say() -> None:
    """Each is described where it is listed and where it is written, in the same words."""
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    later = [command for command in group.commands.values() if isinstance(command, Later)]
    assert len(later) == len(group.commands) > 5
    assert {each.name: each.help for each in later} == {each.name: each.load().help for each in later}
