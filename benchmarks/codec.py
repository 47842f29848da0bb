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
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import spyne.const
from lxml import etree
from rich.console import Console
from rich.table import Table
from spyne import Application, ServiceBase, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from db.vocabulary import EventStatus, Priority, ReplyKind
from soap_server.app import Contract, build_contract
from soap_server.contract import NAMESPACE
from soap_server.contract.common import ServiceFault, UserSummary
from soap_server.contract.events import Event, EventDetails
from soap_server.contract.replies import Reply
from soap_server.engine.answers import Entry, FaultWriter
from soap_server.engine.codec import COMPILED
from soap_server.engine.credentials import Credentials
from soap_server.engine.limits import Limits, SecurityLimits
from soap_server.engine.messages import Request
from soap_server.engine.pipeline import Call, Endpoint, Engine
from soap_server.examples.messages import example_arguments

_ROUNDS = 50
_REPLIES, _ASSIGNMENTS = 20, 50
_PATH = "/soap"
_TYPE = "text/xml; charset=utf-8"
_REQUEST = (
    f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="{NAMESPACE}"><s:Header>'
    "<d:SessionHeader><d:token>cQmQJ3pZpQ0w3Jb9mYx4yM1qzT7d5o2R</d:token></d:SessionHeader></s:Header>"
    "<s:Body><d:GetEvent><d:eventId>4711</d:eventId></d:GetEvent></s:Body></s:Envelope>"
).encode()
Work = Callable[[], Any]


def main() -> None:
    """Print a line for each kind of work."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else _ROUNDS
    # Spyne collects garbage in the middle of a call; that is not what is compared.
    spyne.const.MIN_GC_INTERVAL = float("inf")
    works = _works(build_contract(), _answer())
    gc.freeze()
    table = Table("", "Spyne, µs", "SoapDesk, µs", "ratio", "least of each", "their ratio")
    for name, (theirs, ours) in works.items():
        pairs = [(_seconds(theirs), _seconds(ours)) for _ in range(rounds)]
        medians = [statistics.median(each) * 1e6 for each in zip(*pairs, strict=True)]
        least = [min(each) * 1e6 for each in zip(*pairs, strict=True)]
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        figures = (f"{medians[0]:.1f}", f"{medians[1]:.1f}", f"{ratio:.1f}")
        table.add_row(name, *figures, f"{least[0]:.1f} / {least[1]:.1f}", f"{least[0] / least[1]:.1f}")
    Console().print(table)


def _works(contract: Contract, answer: EventDetails) -> dict[str, tuple[Work, Work]]:
    operation = contract.desk.operations[f"{{{NAMESPACE}}}GetEvent"]
    stock, protocol = _stock(operation.in_message, operation.out_message, answer)
    engine = _engine(contract, answer)
    request = Request("POST", _PATH, headers={"content-type": _TYPE}, body=_REQUEST, peer="127.0.0.1")
    entry = etree.fromstring(_REQUEST)[-1][0]
    many = contract.desk.operations[f"{{{NAMESPACE}}}AssignEvents"]
    arguments = example_arguments(many.declared)
    arguments["assignments"] *= _ASSIGNMENTS
    entries = etree.fromstring(COMPILED.element_encoder(many.in_message, "AssignEvents")(SimpleNamespace(**arguments)))

    def encode() -> bytes:
        root = etree.Element("root")
        protocol.to_parent(None, operation.out_message, SimpleNamespace(GetEventResult=answer), root, NAMESPACE)
        return etree.tostring(root[0], encoding="utf-8")

    return {
        f"encode GetEvent, {_REPLIES} replies": (encode, lambda: b"".join(operation.encode(answer))),
        "decode GetEvent": (
            lambda: protocol.from_element(None, operation.in_message, entry),
            lambda: operation.decode(entry),
        ),
        f"decode AssignEvents, {_ASSIGNMENTS} events": (
            lambda: protocol.from_element(None, many.in_message, entries),
            lambda: many.decode(entries),
        ),
        "call GetEvent": (lambda: _ask(stock), lambda: engine.handle(request).whole_body),
    }


def _answer() -> EventDetails:
    at = datetime(2026, 11, 26, 8, 30, 12, 123456, tzinfo=UTC)
    staff, customer = UserSummary(7, "Zhang Wei 张伟"), UserSummary(12, "Anna Example")
    event = Event(
        id=4711,
        title="The printer on the 3rd floor does not print",
        status=EventStatus.IN_PROGRESS,
        priority=Priority.HIGH,
        category="hardware",
        customer=customer,
        handler=staff,
        reply_count=_REPLIES,
        submitted_at=at,
        updated_at=at,
        version=23,
        content="It says <paper jam> & there is none.\nPlease help. " * 5,
        reopen_count=0,
        assigned_at=at,
        resolved_at=None,
        completed_at=None,
    )
    replies = [
        Reply(
            id=number,
            event_id=event.id,
            author=staff if number % 2 else customer,
            kind=ReplyKind.REPLY,
            text=f"Number {number}: we have changed the fuser unit of the printer; please try it again.",
            posted_at=at + timedelta(minutes=number),
        )
        for number in range(_REPLIES)
    ]
    return EventDetails(event, [], replies, None, ["PostReply", "ResolveEvent", "CompleteEvent"])


def _stock(in_message: Any, out_message: Any, answer: EventDetails) -> tuple[WsgiApplication, Any]:
    """Return Spyne's application with this one operation, and its protocol."""
    (argument,), (result,) = in_message._type_info.values(), out_message._type_info.values()

    class EventService(ServiceBase):  # type: ignore[misc]
        @rpc(argument, _args=["event_id"], _returns=result)  # type: ignore[untyped-decorator]
        def GetEvent(ctx: Any, event_id: int) -> Any:  # noqa: N802, N805
            return answer

    protocol = Soap11()
    application = Application(
        [EventService], NAMESPACE, name="Stock", in_protocol=Soap11(validator="lxml"), out_protocol=protocol
    )
    return WsgiApplication(application), protocol


def _ask(wsgi: WsgiApplication) -> bytes:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": _PATH,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(_REQUEST),
        "CONTENT_LENGTH": str(len(_REQUEST)),
        "CONTENT_TYPE": _TYPE,
    }
    return b"".join(wsgi(environ, lambda _status, _headers, _info=None: None))


def _engine(contract: Contract, answer: EventDetails) -> Engine:
    """Return our engine with a fixed answer in place of the desk."""
    decode_header = COMPILED.decoder(contract.header)

    def execute(call: Call) -> Entry:
        return call.encode(answer)

    return Engine(
        desk=contract.desk,
        endpoints={_PATH: Endpoint(_PATH, contract.desk.operations)},
        validator=contract.validator,
        header_decoders={f"{{{NAMESPACE}}}SessionHeader": lambda entry: decode_header(entry, "SessionHeader")},
        credentials=Credentials(SecurityLimits(), lambda: datetime.now(UTC)),
        faults=FaultWriter(NAMESPACE, COMPILED.element_encoder(contract.fault, "ServiceFault"), ServiceFault),
        limits=Limits(),
        execute=execute,
        explain=lambda _error: None,
    )


def _seconds(work: Work) -> float:
    """Return what one piece of work takes: about ten milliseconds are measured."""
    started, times = time.process_time(), 0
    while time.process_time() - started < 0.01:
        work()
        times += 1
    return (time.process_time() - started) / times


if __name__ == "__main__":
    main()
