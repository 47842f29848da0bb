"""What one call costs in the engine, without a network, and how that grows with the desk.

Run: python -m benchmarks.calls [events ...]

Each figure is the median of many calls in one process on SQLite, from the request's bytes to the answer's,
transaction included. Compare figures of one run only: machines differ, and so do their hours.
"""

import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from argon2 import PasswordHasher
from rich.console import Console
from rich.table import Table

from db import schema
from db.engine import Database
from soap_server.app import Application, build_application
from soap_server.demo.filling import fill
from soap_server.desk.passwords import Passwords
from soap_server.engine.messages import Request
from soap_server.settings import load_settings

_PASSWORD = "seven quiet lanterns"
_CALLS = 200


def main() -> None:
    """Measure desks of the sizes given."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("events", type=int, nargs="*", default=[1_000, 10_000], help="sizes of the desk")
    sizes = parser.parse_args().events
    columns = {size: measure(size) for size in sizes}
    table = Table("call", *(f"{size:,} events, ms" for size in sizes), f"growth to {sizes[-1]:,}")
    for name in columns[sizes[0]]:
        figures = [columns[size][name] for size in sizes]
        table.add_row(name, *(f"{figure:.2f}" for figure in figures), f"{figures[-1] / figures[0]:.2f}")
    Console().print(table)


def measure(events: int) -> dict[str, float]:
    """Return the median milliseconds of each call on a desk of this size."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'desk.db'}")
        schema.upgrade(database)
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        application = build_application(load_settings(), database=database, passwords=passwords)
        fill(
            database,
            password_hash=passwords.hash(_PASSWORD),
            events=events,
            days=365,
            now=application.office.clock(),
        )
        try:
            return _measure_calls(application, events)
        finally:
            application.close()


def _measure_calls(application: Application, events: int) -> dict[str, float]:
    token = _log_in(application)
    by_priority = "<d:sort><d:key>priority</d:key><d:descending>true</d:descending></d:sort>"
    new_event = "<d:title>t</d:title><d:content>c</d:content><d:customerId>1</d:customerId>"
    bodies = {
        "Ping": "<d:Ping/>",
        "GetEvent": f"<d:GetEvent><d:eventId>{events // 2}</d:eventId></d:GetEvent>",
        "ListEvents, 50": "<d:ListEvents/>",
        "ListEvents, by priority": f"<d:ListEvents>{by_priority}</d:ListEvents>",
        "ListEvents, search": "<d:ListEvents><d:filter><d:text>打印机</d:text></d:filter></d:ListEvents>",
        "ListUnassignedEvents": "<d:ListUnassignedEvents/>",
        "GetDeskStatistics, 30 days": "<d:GetDeskStatistics/>",
        "SubmitEvent, durable": f"<d:SubmitEvent>{new_event}</d:SubmitEvent>",
    }
    return {name: _median(lambda body=body: _call(application, body, token)) for name, body in bodies.items()}  # type: ignore[misc]


def _median(call: Callable[[], bytes]) -> float:
    times = []
    for _ in range(_CALLS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return statistics.median(times[_CALLS // 10 :]) * 1000


def _log_in(application: Application) -> str:
    body = f"<d:Login><d:username>demo.admin</d:username><d:password>{_PASSWORD}</d:password></d:Login>"
    answer = _call(application, body, None).decode()
    return answer.partition("<token>")[2].partition("</token>")[0]


def _call(application: Application, body: str, token: str | None) -> bytes:
    header = f"<s:Header><d:SessionHeader><d:token>{token}</d:token></d:SessionHeader></s:Header>" if token else ""
    document = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="urn:soapdesk:v1">'
        f"{header}<s:Body>{body}</s:Body></s:Envelope>"
    )
    response = application.engine.handle(
        Request("POST", "/soap", headers={"content-type": "text/xml"}, body=document.encode(), peer="127.0.0.1")
    )
    if response.status != 200:
        sys.exit(response.body.decode())
    return response.body


if __name__ == "__main__":
    main()
