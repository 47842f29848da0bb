"""The rounds: all servers are up, one is awake, and each has its turn again and again."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.bench import agreement
from benchmarks.bench.jobs import JOBS, NAMESPACE, Job, envelope, write_envelopes
from benchmarks.bench.load import TooShortError, Window, measure, run_wrk
from benchmarks.bench.processes import family, memory, wait_until_quiet
from benchmarks.bench.servers import BUILD, OURS, Recipe, Server
from benchmarks.bench.world import PASSWORD, World

Say = Callable[[str], None]


@dataclass(frozen=True)
class Times:
    """How often and for how many seconds everything is done; wrk knows whole ones only.

    :ivar warm: of each job for each server before the first round; a JIT needs them.
    """

    rounds: int
    window: int
    warm: int
    starts: int


def log_in(port: int, username: str) -> str:
    """Return the token of a new session."""
    who = f"<d:username>{username}</d:username><d:password>{PASSWORD}</d:password>"
    answer = agreement.call(port, envelope(f"<d:Login>{who}</d:Login>", None), f"{NAMESPACE}/Login")
    found = re.search(rb"<token>([^<]+)</token>", answer)
    if found is None:
        raise agreement.DisagreementError("Login answers no token")
    return found[1].decode()


@contextmanager
def running(recipes: Sequence[Recipe], world: World, **options: int) -> Iterator[dict[str, Server]]:
    """Start servers; yield them by name, awake."""
    with ExitStack() as stack:
        servers = {}
        for recipe in recipes:
            server = Server(recipe, world, **options)
            stack.callback(server.stop)
            server.wait()
            servers[recipe.name] = server
        yield servers


class Contest:
    """Servers on one world, of which one works at a time while the others are stopped.

    :param servers: the running servers; the desk is among them.
    """

    def __init__(self, world: World, servers: Mapping[str, Server], jobs: Sequence[Job], say: Say) -> None:
        self.world, self.servers, self.jobs, self.say = world, servers, jobs, say
        desk = servers[OURS.name].port
        self._tokens = {job.username: log_in(desk, job.username) for job in jobs}
        self._files = {job.name: write_envelopes(job, world, self._tokens[job.username], BUILD) for job in jobs}

    def check(self) -> None:
        """See that every server answers each job as the desk does.

        :raises agreement.DisagreementError: if one does not.
        """
        for job in self.jobs:
            document = self._files[job.name].read_text(encoding="utf-8").partition("\n")[0]
            expected = agreement.call(self.servers[OURS.name].port, document, job.action)
            for name, server in self.servers.items():
                try:
                    agreement.check(job, expected, agreement.call(server.port, document, job.action))
                except agreement.DisagreementError as error:
                    raise agreement.DisagreementError(f"{name}: {error}") from error

    def warm(self, seconds: int) -> None:
        """Let each server do each job for a while, and stop them all."""
        for name, server in self.servers.items():
            for job in self.jobs:
                run_wrk(server.port, self._files[job.name], job.action, connections=job.connections, seconds=seconds)
            wait_until_quiet(server.process.pid)
            self.say(f"{name} is warm")
            server.pause(self.world)

    def rounds(self, times: Times) -> dict[str, dict[str, list[Window]]]:
        """Return the windows by job and server."""
        found: dict[str, dict[str, list[Window]]] = {job.name: {name: [] for name in self.servers} for job in self.jobs}
        names = list(self.servers)
        for number in range(times.rounds):
            # Everybody is first, in the middle and last in turn.
            turn = names[number % len(names) :] + names[: number % len(names)]
            for job in self.jobs:
                for name in turn:
                    window = self._turn(self.servers[name], job, times.window)
                    found[job.name][name].append(window)
                    self.say(f"round {number + 1}, {job.name}, {name}: {window.rate:,.0f}/s, p50 {window.p50:.1f} ms")
        return found

    def _turn(self, server: Server, job: Job, seconds: int) -> Window:
        self.world.tidy()
        server.resume()
        try:
            return self._window(server, job, seconds * job.patience)
        finally:
            server.pause(self.world)

    def _window(self, server: Server, job: Job, seconds: int) -> Window:
        pids = server.process.pid, self.world.postmaster
        path = self._files[job.name]
        try:
            return measure(server.port, path, job.action, pids=pids, connections=job.connections, seconds=seconds)
        except TooShortError:
            # A slow one gets more time, so that there is something to divide.
            return self._window(server, job, 3 * seconds)


def start_up(recipe: Recipe, world: World, token: str) -> tuple[Server, float, float]:
    """Start a server; return it, the seconds until its first answer, and the megabytes that it holds then."""
    job = JOBS["GetEvent"]
    document = envelope(job.bodies(world)[0], token)
    server = Server(recipe, world)
    try:
        server.wait()
        server.until_answered(lambda: agreement.call(server.port, document, job.action))
    except BaseException:
        server.stop()
        raise
    return server, time.perf_counter() - server.started, memory(family(server.process.pid))
