"""One small service twice: through our engine, and through Spyne as it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Annotated, Any

from spyne import Application, ByteArray, ComplexModel, DateTime, Fault, Integer32, Integer64, ServiceBase, Unicode, rpc
from spyne import Decimal as DecimalModel
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from db.vocabulary import Permission
from soap_server.contract import NAMESPACE
from soap_server.contract.common import ServiceFault, SessionHeader
from soap_server.contract.members import LONG
from soap_server.contract.spyne_model import spyne_type
from soap_server.engine.answers import Entry, FaultWriter
from soap_server.engine.call import Call
from soap_server.engine.codec import COMPILED, Codec
from soap_server.engine.credentials import Credentials
from soap_server.engine.faults import SoapFault
from soap_server.engine.interface import bind
from soap_server.engine.limits import Limits, SecurityLimits
from soap_server.engine.messages import Request
from soap_server.engine.pipeline import Endpoint, Engine
from soap_server.engine.schema import published_schema, validation_schema
from soap_server.engine.validation import Validator
from soap_server.operations.declaration import PUBLIC, Service
from soap_server.operations.spyne_services import spyne_service


@dataclass(frozen=True)
class Sample:
    """One value of each kind."""

    text: Annotated[str | None, "A text."] = None
    number: Annotated[int | None, "A number."] = None
    long: Annotated[int | None, LONG, "A long number."] = None
    amount: Annotated[Decimal | None, "An amount."] = None
    instant: Annotated[datetime | None, "An instant."] = None
    data: Annotated[bytes | None, "Some bytes."] = None


class Broken(Sample):
    """A value one of whose members cannot be read."""

    @property
    def number(self) -> int:
        raise RuntimeError("detached")


ANSWERS: Mapping[str, Sample] = {
    "control": Sample(text="a\x01b"),
    "surrogate": Sample(text="\ud800"),
    "exponent": Sample(amount=Decimal("1E+3")),
    "infinite": Sample(amount=Decimal("Infinity")),
    "wrong type": Sample(text=5),  # type: ignore[arg-type]
    "fine": Sample(text="fine", number=-5, instant=datetime(2026, 1, 1, tzinfo=UTC)),
}

ECHO = Service("EchoService", "Says what it is told.")


# The session header is read where a session is needed; nobody asks for the permission here.
@ECHO.operation(requires=Permission.ACCOUNT_USE)
def echo(_desk: Any, *, sample: Annotated[Sample, "What comes back."]) -> Sample:
    """Return what was sent."""
    return sample


@ECHO.operation(requires=PUBLIC)
def answer(_desk: Any, *, kind: Annotated[str, "Which answer."]) -> Sample:
    """Return an answer that is hard to write."""
    if kind == "refuse":
        raise SoapFault("NOT_FOUND", "There is no such thing.", field="kind")
    if kind == "break":
        raise RuntimeError("secret detail")
    if kind == "detached":
        return object.__new__(Broken)
    return ANSWERS[kind]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    content_type: str
    body: bytes


def our_engine(codec: Codec = COMPILED) -> Engine:
    """Return our engine with the service."""
    header, fault = spyne_type(SessionHeader), spyne_type(ServiceFault)
    bound = bind("Echo", "Echo.", [spyne_service(ECHO)], NAMESPACE, [header, fault], codec)
    decode_header = codec.decoder(header)
    return Engine(
        desk=bound,
        endpoints={"/soap": Endpoint("/soap", bound.operations)},
        validator=Validator(validation_schema(published_schema(bound)), NAMESPACE),
        header_decoders={f"{{{NAMESPACE}}}SessionHeader": lambda entry: decode_header(entry, "SessionHeader")},
        credentials=Credentials(SecurityLimits(), lambda: datetime.now(UTC)),
        faults=FaultWriter(NAMESPACE, codec.element_encoder(fault, "ServiceFault"), ServiceFault),
        limits=Limits(),
        execute=_execute,
        explain=lambda _error: None,
    )


def _execute(call: Call) -> Entry:
    return call.encode(call.operation.function(None, **call.arguments))


def ask_ours(engine: Engine, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Return our answer."""
    response = engine.handle(Request("POST", "/soap", headers=headers, body=body))
    return Reply(response.status, response.content_type, response.body)


class StockHeader(ComplexModel):  # type: ignore[misc]
    """The session header, as Spyne's users write it."""

    __namespace__ = NAMESPACE
    __type_name__ = "SessionHeader"
    token = Unicode(min_occurs=1, nillable=False)


class StockSample(ComplexModel):  # type: ignore[misc]
    """The sample, as Spyne's users write it."""

    __namespace__ = NAMESPACE
    __type_name__ = "Sample"
    text = Unicode
    number = Integer32
    long = Integer64
    amount = DecimalModel
    instant = DateTime
    data = ByteArray


def stock_spyne() -> WsgiApplication:
    """Return the same service through Spyne as its documentation builds it."""

    class EchoService(ServiceBase):  # type: ignore[misc]
        @rpc(StockSample, _in_header=(StockHeader,), _returns=StockSample)
        def Echo(ctx: Any, sample: Any) -> Any:  # noqa: N802, N805
            return sample

        @rpc(Unicode, _returns=StockSample)
        def Answer(ctx: Any, kind: str) -> Any:  # noqa: N802, N805
            if kind == "refuse":
                raise Fault("Client.NOT_FOUND", "There is no such thing.")
            return answer(None, kind=kind)

    application = Application(
        [EchoService], NAMESPACE, name="Echo", in_protocol=Soap11(validator="lxml"), out_protocol=Soap11()
    )
    return WsgiApplication(application)


def ask_stock(wsgi: WsgiApplication, body: bytes, headers: Mapping[str, str], **environ: str) -> Reply:
    """Return Spyne's answer."""
    found: dict[str, Any] = {}

    def start_response(status: str, response_headers: list[tuple[str, str]], _info: Any = None) -> None:
        found["status"] = int(status.split(maxsplit=1)[0])
        found["content_type"] = dict(response_headers).get("Content-Type", "")

    names = {"content-type": "CONTENT_TYPE", "soapaction": "HTTP_SOAPACTION"}
    given = {names[name]: value for name, value in headers.items()}
    pieces = wsgi(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/soap",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            **given,
            **environ,
        },
        start_response,
    )
    return Reply(found["status"], found["content_type"], b"".join(pieces))
