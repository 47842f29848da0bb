"""Metrics for Prometheus, added up over the worker processes.

The variable PROMETHEUS_MULTIPROC_DIR, which the supervisor sets, names the folder in which the workers
keep their figures; without it a process shows its own.
"""

import os
from functools import cache

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from soap_server.http.forking import FOLDER_VARIABLE

CONTENT_TYPE = CONTENT_TYPE_LATEST

if FOLDER_VARIABLE in os.environ:
    # Nobody has to ask the system which process this is at every figure of every call: it changes with a fork only.
    _process = cache(os.getpid)
    os.register_at_fork(after_in_child=_process.cache_clear)
    values.ValueClass = values.MultiProcessValue(process_identifier=_process)

calls = Counter("soapdesk_calls_total", "Calls answered, by operation and fault code.", ["operation", "code"])
call_seconds = Histogram(
    "soapdesk_call_seconds",
    "Time from a request's last byte to its answer.",
    ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
calls_in_progress = Gauge(
    "soapdesk_calls_in_progress", "Calls that run or wait for a thread.", multiprocess_mode="livesum"
)
pages = Counter("soapdesk_pages_total", "Web pages answered, by HTTP status.", ["status"])
connections = Gauge("soapdesk_connections", "Open connections.", multiprocess_mode="livesum")
turned_away = Counter("soapdesk_connections_turned_away_total", "Connections beyond the limits.")
bytes_in = Counter("soapdesk_request_bytes_total", "Bytes of request bodies.")
bytes_out = Counter("soapdesk_response_bytes_total", "Bytes of response bodies.")


def count_call(operation: str, code: str, seconds: float, *, received: int, sent: int) -> None:
    """Count a call that was answered."""
    answered, duration = _of(operation, code)
    answered.inc()
    duration.observe(seconds)
    bytes_in.inc(received)
    bytes_out.inc(sent)


@cache
def _of(operation: str, code: str) -> tuple[Counter, Histogram]:
    """Return the figures of an operation and a fault code, of which there are not many."""
    return calls.labels(operation, code), call_seconds.labels(operation)


def exposition() -> bytes:
    """Return all figures in Prometheus's text format."""
    if FOLDER_VARIABLE not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
