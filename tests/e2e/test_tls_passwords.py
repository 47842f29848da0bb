"""User names and passwords over real TLS, from stock zeep and requests."""

from pathlib import Path

import pytest
import requests
import zeep
from zeep.wsse.username import UsernameToken

from db.engine import Database
from soap_server.app import Contract, build_application
from soap_server.settings import load_settings
from tests.callers import PASSWORD
from tests.e2e.conftest import Serve, Server
from tests.e2e.test_tls import Pair, issue, over_tls
from tests.engine.messages import TNS, envelope
from tests.security_headers import ME, open_account

pytestmark = pytest.mark.e2e
HEADERS = {"Content-Type": "text/xml"}


@pytest.fixture
def authority(tmp_path: Path) -> Pair:
    """An authority."""
    return issue(tmp_path, "authority")


@pytest.fixture
def server(serve: Serve, sqlite_url: str, tmp_path: Path, authority: Pair, contract: Contract) -> Server:
    """A server with two workers and an account."""
    own = issue(tmp_path, "server", authority)
    application = build_application(load_settings(), database=Database(sqlite_url), contract=contract)
    open_account(application, "zhang.wei")
    application.close()
    return serve(sqlite_url, "--workers", "2", **over_tls(certificate=own.certificate, key=own.key))


def zeep_client(server: Server, authority: Pair, token: UsernameToken) -> zeep.Client:
    """Return a client of the WSDL with the policy, which zeep reads past."""
    session = requests.Session()
    session.verify, session.trust_env = str(authority.certificate), False
    transport = zeep.Transport(session=session, timeout=20, operation_timeout=20)
    return zeep.Client(f"{server.url}/soap?wsdl=wss", transport=transport, wsse=token)


def test_zeep_sends_a_token(server: Server, authority: Pair) -> None:
    """Its UsernameToken says who is calling; a wrong password and a digest get the fault; nothing is in the log."""
    client = zeep_client(server, authority, UsernameToken("zhang.wei", PASSWORD))
    assert [client.service.GetCurrentUser().username for _ in range(10)] == ["zhang.wei"] * 10
    refused = {
        "LOGIN_FAILED": UsernameToken("zhang.wei", "wrong password"),
        "UNSUPPORTED_SECURITY": UsernameToken("zhang.wei", PASSWORD, use_digest=True),
    }
    for code, token in refused.items():
        with pytest.raises(zeep.exceptions.Fault) as caught:
            zeep_client(server, authority, token).service.GetCurrentUser()
        assert caught.value.detail.findtext(f"{{{TNS}}}ServiceFault/{{{TNS}}}code") == code
    server.stop()
    calls = [(call["authentication"], call["code"]) for call in server.calls()]
    assert calls == [("usernametoken", "OK")] * 10 + [
        ("usernametoken", "LOGIN_FAILED"),
        ("none", "UNSUPPORTED_SECURITY"),
    ]
    assert "lanterns" not in "".join(server.log)
    assert "wrong password" not in "".join(server.log)


def test_basic_over_tls(server: Server, authority: Pair) -> None:
    """As requests sends it; a fault has the status 500, and no browser is asked for a password."""

    def ask(password: str | None) -> requests.Response:
        login = ("zhang.wei", password) if password else None
        body = envelope(ME).encode()
        verify = str(authority.certificate)
        return requests.post(f"{server.url}/soap", data=body, headers=HEADERS, auth=login, verify=verify, timeout=20)

    assert "<username>zhang.wei</username>" in ask(PASSWORD).text
    for password in ("wrong password", None):
        answer = ask(password)
        assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (500, False)


def test_nothing_over_plain_http(serve: Serve, sqlite_url: str) -> None:
    """The password is refused before anybody looks at it."""
    server = serve(sqlite_url, "--workers", "1")
    body, login = envelope(ME).encode(), ("zhang.wei", PASSWORD)
    answer = requests.post(f"{server.url}/soap", data=body, headers=HEADERS, auth=login, timeout=20)
    assert (answer.status_code, "INSECURE_TRANSPORT" in answer.text) == (500, True)
