"""How the time of lists grows with the desk: one call at a time, on desks of several sizes in turn."""

from contextlib import ExitStack
from pathlib import Path

from benchmarks.bench.agreement import call
from benchmarks.bench.jobs import NAMESPACE, Job, envelope, write_envelopes
from benchmarks.bench.load import FailedCallsError, run_wrk
from benchmarks.bench.rounds import Say, log_in, running
from benchmarks.bench.servers import BUILD, OURS
from benchmarks.bench.world import World

_RARE = "zwieback"
_ADMIN, _STAFF, _CUSTOMER = "an administrator", "a handler", "a customer"
_SECONDS, _ROUNDS = 1, 3


def _listing(filter_: str = "", sort: str = "") -> str:
    filtered = f"<d:filter>{filter_}</d:filter>" if filter_ else ""
    return f"<d:ListEvents>{filtered}{sort}</d:ListEvents>"


def _search(word: str) -> str:
    return _listing(f"{_REST}<d:text>{word}</d:text>")


def _nil(*names: str) -> str:
    return "".join(f'<d:{name} i:nil="true"/>' for name in names)


_PRIORITY = _nil("priority")
_FROM_HANDLER = _nil("handlerId", "submittedFrom", "submittedBefore")
_REST = _PRIORITY + _nil("customerId") + _FROM_HANDLER
_BY_PRIORITY = "<d:sort><d:key>priority</d:key><d:descending>true</d:descending></d:sort>"
_IN_PROGRESS = "<d:statuses><d:EventStatus>in_progress</d:EventStatus></d:statuses>"
_FIGURES = _nil("staffId", "periodStart", "periodEnd", "utcOffsetMinutes")

# What is called, whose call it is, and the call.
_CALLS: dict[str, tuple[str, str]] = {
    "ListEvents": (_ADMIN, _listing()),
    "ListEvents, by a handler": (_STAFF, _listing()),
    "ListEvents, by a customer": (_CUSTOMER, _listing()),
    "ListEvents, by priority": (_ADMIN, _listing(sort=_BY_PRIORITY)),
    "ListEvents, in progress": (_ADMIN, _listing(_IN_PROGRESS + _REST)),
    "ListEvents, of a customer": (_ADMIN, _listing(f"{_PRIORITY}<d:customerId>1</d:customerId>{_FROM_HANDLER}")),
    "ListEvents, search of a word of each 20th": (_ADMIN, _search("打印机")),
    "ListEvents, search of a word of each 20th, by a handler": (_STAFF, _search("打印机")),
    "ListEvents, search of a word of each 20th, by a customer": (_CUSTOMER, _search("打印机")),
    "ListEvents, search of a beginning of words": (_ADMIN, _search("pri")),
    "ListEvents, search of a word of each 2,000th": (_ADMIN, _search("{number}")),
    "ListEvents, search of a word of 5": (_ADMIN, _search(_RARE)),
    "ListEvents, search of a word of 5, by a customer": (_CUSTOMER, _search(_RARE)),
    "ListUnassignedEvents": (_ADMIN, "<d:ListUnassignedEvents/>"),
    "ListReplies": (_ADMIN, "<d:ListReplies><d:eventId>{event}</d:eventId></d:ListReplies>"),
    "GetEventHistory": (_ADMIN, "<d:GetEventHistory><d:eventId>{event}</d:eventId></d:GetEventHistory>"),
    "ListRatings": (_ADMIN, "<d:ListRatings/>"),
    "ListUsers": (_ADMIN, "<d:ListUsers/>"),
    "ListAuditEntries": (_ADMIN, "<d:ListAuditEntries/>"),
    "GetDeskStatistics, 30 days": (_ADMIN, f"<d:GetDeskStatistics>{_FIGURES}</d:GetDeskStatistics>"),
}


def calls(world: World) -> list[Job]:
    """Return what is called, as jobs."""
    number = world.ask(
        "SELECT substring(content from '[0-9]{5,}') FROM events WHERE content ~ '[0-9]{5,}' ORDER BY id LIMIT 1"
    )
    facts = {"event": world.talks[0], "number": number[0][0]}
    customer = world.ask("SELECT username FROM users WHERE id = (SELECT customer_id FROM events ORDER BY id LIMIT 1)")
    callers = {_ADMIN: "demo.admin", _STAFF: "staff1", _CUSTOMER: customer[0][0]}
    return [
        Job(name, name, lambda _world, body=body: [body.format(**facts)], callers[who], connections=1)  # type: ignore[misc]
        for name, (who, body) in _CALLS.items()
    ]


def measure_growth(worlds: dict[int, World], say: Say) -> dict[str, dict[str, list[float]]]:
    """Return the median milliseconds by list and number of events, for each round."""
    found: dict[str, dict[str, list[float]]] = {name: {str(size): [] for size in worlds} for name in _CALLS}
    with ExitStack() as stack:
        ready = {}
        for size, world in worlds.items():
            server = stack.enter_context(running([OURS], world))[OURS.name]
            jobs = calls(world)
            tokens = {name: log_in(server.port, name) for name in {job.username for job in jobs}}
            _submit_rare_ones(server.port, tokens["demo.admin"])
            # As it does by itself, but who knows when.
            world.ask("VACUUM ANALYZE")
            ready[size] = server.port, tokens, jobs
        for number in range(_ROUNDS + 1):
            for place, name in enumerate(_CALLS):
                for size, (port, tokens, jobs) in ready.items():
                    job = jobs[place]
                    path = write_envelopes(job, worlds[size], tokens[job.username], BUILD)
                    median = _median(port, path, f"{NAMESPACE}/{name.partition(',')[0]}", _SECONDS)
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
