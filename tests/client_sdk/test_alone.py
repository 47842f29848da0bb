"""The SDK without the server: a bare install, as programs have it that only call a desk."""

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_packaging import GENERATED, METADATA, PACKAGES, ROOT
from tests.e2e.conftest import Server
from tests.e2e.test_main_job import printed_password

pytestmark = pytest.mark.e2e
FOREIGN = ("sqlalchemy", "spyne", "twisted", "flask", "typer", "rich", "httpx", "pandas", "argon2", "pydantic")
PROGRAM = """
import importlib.util, json, sys
import client_sdk
from client_sdk import SupportClient, errors

url, password = sys.argv[1:]
said = {"there": [name for name in json.loads(sys.stdin.read()) if importlib.util.find_spec(name)]}
said["from"] = client_sdk.__file__
with SupportClient(url, username="admin", password=password) as desk:
    said["pong"] = desk.system.ping(text="你好").text
    said["role"] = desk.users.get_current().role
    said["users"] = [user.username for user in desk.users.list()]
    try:
        desk.events.get(1)
    except errors.NotFoundError as error:
        said["refused"] = error.code
for sentence, statement in [
    ("testing", "import client_sdk.testing"),
    ("asyncio", "from client_sdk import AsyncSupportClient"),
]:
    try:
        exec(statement)
    except ImportError as error:
        said[sentence] = str(error)
said["loaded"] = sorted({name.partition(".")[0] for name in sys.modules} & {"db", "soap_server", "web_ui"})
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment into which the wheel was installed, and what the wheel asks for."""
    folder = tmp_path_factory.mktemp("bare")
    source = folder / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=GENERATED)
    for name in METADATA:
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    made = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(source)]
    subprocess.run(made, check=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "environment", with_pip=False)
    programs = folder / "environment" / "bin"
    subprocess.run([*pip, "--python", str(programs / "python"), "install", "--no-compile", str(wheel)], check=True)
    return programs


@pytest.fixture
def served(sqlite_url: str) -> Iterator[Server]:
    """A server in the environment of this test."""
    running = Server(sqlite_url, ["--create", "--workers", "1"], {})
    yield running
    running.stop()


def test_the_sdk_works_without_the_server(bare: Path, served: Server) -> None:
    """It calls a desk, nothing of the server is installed or loaded, and what needs more says what."""
    (password,) = printed_password(served.output)
    command = [str(bare / "python"), "-I", "-W", "error", "-c", PROGRAM, f"{served.url}/soap", password]
    ended = subprocess.run(
        command, input=json.dumps(FOREIGN), capture_output=True, text=True, encoding="utf-8", check=False, cwd=bare
    )
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert said.pop("from").startswith(str(bare.parent))
    assert said == {
        "there": [],
        "pong": "你好",
        "role": "admin",
        "users": ["admin"],
        "refused": "NOT_FOUND",
        "testing": "client_sdk.testing runs a real desk, which needs the server: pip install 'soapdesk[server]'",
        "asyncio": "AsyncSupportClient needs httpx: pip install 'soapdesk[async]'",
        "loaded": [],
    }


def test_the_command_says_what_it_needs(bare: Path) -> None:
    """In a sentence, with the status of wrong usage."""
    ended = subprocess.run([bare / "soapdesk-client", "whoami"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "soapdesk-client needs typer and rich. Get them with: pip install 'soapdesk[cli]'\n"
