"""The compiled codec against the reference, which is Spyne's own: what they write and read is the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from db.engine import Database
from soap_server.app import SOAP_PATH, Contract, build_application
from soap_server.contract import NAMESPACE
from soap_server.contract.common import ServiceFault
from soap_server.contract.members import is_contract_type, members_of
from soap_server.contract.spyne_model import spyne_type
from soap_server.engine.answers import FaultWriter, envelope
from soap_server.engine.call import Call
from soap_server.engine.codec import COMPILED, Codec, Pieces, codec_named
from soap_server.engine.credentials import Credentials
from soap_server.engine.faults import SoapFault
from soap_server.engine.interface import BoundOperation
from soap_server.engine.limits import Limits, SecurityLimits
from soap_server.engine.messages import Request
from soap_server.engine.pipeline import Endpoint, Engine
from soap_server.engine.versions import VERSIONS, XSI
from soap_server.settings import load_settings
from tests.callers import OPERATIONS
from tests.conftest import FAST_PASSWORDS
from tests.engine import test_invalid_messages, test_stock_spyne
from tests.engine.invented import TEXT, answers, instances, values
from tests.engine.messages import TNS, Fault, ping, result, send
from tests.engine.messages import envelope as request
from tests.hostile.corpus import all_cases

REFERENCE = codec_named("spyne")
CODECS = (COMPILED, REFERENCE)
EVERY_OPERATION = pytest.mark.parametrize("name", OPERATIONS)
PUBLISHED = Path(__file__).parents[2] / "wsdl" / "examples"
_INVENT = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
_LONGEST = 20_000


def bound(contract: Contract, name: str) -> BoundOperation:
    """Return an operation of the interface."""
    return contract.everything.operations[f"{{{NAMESPACE}}}{name}"]


def canonical(document: bytes) -> bytes:
    """Return a document in canonical XML."""
    return etree.tostring(etree.fromstring(document), method="c14n")


@EVERY_OPERATION
def test_answers_are_the_same(contract: Contract, name: str) -> None:
    """In canonical XML, in both versions of SOAP, as a document and with files beside it."""
    operation = bound(contract, name)
    encoders = [codec.response_encoder(operation.out_message) for codec in CODECS]

    @_INVENT
    @given(answers(operation.declared.returns))
    def compare(value: Any) -> None:
        for version in VERSIONS:
            ours, theirs = (canonical(b"".join(envelope(version, encode(value)))) for encode in encoders)
            assert ours == theirs
        packages = [(encode, Pieces([], str)) for encode in encoders]
        ours, theirs = (canonical(b"".join(envelope(VERSIONS[0], encode(value, to)))) for encode, to in packages)
        assert (ours, packages[0][1].files) == (theirs, packages[1][1].files)

    compare()


ANSWERED = sorted({each.returns for each in OPERATIONS.values() if is_contract_type(each.returns)}, key=str)


@pytest.mark.parametrize("contract_type", ANSWERED, ids=lambda contract_type: contract_type.__name__)
def test_what_is_mandatory_is_never_left_out(contract_type: Any) -> None:
    """An answer without it is a failure, by either codec, never a document that breaks its schema."""
    encoders = [codec.element_encoder(spyne_type(contract_type), "value") for codec in CODECS]
    mandatory = [member.name for member in members_of(contract_type) if not member.optional]

    @_INVENT
    @given(instances(contract_type), st.sampled_from(mandatory))
    def check(value: Any, name: str) -> None:
        lacking = replace(value, **{name: None})
        for encode in encoders:
            with pytest.raises((ValueError, TypeError, AttributeError, KeyError)):
                encode(lacking)

    check()


@EVERY_OPERATION
def test_requests_are_read_the_same(contract: Contract, name: str) -> None:
    """To the same arguments, or to the same refusal: half of the values break what the contract says of them."""
    operation = bound(contract, name)
    write = COMPILED.element_encoder(operation.in_message, name)
    decoders = [codec.argument_decoder(operation.in_message) for codec in CODECS]
    strategies = [
        st.fixed_dictionaries({each.name: values(each, with_facets=kept) for each in operation.declared.parameters})
        for kept in (True, False)
    ]

    @_INVENT
    @given(st.one_of(strategies))
    def compare(arguments: dict[str, Any]) -> None:
        text = write(SimpleNamespace(**arguments)).replace(">", f' xmlns:xsi="{XSI}">', 1)
        ours, theirs = (outcome(decode, etree.fromstring(text)) for decode in decoders)
        assert ours == theirs

    compare()


def outcome(decode: Any, entry: etree._Element) -> Any:
    """Return the arguments, or what is told of the refusal."""
    try:
        return decode(entry)
    except SoapFault as fault:
        return fault.code, fault.field, fault.message


def test_faults_and_headers_are_the_same(contract: Contract) -> None:
    """The detail of a fault is written, the session's header is read."""
    write = COMPILED.element_encoder(contract.header, "SessionHeader")
    encoders = [codec.element_encoder(contract.fault, "ServiceFault") for codec in CODECS]
    decoders = [codec.decoder(contract.header) for codec in CODECS]

    @_INVENT
    @given(instances(ServiceFault), TEXT)
    def compare(fault: ServiceFault, token: str) -> None:
        ours, theirs = (canonical(encode(fault).encode()) for encode in encoders)
        assert ours == theirs
        entry = etree.fromstring(write(SimpleNamespace(token=token)))
        read, also = (
            outcome(lambda entry, decode=decode: decode(entry, "SessionHeader"), entry) for decode in decoders
        )
        assert read == also

    compare()


