"""What processes take."""

import os
import subprocess
import sys

from benchmarks.bench.processes import cpu_seconds, family, memory


def test_a_family_is_a_process_and_what_it_started() -> None:
    """So that a server's workers count, too."""
    script = "import subprocess; child = subprocess.Popen(['cat']); print(child.pid, flush=True); child.wait()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert sorted(family(process.pid)) == sorted([process.pid, child])
        assert memory([process.pid, child]) > memory([child]) > 0
        assert cpu_seconds([process.pid]) > 0


def test_a_process_that_has_ended_takes_nothing() -> None:
    """Backends of PostgreSQL come and go while they are looked at."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert family(process.pid) == [process.pid]
    assert cpu_seconds([process.pid]) == memory([process.pid]) == 0


def test_this_process_has_a_family() -> None:
    """At least itself."""
    assert os.getpid() in family(os.getpid())
