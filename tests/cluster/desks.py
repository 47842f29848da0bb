"""The set-up of deploy/ha on machines that are namespaces: its own files, with other folders and passwords."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.cluster.network import Machine, machines, run, wait_until
from tests.e2e.conftest import FAST
from tests.e2e.test_tls import issue

ROOT = Path(__file__).parents[2]
FILES = ROOT / "deploy/ha"
PROGRAMS = ("etcd", "patroni", "haproxy", "/usr/lib/postgresql/15/bin/postgres")
ADDRESSES = {
    "proxy": "10.77.0.10",
    "desk1": "10.77.0.21",
    "desk2": "10.77.0.22",
    "db1": "10.77.0.31",
    "db2": "10.77.0.32",
}
ETCD, DATABASES, DESKS = ("proxy", "db1", "db2"), ("db1", "db2"), ("desk1", "desk2")
URL = f"https://{ADDRESSES['proxy']}/soap"
ADMIN_PASSWORD = "seven quiet lanterns"
_DESK_PASSWORD = "desk"
WAYS = {
    "haproxy": f"postgresql://soapdesk:{_DESK_PASSWORD}@127.0.0.1/soapdesk?target_session_attrs=primary",
    "libpq": (
        f"postgresql://soapdesk:{_DESK_PASSWORD}@/soapdesk?host=10.77.0.31&host=10.77.0.32"
        "&target_session_attrs=primary&connect_timeout=2"
    ),
}
"""How a desk finds the primary: by the HAProxy beside it, or by asking each machine whether it takes writes."""


class Cluster:
    """Five machines: a proxy, two nodes of the desk, two of PostgreSQL; etcd on the proxy's and PostgreSQL's."""

    def __init__(self, by_name: Mapping[str, Machine], folder: Path) -> None:
        self.machines, self._folder = by_name, folder

    def start_databases(self) -> None:
        """Start etcd and PostgreSQL, and make the desk's database."""
        for name in ETCD:
            self.start_etcd(name)
        for name in DATABASES:
            self.start_patroni(name)
            wait_until(f"{name} is there", lambda name=name: self.role(name) is not None)  # type: ignore[misc]
        self.wait_for_standby()
        primary = self.primary()
        self.sql(primary, f"CREATE ROLE soapdesk LOGIN PASSWORD '{_DESK_PASSWORD}'", database="postgres")
        self.sql(primary, "CREATE DATABASE soapdesk OWNER soapdesk", database="postgres")

    def start_etcd(self, name: str) -> None:
        """Start a member of etcd."""
        machine = self.machines[name]
        environment = _variables(FILES / name / "etcd.env") | {"ETCD_DATA_DIR": str(machine.folder / "etcd")}
        machine.start("etcd", "etcd", environment=environment)

    def start_patroni(self, name: str) -> None:
        """Start Patroni, which starts PostgreSQL."""
        machine = self.machines[name]
        home = machine.folder / "postgresql"
        if not home.exists():
            for path in (home, self._folder / "archive"):
                path.mkdir(exist_ok=True)
                shutil.chown(path, "postgres", "postgres")
            (machine.folder / "patroni.yml").write_text(self._patroni_file(home))
        variables = _variables(FILES / name / "patroni.env")
        machine.start("patroni", "patroni", machine.folder / "patroni.yml", user="postgres", environment=variables)

    def _patroni_file(self, home: Path) -> str:
        text = (FILES / "db/patroni.yml").read_text()
        script = self._folder / "archive-wal"  # a copy, since PostgreSQL's user may not reach the repository
        shutil.copy(FILES / "db/archive-wal", script)
        for installed, here in (
            ("/usr/local/bin/archive-wal", script),
            ("/srv/soapdesk-archive", self._folder / "archive"),
            ("/var/lib/postgresql", home),
        ):
            text = text.replace(installed, str(here))
        return text

    def start_desks(self, way: str) -> None:
        """Start both nodes of the desk and the proxies, the desks finding their database in one way."""
        for name in DESKS:
            self.machines[name].start("haproxy", "haproxy", "-db", "-f", FILES / "desk/haproxy.cfg")
        wait_until("there is a way to the database", lambda: self.desk_command("desk1", way, "db", "upgrade") == 0)
        made = ("user", "create", "--role", "admin", "--password", ADMIN_PASSWORD, "chief")
        self.desk_command("desk1", way, *made)  # once: the second time there is one
        for name in DESKS:
            self.start_desk(name, way)
        certificate = issue(self._folder, "desk", issue(self._folder, "authority"), address=ADDRESSES["proxy"])
        both = self._folder / "proxy.pem"
        both.write_bytes(certificate.certificate.read_bytes() + certificate.key.read_bytes())
        variables = {"DESK_CERTIFICATE": str(both)}
        self.machines["proxy"].start(
            "haproxy", "haproxy", "-db", "-f", FILES / "proxy/haproxy.cfg", environment=variables
        )
        wait_until("the desk is ready", self.is_ready)

    def start_desk(self, name: str, way: str) -> None:
        """Start a node of the desk."""
        self.machines[name].start("soapdesk", *_desk("serve"), environment=_desk_variables(way))

    def stop_desks(self) -> None:
        """Stop the nodes of the desk and the proxies."""
        for name in (*DESKS, "proxy"):
            for process in ("soapdesk", "haproxy"):
                if process in self.machines[name].processes:
                    self.machines[name].stop(process)

    def desk_command(self, name: str, way: str, *arguments: str) -> int:
        """Run a command of SoapDesk on a node and return how it ended."""
        machine = self.machines[name]
        with machine.log("commands").open("ab") as log:
            return subprocess.run(
                machine.inside(*_desk(*arguments)),
                env=os.environ | _desk_variables(way),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                check=False,
            ).returncode

    @property
    def certificates(self) -> str:
        """What a caller trusts."""
        return str(self._folder / "authority.pem")

    def is_ready(self) -> bool:
        """Whether a node answers at the proxy, and both say that they can work."""
        try:
            ready = [requests.get(f"http://{ADDRESSES[name]}:8080/readyz", timeout=5).ok for name in DESKS]
            return all(ready) and requests.get(f"{URL}?wsdl", verify=self.certificates, timeout=5).ok
        except requests.RequestException:
            return False

    def role(self, name: str) -> str | None:
        """What Patroni says a machine is: primary (called master), replica, None when it does not answer."""
        state = self._patroni(name)
        return state.get("role") if state.get("state") == "running" else None

    def _patroni(self, name: str) -> dict[str, Any]:
        try:
            state: dict[str, Any] = requests.get(f"http://{ADDRESSES[name]}:8008/patroni", timeout=2).json()
        except requests.RequestException:
            return {}
        return state

    def is_in_failsafe(self, name: str) -> bool:
        """Whether a primary goes on without etcd."""
        figures = requests.get(f"http://{ADDRESSES[name]}:8008/metrics", timeout=5).text.splitlines()
        return any(line.startswith("patroni_failsafe_mode_is_active{") and line.endswith(" 1") for line in figures)

    def primary(self) -> str:
        """The machine with the primary."""
        (name,) = [name for name in DATABASES if self.role(name) in {"master", "primary"}]
        return name

    def wait_for_standby(self) -> float:
        """Wait until one machine is the primary and the other its synchronous standby; return how long it took."""
        return wait_until("there is a synchronous standby", self._has_standby, seconds=180)

    def _has_standby(self) -> bool:
        states = [self._patroni(name) for name in DATABASES]
        standbys = [state for state in states if state.get("sync_standby") and state.get("state") == "running"]
        return len(standbys) == 1 and sorted(str(state.get("role")) for state in states) == ["master", "replica"]

    def sql(self, name: str, statement: str, *, database: str = "soapdesk") -> list[str]:
        """Return the lines that a statement gives on a machine, asked by PostgreSQL's superuser."""
        machine = self.machines[name]
        home = machine.folder / "postgresql"
        asking = ("psql", "-XAt", "-v", "ON_ERROR_STOP=1", "-h", home, "-d", database, "-c", statement)
        return run(*machine.inside(*asking, user="postgres")).splitlines()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Yield the set-up with its databases running and no desk yet."""
    with machines(folder, ADDRESSES) as by_name:
        made = Cluster(by_name, folder)
        made.start_databases()
        yield made


def _desk(*arguments: str) -> list[str]:
    settings = str(FILES / "desk/soapdesk.toml")
    return [sys.executable, "-m", "soap_server.cli.main", *arguments, "--config", settings]


def _desk_variables(way: str) -> dict[str, str]:
    secrets = _variables(FILES / "desk/soapdesk.env")
    return {**FAST, **secrets, "SOAPDESK_DATABASE__URL": WAYS[way], "PYTHONPATH": str(ROOT)}


def _variables(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
