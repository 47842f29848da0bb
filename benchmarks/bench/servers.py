"""The desk and its peers as processes: how each is made, started, stopped and paused."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from benchmarks.bench.agreement import DisagreementError
from benchmarks.bench.contract import ROOT
from benchmarks.bench.processes import family, free_port, signal_all
from benchmarks.bench.world import World

BUILD = ROOT / "build" / "bench"
PEERS = ROOT / "benchmarks" / "peers"
_START_SECONDS = 120


@dataclass(frozen=True)
class Recipe:
    """A kind of server.

    :ivar title: what the report calls it.
    :ivar command: returns what starts it, from the port, the number of worker processes and the world.
    :ivar needs: programs and files without which it cannot be made.
    :ivar has_workers: whether it scales by processes; the others use every core by themselves.
    """

    name: str
    title: str
    command: Callable[[int, int, World], Sequence[str]]
    needs: tuple[str, ...] = ()
    environment: Callable[[World], Mapping[str, str]] = field(default=lambda _world: {})
    has_workers: bool = False

    @property
    def sources(self) -> Path:
        """The folder of its sources."""
        return PEERS / self.name

    @property
    def missing(self) -> list[str]:
        """What of its needs is not on this machine."""
        return [need for need in self.needs if not (shutil.which(need) or Path(need).exists())]

    def build(self) -> None:
        """Make it, where it needs making: its folder has a script for that."""
        script = self.sources / "build.sh"
        if script.exists():
            subprocess.run(["sh", script, BUILD], check=True)


class Server:
    """A running server."""

    def __init__(self, recipe: Recipe, world: World, *, workers: int = 2) -> None:
        self.recipe = recipe
        self.port = free_port()
        BUILD.mkdir(parents=True, exist_ok=True)
        self.started = time.perf_counter()
        with (BUILD / f"{recipe.name}.log").open("wb") as log:
            self.process = subprocess.Popen(
                recipe.command(self.port, workers, world),
                cwd=ROOT,
                env={**os.environ, **recipe.environment(world)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it takes connections.

        :raises RuntimeError: if it ends instead.
        """
        while time.perf_counter() - self.started < _START_SECONDS:
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.005)
            else:
                return
        raise RuntimeError(f"{self.recipe.name} does not start; see {BUILD / self.recipe.name}.log")

    def until_answered(self, call: Callable[[], object]) -> None:
        """Call again and again until it is answered: what takes connections may not be ready for calls.

        :raises OSError, HTTPException, DisagreementError: as the last call did, if it takes too long.
        """
        while True:
            try:
                call()
            except (OSError, HTTPException, DisagreementError):
                if time.perf_counter() - self.started > _START_SECONDS:
                    raise
                time.sleep(0.005)
            else:
                return

    def pause(self, world: World) -> None:
        """Stop its processes where they are, but never within a transaction."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            signal_all(self.process.pid, signal.SIGSTOP)
            if world.is_idle():
                return
            self.resume()
            time.sleep(0.05)
        raise RuntimeError(f"{self.recipe.name} is never idle")

    def resume(self) -> None:
        """Let it go on."""
        signal_all(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it, and what it leaves behind: not every parent takes its children along."""
        self.resume()
        everyone = family(self.process.pid)
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)
        for pid in everyone:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def _settings(world: World) -> Mapping[str, str]:
    return {"SOAPDESK_DATABASE__URL": world.url, "SOAPDESK_DATA__READER_URL": world.reader_url}


def _ours(port: int, workers: int, _world: World) -> list[str]:
    options = ["--port", str(port), "--workers", str(workers)]
    return [sys.executable, "-m", "soap_server.cli.main", "serve", *options]


def _nodes(port: int, nodes: int, _world: World) -> list[str]:
    return [sys.executable, "-m", "benchmarks.bench.nodes", str(port), str(nodes), str(BUILD / "nodes")]


def _spyne(port: int, workers: int, _world: World) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.stock_spyne.server", str(port), str(workers)]


def _jaxws(port: int, _workers: int, world: World) -> list[str]:
    jars = f"{BUILD}/jaxws/classes:/usr/share/jaxws/lib/*:/usr/share/java/HikariCP.jar:/usr/share/java/slf4j-api.jar"
    jars += ":/usr/share/java/slf4j-nop.jar:/usr/share/java/postgresql.jar"
    jdbc = f"jdbc:postgresql://127.0.0.1:{world.port}/{world.database}?user=soapdesk"
    # Without the property every answer waits 40 ms for an acknowledgement of its first packet.
    options = ["-Xmx512m", "-Dsun.net.httpserver.nodelay=true"]
    return ["java", *options, "-cp", jars, "desk.Server", str(port), jdbc]


def _gsoap(port: int, _workers: int, world: World) -> list[str]:
    return [f"{BUILD}/gsoap/server", str(port), world.url]


def _php(port: int, _workers: int, world: World) -> list[str]:
    dsn = f"pgsql:host=127.0.0.1;port={world.port};dbname={world.database};user=soapdesk"
    return ["sh", f"{PEERS}/php/serve.sh", str(port), str(BUILD), dsn, "8"]


def _asmx(port: int, _workers: int, _world: World) -> list[str]:
    return ["mono", f"{BUILD}/asmx/bin/Desk.dll", str(port), f"{BUILD}/asmx"]


OURS = Recipe(
    "soapdesk",
    "SoapDesk",
    _ours,
    environment=_settings,
    has_workers=True,
)
NODES = Recipe("nodes", "SoapDesk, nodes of one worker behind nginx", _nodes, needs=("nginx",), environment=_settings)
RECIPES: Mapping[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        OURS,
        Recipe(
            "stock_spyne",
            "Spyne 2.14, stock",
            _spyne,
            environment=lambda world: {"DESK_DATABASE": world.url},
            has_workers=True,
        ),
        Recipe(
            "jaxws",
            "JAX-WS RI 2.3",
            _jaxws,
            needs=("javac", "wsimport", "/usr/share/java/HikariCP.jar", "/usr/share/java/postgresql.jar"),
        ),
        Recipe("gsoap", "gSOAP 2.8, C", _gsoap, needs=("gcc", "wsdl2h", "soapcpp2", "pg_config")),
        Recipe(
            "asmx",
            "ASMX, Mono 6.8",
            _asmx,
            needs=("mono", "mcs", "wsdl"),
            environment=lambda world: {"DESK_DATABASE": world.url},
        ),
        Recipe("php", "PHP 8.2 SoapServer", _php, needs=("php", "nginx")),
    )
}
