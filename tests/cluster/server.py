"""One PostgreSQL of its own, run by PostgreSQL's user."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cluster.desks import FILES
from tests.cluster.network import run

BIN = Path("/usr/lib/postgresql/15/bin")


class Server:
    """A PostgreSQL in a folder, run by PostgreSQL's own user, on a socket only."""

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.data = home, home / name

    def create(self) -> None:
        """Make an empty one."""
        as_postgres(BIN / "initdb", "-D", self.data, "--auth=trust", "--no-sync", "--data-checksums")

    def start(self, *options: str) -> None:
        """Start it and wait until it answers."""
        given = " ".join(("-c listen_addresses=''", f"-k {self.home}", *options))
        log = self.home / f"{self.data.name}.log"
        as_postgres(BIN / "pg_ctl", "-D", self.data, "-l", log, "-w", "-o", given, "start")

    def stop(self) -> None:
        """Stop it."""
        as_postgres(BIN / "pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")

    def sql(self, statement: str) -> str:
        """Return what a statement gives."""
        return as_postgres("psql", "-XAtq", "-h", self.home, "-d", "postgres", "-c", statement).strip()


def as_postgres(*command: str | Path) -> str:
    """Run a command as PostgreSQL's user."""
    return run("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *command)


@contextmanager
def postgresql_home() -> Iterator[Path]:
    """Yield a folder of PostgreSQL's user, with an archive and the scripts of the set-up."""
    folder = Path(tempfile.mkdtemp(prefix="soapdesk-restore-"))
    (folder / "archive").mkdir()
    for script in ("archive-wal", "restore-to"):
        shutil.copy(FILES / "db" / script, folder / script)
    for each in (folder, folder / "archive"):
        shutil.chown(each, "postgres", "postgres")
    yield folder
    shutil.rmtree(folder)
