"""The pages as a program of their own, in front of a desk that is somewhere else."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from tests.e2e.conftest import PASSWORD, ROOT, Serve, Server

pytestmark = pytest.mark.e2e
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def desk(serve: Serve, sqlite_url: str) -> Server:
    """A desk that trusts the machine that the pages run on, and has no pages itself."""
    return serve(sqlite_url, SOAPDESK_SERVER__TRUSTED_PROXIES="127.0.0.0/8", SOAPDESK_WEB__ENABLED="false")


@pytest.fixture
def pages(desk: Server) -> Iterator[str]:
    """The address of the pages."""
    # waitress says where it listens once it does.
    command = [sys.executable, "-m", "web_ui", "--soap-url", f"{desk.url}/soap", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    address = ""
    while not address:
        line = process.stderr.readline()
        assert line, "the pages did not start"
        address = line.partition("Serving on ")[2].strip()
    yield address
    process.terminate()
    process.stderr.close()
    process.wait(timeout=20)


def register(pages: str, username: str) -> requests.Session:
    """Register somebody in a browser of their own."""
    browser = requests.Session()
    token = TOKEN.search(browser.get(f"{pages}/register", timeout=20).text)
    assert token
    values = {
        "csrf_token": token[1],
        "request_id": f"registration-of-{username}",
        "username": username,
        "display_name": "Guest",
        "password": PASSWORD,
        "repeated": PASSWORD,
    }
    assert browser.post(f"{pages}/register", data=values, timeout=20).status_code == 200
    return browser


def test_pages_elsewhere_speak_for_their_visitors(desk: Server, pages: str) -> None:
    """Over SOAP alone; the desk learns from where the visitor came, and shows no pages itself."""
    browser = register(pages, "guest.one")
    page = browser.get(f"{pages}/profile", timeout=20)
    assert "guest.one" in page.text
    assert "Server" not in page.headers
    assert requests.get(f"{desk.url}/login", timeout=20).status_code == 404
    desk.stop()
    operations = [(call["operation"], call["peer"]) for call in desk.calls()]
    assert ("Register", "127.0.0.1") in operations
    page = browser.get(f"{pages}/profile", timeout=60)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")


def test_the_pages_alone_need_nothing_of_the_server() -> None:
    """They start where only the SDK and the web extra are installed."""
    program = (
        "import sys, web_ui.serving, web_ui.app\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'soap_server', 'db', 'spyne', 'twisted', 'sqlalchemy', 'pydantic', 'typer'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
