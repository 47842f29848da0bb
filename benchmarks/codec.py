"""What the engine costs beside Spyne as it comes: GetEvent with 20 replies, in one process, nothing behind it.

Run: python -m benchmarks.codec [rounds]

CPU time, since the machine may be busy; each round runs both, one after the other, and the ratio is the median of the
rounds' ratios. ``encode`` and ``decode`` are the codec alone; ``call`` is everything from the request's bytes to the
answer's but the desk, with Spyne's Soap11 and WsgiApplication on the other side, over the same models. Compare figures
of one run only.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import spyne.const
from lxml import etree
from rich.console import Console
from rich.table import Table

from benchmarks.bench.codec import BODY, answer, ours, stock_spyne
from benchmarks.peers.stock_spyne.services import build
from soap_server.app import Contract, build_contract
from soap_server.contract import NAMESPACE
from soap_server.contract.events import EventDetails
from soap_server.engine.codec import COMPILED
from soap_server.examples.messages import example_arguments

_ROUNDS = 50
_ASSIGNMENTS = 50
Work = Callable[[], Any]


def main() -> None:
    """Print a line for each kind of work."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else _ROUNDS
    # Spyne collects garbage in the middle of a call; that is not what is compared.
    spyne.const.MIN_GC_INTERVAL = float("inf")
    works = _works(build_contract(), answer())
    gc.freeze()
    table = Table("", "Spyne, µs", "SoapDesk, µs", "ratio", "least of each", "their ratio")
    for name, (stock, desk) in works.items():
        pairs = [(_seconds(stock), _seconds(desk)) for _ in range(rounds)]
        medians = [statistics.median(each) * 1e6 for each in zip(*pairs, strict=True)]
        least = [min(each) * 1e6 for each in zip(*pairs, strict=True)]
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        figures = (f"{medians[0]:.1f}", f"{medians[1]:.1f}", f"{ratio:.1f}")
        table.add_row(name, *figures, f"{least[0]:.1f} / {least[1]:.1f}", f"{least[0] / least[1]:.1f}")
    Console().print(table)


def _works(contract: Contract, value: EventDetails) -> dict[str, tuple[Work, Work]]:
    operation = contract.desk.operations[f"{{{NAMESPACE}}}GetEvent"]
    protocol = build({"GetEvent": lambda _context, _event_id: value}).app.out_protocol
    entry = etree.fromstring(BODY)[-1][0]
    many = contract.desk.operations[f"{{{NAMESPACE}}}AssignEvents"]
    arguments = example_arguments(many.declared)
    arguments["assignments"] *= _ASSIGNMENTS
    entries = etree.fromstring(COMPILED.element_encoder(many.in_message, "AssignEvents")(SimpleNamespace(**arguments)))

    def encode() -> bytes:
        root = etree.Element("root")
        protocol.to_parent(None, operation.out_message, SimpleNamespace(GetEventResult=value), root, NAMESPACE)
        return etree.tostring(root[0], encoding="utf-8")

    return {
        f"encode GetEvent, {len(value.replies)} replies": (encode, lambda: b"".join(operation.encode(value))),
        "decode GetEvent": (
            lambda: protocol.from_element(None, operation.in_message, entry),
            lambda: operation.decode(entry),
        ),
        f"decode AssignEvents, {_ASSIGNMENTS} events": (
            lambda: protocol.from_element(None, many.in_message, entries),
            lambda: many.decode(entries),
        ),
        "call GetEvent": (stock_spyne(), ours(contract)),
    }


def _seconds(work: Work) -> float:
    """Return what one piece of work takes: about ten milliseconds are measured."""
    started, times = time.process_time(), 0
    while time.process_time() - started < 0.01:
        work()
        times += 1
    return (time.process_time() - started) / times


if __name__ == "__main__":
    main()
