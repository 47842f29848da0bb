"""Machines that are network namespaces, on one switch that can cut each of them off."""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_SWITCH = "soapdesk-sw"
_LOCK = Path(tempfile.gettempdir()) / "soapdesk-cluster.lock"
SWITCH_ADDRESS = "10.77.0.1"
"""Where the test itself is on that network."""


def why_not(*programs: str) -> str | None:
    """Return why there can be no cluster here, None if there can."""
    if os.geteuid() != 0:
        return "namespaces need root"
    missing = [program for program in ("ip", "bridge", "setpriv", *programs) if shutil.which(program) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if _try("ip", "netns", "add", "soapdesk-try") != 0:
        return "namespaces are not permitted here"
    run("ip", "netns", "del", "soapdesk-try")
    return None


def run(*command: str | Path) -> str:
    """Run a command to its end and return what it says.

    :raises AssertionError: if it fails.
    """
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def wait_until(what: str, is_so: Callable[[], bool], *, seconds: float = 90) -> float:
    """Wait until something is so, and return how long that took.

    :raises AssertionError: if it takes longer than ``seconds``, a bound against hanging.
    """
    start = time.monotonic()
    while not is_so():
        assert time.monotonic() - start < seconds, f"not in {seconds} seconds: {what}"
        time.sleep(0.1)
    return time.monotonic() - start


@dataclass
class Machine:
    """A namespace with an address, a folder, and the processes that were started in it."""

    name: str
    address: str
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def _namespace(self) -> str:
        return f"soapdesk-{self.name}"

    @property
    def _port(self) -> str:
        return f"sd-{self.name}"

    def join(self) -> None:
        """Plug it into the switch."""
        run("ip", "netns", "add", self._namespace)
        inside = ("name", "eth0", "netns", self._namespace)
        run("ip", "link", "add", self._port, "type", "veth", "peer", *inside)
        run("ip", "link", "set", self._port, "master", _SWITCH, "up")
        run(*self.inside("ip", "addr", "add", f"{self.address}/24", "dev", "eth0"))
        for device in ("lo", "eth0"):
            run(*self.inside("ip", "link", "set", device, "up"))

    def leave(self) -> None:
        """Stop what runs on it, in the reverse order, and remove it."""
        for name in reversed(self.processes):
            self.stop(name)
        _try("ip", "link", "del", self._port)
        _try("ip", "netns", "del", self._namespace)

    def cut_off(self) -> None:
        """Let the switch drop whatever goes to it or comes from it; nobody is told."""
        run("bridge", "link", "set", "dev", self._port, "state", "0")

    def heal(self) -> None:
        """Let the switch forward again."""
        run("bridge", "link", "set", "dev", self._port, "state", "3")

    def inside(self, *command: str | Path, user: str | None = None) -> list[str]:
        """Return a command as it runs on this machine."""
        entering = ["ip", "netns", "exec", self._namespace]
        dropping = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []
        return [*entering, *dropping, *map(str, command)]

    def start(
        self, name: str, *command: str | Path, user: str | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start a process; what it says is in a file of its name."""
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.inside(*command, user=user),
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(environment or {})},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stop(self, name: str) -> None:
        """Stop a process as its service manager would: asked first, then killed."""
        process = self.processes[name]
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def log(self, name: str) -> Path:
        """The file with what a process says."""
        return self.folder / f"{name}.log"


@contextmanager
def machines(folder: Path, addresses: Mapping[str, str]) -> Iterator[dict[str, Machine]]:
    """Yield machines by name; they are gone in the end, with all that ran on them."""
    with _LOCK.open("w") as lock, ExitStack() as cleaning:
        # The names and addresses are those of deploy/ha, so there can be one such network at a time.
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in addresses:
            Machine(name, "", folder).leave()
        _try("ip", "link", "del", _SWITCH)
        run("ip", "link", "add", _SWITCH, "type", "bridge")
        cleaning.callback(_try, "ip", "link", "del", _SWITCH)
        run("ip", "addr", "add", f"{SWITCH_ADDRESS}/24", "dev", _SWITCH)
        run("ip", "link", "set", _SWITCH, "up")
        made = {name: Machine(name, address, folder / name) for name, address in addresses.items()}
        for machine in made.values():
            machine.folder.mkdir(mode=0o755)
            cleaning.callback(machine.leave)
            machine.join()
        yield made


def _try(*command: str) -> int:
    """Run a command that may fail, as the removal of what may not be there."""
    return subprocess.run(command, capture_output=True, check=False).returncode
