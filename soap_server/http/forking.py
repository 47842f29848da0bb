"""How a worker process comes into being: forked from the supervisor, with all that is made once for all workers."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass

BACKLOG = 512
READY = b"ready\n"
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Says where the workers keep their figures."""
# Not before the worker has its own way to be stopped, and never its supervisor's.
_HELD_BACK = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


@dataclass
class WorkerProcess:
    """One worker, seen from its supervisor.

    :ivar pause: the seconds that were waited before it was started.
    :ivar ready_end: the end of a pipe from which comes that the worker is ready.
    """

    number: int
    pause: float
    pid: int
    ready_end: int
    is_ready: bool = False
    is_heard: bool = False

    def close(self) -> None:
        """Close the pipe, once."""
        if not self.is_heard:
            self.is_heard = True
            os.close(self.ready_end)


def fork(number: int, pause: float, run: Callable[[int], None]) -> WorkerProcess:
    """Fork a worker, which is what ``run`` does there and ends with it.

    :param run: gets the end of a pipe into which the worker writes that it is ready.
    :raises OSError: if the system has no room for it.
    """
    ready_end, told_end = os.pipe()
    # What is in a buffer would be written by both.
    sys.stdout.flush()
    sys.stderr.flush()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_BACK)
    try:
        pid = os.fork()
    except OSError:
        os.close(ready_end)
        raise
    else:
        if not pid:
            os.close(ready_end)
            _live(run, told_end)
    finally:
        os.close(told_end)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return WorkerProcess(number, pause, pid, ready_end)


def _live(run: Callable[[int], None], told_end: int) -> None:
    """Be the worker, and nothing else afterwards: what stands above on the stack is the supervisor's."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Ctrl+C reaches the whole group of processes, and it is the supervisor who asks the workers to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        run(told_end)
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the process ends here
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
