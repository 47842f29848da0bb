"""Programs that are run, and tests that are left out or fail where the programs are missing."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

REQUIRED = "SOAPDESK_REQUIRE_INTEROP"
"""Set where everything is to be proven, as in CI: a machine without a toolchain must not pass there."""
SECONDS = 300


def missing(needs: Iterable[str | Path]) -> list[str]:
    """Return which of these programs, files and commands that have to succeed this machine does not have."""
    return [str(each) for each in needs if not _is_there(each)]


def leave_out(lacking: Sequence[str], unproven: str) -> None:
    """Skip the test if something is lacking, or fail where nothing may be left out."""
    if lacking:
        reason = (
            f"{', '.join(lacking)} missing (scripts/install-interop, scripts/install-faults); not proven: {unproven}"
        )
        if os.environ.get(REQUIRED):
            pytest.fail(reason)
        pytest.skip(reason)


def run(folder: Path, *command: str, **environment: str) -> str:
    """Run a program in a folder and return what it prints.

    :raises AssertionError: with all that it says, if it fails.
    """
    ended = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        check=False,
        timeout=SECONDS,
    )
    assert ended.returncode == 0, f"{' '.join(command)}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def _is_there(need: str | Path) -> bool:
    if isinstance(need, Path):
        return need.exists()
    if " " in need:
        return subprocess.run(["sh", "-c", need], capture_output=True, check=False).returncode == 0
    return shutil.which(need) is not None
