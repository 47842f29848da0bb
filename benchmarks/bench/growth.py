"""How the time of lists grows with the desk: one call at a time, on desks of several sizes in turn."""

from contextlib import ExitStack
from pathlib import Path

from benchmarks.bench.agreement import call
from benchmarks.bench.jobs import NAMESPACE, Job, envelope, write_envelopes
from benchmarks.bench.load import FailedCallsError, run_wrk
from benchmarks.bench.rounds import Say, Times, log_in, running
from benchmarks.bench.servers import BUILD, OURS
from benchmarks.bench.world import World

_RARE = "zwieback"


def _search(word: str) -> str:
    return f"<d:ListEvents><d:filter>{{rest}}<d:text>{word}</d:text></d:filter></d:ListEvents>"


_BODIES = {
    "ListEvents": "<d:ListEvents/>",
    "ListEvents, by priority": "<d:ListEvents><d:sort><d:key>priority</d:key><d:descending>true</d:descending></d:sort>"
    "</d:ListEvents>",
    "ListEvents, in progress": "<d:ListEvents><d:filter><d:statuses><d:EventStatus>in_progress</d:EventStatus>"
    "</d:statuses>{rest}</d:filter></d:ListEvents>",
    "ListEvents, of a customer": "<d:ListEvents><d:filter>{priority}<d:customerId>1</d:customerId>{from_handler}"
    "</d:filter></d:ListEvents>",
    "ListEvents, search of a frequent word": _search("打印机"),
    "ListEvents, search of a word of each 2,000th": _search("{number}"),
    "ListEvents, search of a word of 5": _search(_RARE),
    "ListUnassignedEvents": "<d:ListUnassignedEvents/>",
    "ListReplies": "<d:ListReplies><d:eventId>{event}</d:eventId></d:ListReplies>",
    "GetEventHistory": "<d:GetEventHistory><d:eventId>{event}</d:eventId></d:GetEventHistory>",
    "ListRatings": "<d:ListRatings/>",
    "ListUsers": "<d:ListUsers/>",
    "ListAuditEntries": "<d:ListAuditEntries/>",
}
_NIL = '<d:{} i:nil="true"/>'
_FROM_HANDLER = "".join(_NIL.format(name) for name in ("handlerId", "submittedFrom", "submittedBefore"))
_PRIORITY = _NIL.format("priority")
_REST = _PRIORITY + _NIL.format("customerId") + _FROM_HANDLER


def lists(world: World) -> list[Job]:
    """Return the lists as jobs."""
    number = world.ask(
        "SELECT substring(content from '[0-9]{5,}') FROM events WHERE content ~ '[0-9]{5,}' ORDER BY id LIMIT 1"
    )
    facts = {
        "rest": _REST,
        "priority": _PRIORITY,
        "from_handler": _FROM_HANDLER,
        "event": world.talks[0],
        "number": number[0][0],
    }
    return [
        Job(name, name, lambda _world, body=body: [body.format(**facts)], connections=1)  # type: ignore[misc]
        for name, body in _BODIES.items()
    ]


def measure_growth(worlds: dict[int, World], times: Times, say: Say) -> dict[str, dict[str, list[float]]]:
    """Return the median milliseconds by list and number of events, for each round."""
    found: dict[str, dict[str, list[float]]] = {name: {str(size): [] for size in worlds} for name in _BODIES}
    with ExitStack() as stack:
        ports = {}
        for size, world in worlds.items():
            server = stack.enter_context(running([OURS], world))[OURS.name]
            ports[size] = server.port, log_in(server.port, "demo.admin"), lists(world)
            _submit_rare_ones(*ports[size][:2])
        for number in range(times.rounds + 1):
            for place, name in enumerate(_BODIES):
                for size, (port, token, jobs) in ports.items():
                    job = jobs[place]
                    path = write_envelopes(job, worlds[size], token, BUILD)
                    action = f"{NAMESPACE}/{name.partition(',')[0]}"
                    median = _median(port, path, action, max(1, times.window // 3))
                    if number:  # The first round warms up.
                        found[name][str(size)].append(median)
            say(f"growth, round {number}")
    return found


def _submit_rare_ones(port: int, token: str) -> None:
    text = f"<d:title>{_RARE}</d:title><d:content>?</d:content>{_PRIORITY}<d:customerId>1</d:customerId>"
    for _ in range(5):
        call(port, envelope(f"<d:SubmitEvent>{text}</d:SubmitEvent>", token), f"{NAMESPACE}/SubmitEvent")


def _median(port: int, path: Path, action: str, seconds: int) -> float:
    said = run_wrk(port, path, action, connections=1, seconds=seconds)
    if said["failed"]:
        raise FailedCallsError(action)
    # A slow one gets more time, so that there is a median.
    return said["p50"] if said["calls"] >= 3 else _median(port, path, action, 4 * seconds)
