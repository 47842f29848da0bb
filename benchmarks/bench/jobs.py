"""The four jobs: what is sent, by whom, and how much at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bench.world import ROWS, World

NAMESPACE = "urn:soapdesk:v1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NIL = 'i:nil="true"'
_COLUMNS = ("id", "title", "status", "priority", "customer_id", "submitted_at")


@dataclass(frozen=True)
class Job:
    """One kind of call.

    :ivar bodies: makes the body entries that are sent in turn.
    :ivar username: who calls.
    :ivar connections: how many calls are under way at a time.
    :ivar patience: how many times as long as the others' its windows are.
    :ivar differing: elements that may differ between two answers to the same call.
    """

    name: str
    title: str
    bodies: Callable[[World], list[str]]
    username: str = "demo.admin"
    connections: int = 16
    patience: int = 1
    differing: frozenset[str] = field(default=frozenset({"nextCursor"}))

    @property
    def action(self) -> str:
        """The SOAPAction."""
        return f"{NAMESPACE}/{self.name}"


def _get_event(world: World) -> list[str]:
    return [f"<d:GetEvent><d:eventId>{event}</d:eventId></d:GetEvent>" for event in world.talks]


def _submit_event(_world: World) -> list[str]:
    return [
        f"<d:SubmitEvent><d:title>Printer {number} on the second floor stops</d:title><d:content>It stops after the "
        f"third page, and the display says 打印机卡纸 {number}.</d:content><d:priority {_NIL}/>"
        "<d:customerId>1</d:customerId></d:SubmitEvent>"
        for number in range(100)
    ]


def _list_events(_world: World) -> list[str]:
    return ["<d:ListEvents/>"]


def _read_table(world: World) -> list[str]:
    columns = "".join(f"<d:string>{column}</d:string>" for column in _COLUMNS)
    values = f"<d:values><d:string>{world.last_row}</d:string></d:values>"
    condition = f"<d:column>id</d:column><d:operator>lessOrEqual</d:operator>{values}"
    filtered = f"<d:filter><d:allOf><d:DataCondition>{condition}</d:DataCondition></d:allOf></d:filter>"
    what = f"<d:table>events</d:table><d:columns>{columns}</d:columns>{filtered}"
    return [f"<d:ReadTable>{what}<d:size>{ROWS}</d:size><d:withTotal {_NIL}/></d:ReadTable>"]


JOBS: Mapping[str, Job] = {
    job.name: job
    for job in (
        Job("GetEvent", "GetEvent, 20 replies", _get_event),
        Job("ListEvents", "ListEvents, 50 of them", _list_events),
        Job(
            "ReadTable",
            "ReadTable, 10,000 rows",
            _read_table,
            username="demo.reporter",
            connections=2,
            patience=2,
        ),
        # Last, since it changes what the others read.
        Job(
            "SubmitEvent",
            "SubmitEvent, durable",
            _submit_event,
            differing=frozenset({"id", "submittedAt", "updatedAt"}),
        ),
    )
}


def envelope(body: str, token: str | None) -> str:
    """Return a request of one line."""
    header = f"<s:Header><d:SessionHeader><d:token>{token}</d:token></d:SessionHeader></s:Header>" if token else ""
    return (
        f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="{NAMESPACE}" xmlns:i="{_XSI}">'
        f"{header}<s:Body>{body}</s:Body></s:Envelope>"
    )


def write_envelopes(job: Job, world: World, token: str, folder: Path) -> Path:
    """Write the requests of a job to a file for wrk, one a line."""
    path = folder / f"{job.name}.txt"
    lines = [envelope(body, token) for body in job.bodies(world)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
