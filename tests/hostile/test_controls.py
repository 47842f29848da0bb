"""Negative controls: the runner notices each kind of failure, and nothing else, on a server that has them all."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.messages import ping
from tests.hostile.bad_server import SECRET
from tests.hostile.case import CANARY, Case
from tests.hostile.runner import Runner, Stage
from tests.hostile.verdicts import Verdict

pytestmark = pytest.mark.e2e
MISDEEDS = {
    "stall": Verdict.STALL,
    "disturbance": Verdict.DISTURBED,
    "growth": Verdict.GROWTH,
    "death": Verdict.DEAD_WORKER,
    "no-fault": Verdict.NO_FAULT,
    "server-fault": Verdict.SERVER_FAULT,
    "echo": Verdict.ECHO,
    "trace": Verdict.LEAK,
    "fetch": Verdict.FETCHED,
    "long-line": Verdict.LONG_LINE,
    "secret": Verdict.SECRET,
    "failure": Verdict.UNFORESEEN,
    "acceptance": Verdict.UNEXPECTED,
    "silence": Verdict.SILENT,
}
# A worker that dies takes the answer and the valid calls with it.
ALSO = {"death": {Verdict.UNEXPECTED, Verdict.DISTURBED}}


class BadTarget:
    """The bad server, as the runner sees servers."""

    def __init__(self) -> None:
        self.log: list[str] = []
        command = [sys.executable, "-m", "tests.hostile.bad_server"]
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().split("/soap")[0].rpartition(":")[2])
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def stop(self) -> None:
        """Stop it and its worker."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self._reader.join(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            self.log.extend(iter(stream.readline, ""))


@pytest.fixture(scope="module")
def bad_runner() -> Iterator[Runner]:
    """A runner for the bad server."""
    target = BadTarget()
    try:
        deadline = time.monotonic() + 30
        while not target.workers() and time.monotonic() < deadline:
            time.sleep(0.01)
        stage = Stage({"mallory": {}}, secrets=(SECRET,))
        with Runner(target, stage, patience=6) as runner:
            yield runner
    finally:
        target.stop()


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_the_runner_notices(bad_runner: Runner, misdeed: str) -> None:
    """Each kind of failure, and no other."""
    case = Case(misdeed, "control", ping(f"http://{CANARY}/"), path=f"/soap/{misdeed}", settles=True)
    (outcome,) = bad_runner.run([case])
    assert outcome.verdicts - ALSO.get(misdeed, set()) == {MISDEEDS[misdeed]}


def test_the_runner_has_nothing_to_say_of_a_refusal(bad_runner: Runner) -> None:
    """As it should be."""
    case = Case("refusal", "control", ping(), path="/soap/refusal", settles=True)
    (outcome,) = bad_runner.run([case])
    assert (outcome.verdicts, outcome.told) == (frozenset(), ("INVALID_MESSAGE",))


def test_every_verdict_has_a_control() -> None:
    """A new one is not forgotten."""
    assert set(MISDEEDS.values()) == set(Verdict)
