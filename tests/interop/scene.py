"""Where the clients act: the demo desk behind a server, plain and over TLS, and what the server saw of a run."""

import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import requests
import zeep
from lxml import etree

from tests.e2e.conftest import PASSWORD, ROOT, Server
from tests.e2e.test_tls import issue
from tests.engine.messages import ping
from tests.interop.running import run
from tests.interop.toolchain import Variant

ADMINISTRATOR = "demo.admin"
OPERATION = "{http://schemas.xmlsoap.org/wsdl/}portType/{http://schemas.xmlsoap.org/wsdl/}operation"
SECONDS = 30
# Many clients act from one address; each registers people, and gets passwords wrong on purpose.
SETTINGS = {
    "SOAPDESK_DATA__STATEMENTS": "true",
    "SOAPDESK_SECURITY__LOGIN_FAILURES_PER_ACCOUNT_AND_SOURCE": "10000",
    "SOAPDESK_SECURITY__LOGIN_FAILURES_PER_SOURCE": "10000",
    "SOAPDESK_SECURITY__LOGIN_FAILURES_PER_ACCOUNT": "10000",
    "SOAPDESK_SECURITY__REGISTRATIONS_PER_SOURCE": "10000",
    "SOAPDESK_SECURITY__USERNAME_CHECKS_PER_SOURCE": "10000",
}


@dataclass
class Scene:
    """A desk whose people have the password PASSWORD, and the servers in front of it."""

    folder: Path
    _open: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def database_url(self) -> str:
        """The demo desk."""
        url = f"sqlite:///{self.folder / 'desk.db'}"
        command = ("demo", "--events", "60", "--database", url, "--password", PASSWORD)
        run(ROOT, sys.executable, "-m", "soap_server.cli.main", *command)
        return url

    @cached_property
    def plain(self) -> Server:
        """The server without encryption."""
        return self._start()

    @cached_property
    def over_tls(self) -> Server:
        """The server with a certificate of the authority in ``authority``."""
        authority = issue(self.folder, "authority")
        pair = issue(self.folder, "localhost", authority)
        tls = {"SOAPDESK_TLS__CERTIFICATE": str(pair.certificate), "SOAPDESK_TLS__KEY": str(pair.key)}
        return self._start(**tls)

    @property
    def authority(self) -> Path:
        """The certificate that clients over TLS trust, as PEM."""
        return self.folder / "authority.pem"

    @cached_property
    def expired_token(self) -> str:
        """The token of a session that has ended."""
        token = str(zeep.Client(f"{self.plain.url}/soap?wsdl").service.Login(ADMINISTRATOR, PASSWORD).token)
        with closing(sqlite3.connect(self.database_url.removeprefix("sqlite:///"))) as database, database:
            database.execute(
                "UPDATE sessions SET expires_at = '2026-01-01 00:00:00' WHERE id = (SELECT max(id) FROM sessions)"
            )
        return token

    @cached_property
    def operations(self) -> frozenset[str]:
        """The operations of the served WSDLs."""
        found: set[str] = set()
        for path in ("/soap?wsdl", "/soap/DataSetService?wsdl"):
            document = etree.fromstring(requests.get(f"{self.plain.url}{path}", timeout=SECONDS).content)
            found.update(operation.attrib["name"] for operation in document.findall(OPERATION))
        return frozenset(found)

    def server(self, variant: Variant) -> Server:
        """Return the server that a variant speaks to."""
        return self.over_tls if variant.over_tls else self.plain

    def environment(self, variant: Variant, run_name: str) -> dict[str, str]:
        """Return what a client is told: README.md beside this file lists it."""
        told = {
            "DESK_URL": f"{self.server(variant).url}/soap",
            "DESK_RUN": run_name,
            "DESK_ADMINISTRATOR": ADMINISTRATOR,
            "DESK_PASSWORD": PASSWORD,
            "DESK_EXPIRED_TOKEN": self.expired_token,
            **({"DESK_AUTHORITY": str(self.authority)} if variant.over_tls else {}),
        }
        return {**told, **variant.environment}

    @contextmanager
    def watched(self, variant: Variant) -> Iterator[Counter[str]]:
        """Count the calls that the server answers with a result meanwhile, by operation; complete at the end.

        Calls in another version of SOAP than the variant's are none of its, but for those of DataSetService.
        """
        server = self.server(variant)
        seen: Counter[str] = Counter()
        before = len(server.calls())
        yield seen
        _wait_for_log(server, str(self.authority) if variant.over_tls else None)
        answered = [call for call in server.calls()[before:] if call["code"] == "OK"]
        seen.update(
            call["operation"]
            for call in answered
            if call["soap"] == variant.soap or call["operation"].endswith("AsDataSet")
        )

    def close(self) -> None:
        """Stop the servers."""
        self._open.close()

    def _start(self, **settings: str) -> Server:
        server = Server(self.database_url, ["--workers", "1"], {**SETTINGS, **settings})
        self._open.callback(server.stop)
        return server


def _wait_for_log(server: Server, authority: str | None) -> None:
    """Wait until the server has told of all calls: one more comes behind them."""
    headers = {"Content-Type": "text/xml"}
    answer = requests.post(
        f"{server.url}/soap", data=ping().encode(), headers=headers, timeout=SECONDS, verify=authority or True
    )
    mark, deadline = answer.headers["X-Correlation-Id"], time.monotonic() + SECONDS
    while not any(mark in line for line in server.log):
        assert time.monotonic() < deadline
        time.sleep(0.01)