@dataclass
class Listener:
    """An engine with no desk behind it, and what it was told to do."""

    contract: Contract
    codec: Codec
    heard: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        decode_header = self.codec.decoder(self.contract.header)
        operations = {
            tag: SimpleNamespace(
                **{**vars(each), "decode": self.codec.argument_decoder(each.in_message)},
            )
            for tag, each in self.contract.everything.operations.items()
        }
        fault = self.codec.element_encoder(self.contract.fault, "ServiceFault")
        self.engine = Engine(
            desk=self.contract.desk,
            endpoints={SOAP_PATH: Endpoint(SOAP_PATH, operations)},  # type: ignore[arg-type]
            validator=self.contract.validator,
            header_decoders={f"{{{NAMESPACE}}}SessionHeader": lambda entry: decode_header(entry, "SessionHeader")},
            credentials=Credentials(SecurityLimits(), lambda: datetime(2026, 11, 26, tzinfo=UTC)),
            faults=FaultWriter(NAMESPACE, fault, ServiceFault),
            limits=Limits(),
            execute=self._execute,
            explain=lambda _error: None,
        )

    def _execute(self, call: Call) -> bytes:
        self.heard.append((call.operation.name, call.arguments, call.headers, call.password))
        return b"<a/>"

    def answer(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes, Any]:
        """Return the status, the answer and what was heard."""
        self.heard.clear()
        asked = Request("POST", SOAP_PATH, headers=headers, body=body, peer="192.0.2.7", is_secure=True)
        response = self.engine.handle(asked, "0" * 16)
        return response.status, b"" if response.content_type.startswith("multipart") else response.body, [*self.heard]


def documents() -> Iterator[tuple[Mapping[str, str], bytes]]:
    """Yield the documents of the tests, valid and invalid: those of the corpus, of this folder, the published ones."""
    for case in all_cases():
        if case.body and case.raw is None and len(case.body) <= _LONGEST:
            headers = (line.partition(": ") for line in case.headers)
            yield {name.lower(): value for name, _, value in headers}, _bytes(case.body)
    for document, headers_of_case, _check in test_stock_spyne.CASES.values():
        yield headers_of_case, _bytes(document)
    for test in (
        test_invalid_messages.test_messages_help_and_tell_no_values,
        test_invalid_messages.test_the_path_to_what_is_wrong_is_named,
        test_invalid_messages.test_names_that_are_none_are_the_senders_fault,
    ):
        (mark,) = getattr(test, "pytestmark")  # noqa: B009 - mypy does not know it
        for given_values in mark.args[1]:
            body = given_values if isinstance(given_values, str) else given_values[0]
            yield test_stock_spyne.XML, request(body).encode()
    for path in PUBLISHED.glob("*/request.xml"):
        yield test_stock_spyne.XML, path.read_bytes()


def _bytes(document: str | bytes) -> bytes:
    return document if isinstance(document, bytes) else document.encode()


def test_documents_are_read_the_same(contract: Contract) -> None:
    """Every document of the tests has the same arguments or the same fault, to the letter."""
    ours, theirs = (Listener(contract, codec) for codec in CODECS)
    told: set[str] = set()
    for headers, body in documents():
        found, expected = ours.answer(headers, body), theirs.answer(headers, body)
        assert found == expected, body[:2_000]
        fault = etree.fromstring(found[1]).find(f".//{{{TNS}}}code") if found[1] else None
        told.add("" if fault is None else fault.text or "")
    assert told >= {"", "INVALID_MESSAGE", "INVALID_ARGUMENT", "MALFORMED_REQUEST", "LIMIT_EXCEEDED"}


def test_a_setting_puts_the_reference_to_work(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the whole server, faults too; without it the compiled codec is at work."""
    monkeypatch.delenv("SOAPDESK_SERVER__CODEC", raising=False)
    database = Database(sqlite_url)
    for chosen, codec in (({}, COMPILED), ({"codec": "compiled"}, COMPILED), ({"codec": "spyne"}, REFERENCE)):
        desk = build_application(load_settings(server=chosen), database=database, passwords=FAST_PASSWORDS)
        assert desk.contract.codec == codec
        assert result(send(desk, ping("你好 &amp; &lt;b&gt;&#13;")))[0][0].text == "你好 & <b>\r"
        assert Fault(send(desk, request("<t:GetEvent/>"))).field == "eventId"
        made_of = {each.decode.__module__.rpartition(".")[2] for each in desk.contract.desk.operations.values()}
        assert made_of == {"reference" if chosen == {"codec": "spyne"} else "decoding"}
    database.dispose()
