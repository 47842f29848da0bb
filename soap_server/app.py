"""The one place where the parts meet: settings in, a desk that answers requests out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from db.engine import Database
from soap_server.contract import NAMESPACE
from soap_server.contract.common import ServiceFault, SessionHeader
from soap_server.contract.spyne_model import spyne_type
from soap_server.desk.desk import Office
from soap_server.desk.errors import DeskError, LoginThrottledError, ServerBusyError, ThrottledError
from soap_server.desk.passwords import Passwords
from soap_server.engine.answers import FaultWriter
from soap_server.engine.codec import COMPILED, Codec, codec_named
from soap_server.engine.credentials import Credentials
from soap_server.engine.faults import SoapCode, SoapFault
from soap_server.engine.interface import BoundService, bind
from soap_server.engine.pipeline import Endpoint, Engine
from soap_server.engine.schema import published_schema, validation_schema
from soap_server.engine.validation import Validator
from soap_server.engine.versions import SOAP11, SOAP12
from soap_server.engine.wsdl import build_wsdl
from soap_server.executor import Executor
from soap_server.office import build_office
from soap_server.operations.catalogue import DESK_SERVICES, SERVICES
from soap_server.operations.execution import CallRunner
from soap_server.operations.passwords import PasswordCheck
from soap_server.operations.spyne_services import spyne_service
from soap_server.settings import Settings

DESK_NAME = "SoapDesk"
DESK_DOC = "The whole desk: users, events, assignments, replies, ratings and the server itself."
SOAP_PATH = "/soap"


@dataclass(frozen=True)
class Contract:
    """The bound services: the whole desk first, then each service alone.

    :ivar everything: all operations, those too that are in no interface but their own.
    """

    services: tuple[BoundService, ...]
    everything: BoundService
    header: Any
    fault: Any
    codec: Codec

    @property
    def desk(self) -> BoundService:
        """The whole desk."""
        return self.services[0]

    @cached_property
    def validator(self) -> Validator:
        """The validator of everything that callers send."""
        return Validator(validation_schema(published_schema(self.everything, any_xml=True)), NAMESPACE)

    def path(self, service: BoundService) -> str:
        """Return the path of a service's endpoint."""
        return SOAP_PATH if service is self.desk else f"{SOAP_PATH}/{service.name}"

    def wsdl_documents(self, public_url: str) -> Mapping[tuple[str, str], bytes]:
        """Return every WSDL by path and query; SOAP 1.1 by default, ``wsdl=soap12`` has both ports.

        Where answers hold XML, ``wsdl=any`` says so in the form that Java reads, the others in that of .NET.
        ``wsdl=wss`` is for callers who send a user name and password with every call, by WS-Security over https.
        """
        if public_url not in self._written:
            self._written[public_url] = MappingProxyType(self._write(public_url))
        return self._written[public_url]

    @cached_property
    def _written(self) -> dict[str, Mapping[tuple[str, str], bytes]]:
        """The WSDLs by public URL: a process has one, its tests have many applications with the same."""
        return {}

    def _write(self, public_url: str) -> dict[tuple[str, str], bytes]:
        documents = {}
        for service in self.services:
            path, schema = self.path(service), published_schema(service)
            forms = [("wsdl", (SOAP11,), schema), ("wsdl=soap12", (SOAP11, SOAP12), schema)]
            if service.answers_xml:
                forms.append(("wsdl=any", (SOAP11,), published_schema(service, any_xml=True)))
            for query, versions, form in forms:
                documents[path, query] = build_wsdl(service, public_url + path, versions, schema=form)
            secure_url = public_url.replace("http://", "https://", 1)
            documents[path, "wsdl=wss"] = build_wsdl(
                service, secure_url + path, (SOAP11,), schema=schema, with_policy=True
            )
        return documents


def build_contract(codec: Codec = COMPILED) -> Contract:
    """Return the contract of the declared services, read and written by a codec."""
    header, fault = spyne_type(SessionHeader), spyne_type(ServiceFault)
    by_service = {service.name: (service, spyne_service(service)) for service in SERVICES}
    of_desk = [by_service[service.name][1] for service in DESK_SERVICES]
    whole = bind(DESK_NAME, DESK_DOC, of_desk, NAMESPACE, [header, fault], codec)
    alone = [bind(name, made[0].doc, [made[1]], NAMESPACE, [header, fault], codec) for name, made in by_service.items()]
    all_services = [made for _, made in by_service.values()]
    everything = bind(DESK_NAME, DESK_DOC, all_services, NAMESPACE, [header, fault], codec)
    return Contract((whole, *alone), everything, header, fault, codec)


@dataclass(frozen=True)
class Application:
    """A desk that answers requests, whatever carries them."""

    settings: Settings
    contract: Contract
    office: Office
    engine: Engine

    @property
    def database(self) -> Database:
        """The database."""
        return self.office.database

    @cached_property
    def documents(self) -> Mapping[tuple[str, str], bytes]:
        """The WSDLs by path and query."""
        return self.contract.wsdl_documents(self.settings.public_url)

    def close(self) -> None:
        """Close the connections to the database."""
        self.office.reader.dispose()
        self.database.dispose()


def build_application(
    settings: Settings,
    *,
    database: Database | None = None,
    contract: Contract | None = None,
    passwords: Passwords | None = None,
    **office: Any,
) -> Application:
    """Return the desk that the settings describe. The database must be at the newest revision.

    :param database: one that is open already.
    :param contract: one that was built already; it is the same for every application.
    :param passwords: another way to hash.
    :param office: other parts to replace, such as the clock.
    """
    contract = contract or build_contract(codec_named(settings.server.codec))
    made = build_office(settings, database=database, passwords=passwords, **office)
    engine = _build_engine(contract, settings, made)
    return Application(settings, contract, made, engine)


def _build_engine(contract: Contract, settings: Settings, office: Office) -> Engine:
    runner = CallRunner(office)
    header_tag = f"{{{NAMESPACE}}}{contract.header.get_type_name()}"
    decode_header = contract.codec.decoder(contract.header)
    return Engine(
        desk=contract.desk,
        endpoints={
            contract.path(service): Endpoint(contract.path(service), service.operations)
            for service in contract.services
        },
        validator=contract.validator,
        header_decoders={header_tag: lambda entry: decode_header(entry, "SessionHeader")},
        credentials=Credentials(settings.security_limits(), office.clock),
        faults=FaultWriter(NAMESPACE, contract.codec.element_encoder(contract.fault, "ServiceFault"), ServiceFault),
        limits=settings.engine_limits(),
        execute=Executor(runner, PasswordCheck(office, runner.run)),
        explain=explain,
        can_flow=contract.codec.writes_in_pieces,
    )


def explain(error: Exception) -> SoapFault | None:
    """Return the fault of a refusal, None for a failure that nobody foresaw."""
    if not isinstance(error, DeskError):
        return None
    is_servers = isinstance(error, ServerBusyError)
    return SoapFault(
        error.code,
        error.message,
        field=error.field,
        soap_code=SoapCode.SERVER if is_servers else SoapCode.CLIENT,
        status=503 if is_servers else 500,
        retryable=error.retryable,
        retry_after=error.seconds if isinstance(error, LoginThrottledError | ThrottledError) else None,
    )
