"""How a program connects, logs in and reads what the desk answers."""

# snippet: import zeep
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
import zeep
from zeep.exceptions import Fault
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

# end snippet

RUN = os.environ["DESK_RUN"]
ADMINISTRATOR = os.environ["DESK_ADMINISTRATOR"]
PASSWORD = os.environ["DESK_PASSWORD"]
Header = dict[str, dict[str, str]]


class Story:
    """Who takes part and what they have in hand; each chapter adds to it."""

    customer: Any
    customer_client: zeep.Client
    administrator: Any
    staff: Any
    staff_access: Header | UsernameToken
    staff_id: int
    second_staff_id: int
    events: list[Any]


# snippet: make a client
URL = os.environ["DESK_URL"]  # such as https://desk.example.com/soap
SOAP12 = os.environ.get("DESK_SOAP") == "1.2"
FORM, PORT = ("?wsdl=soap12", "Soap12") if SOAP12 else ("?wsdl", "Soap")


def connect(service: str = "SoapDesk", path: str = "", plugins: tuple[zeep.Plugin, ...] = ()) -> zeep.Client:
    """Return a client of the whole desk; it reads the WSDL, so make it once and keep it."""
    session = requests.Session()
    if authority := os.environ.get("DESK_AUTHORITY"):  # over TLS, where no public authority signed the certificate
        session.verify = authority
        session.trust_env = False  # otherwise REQUESTS_CA_BUNDLE would win over it
    transport = Transport(session=session, timeout=30, operation_timeout=30)
    return zeep.Client(URL + path + FORM, port_name=service + PORT, transport=transport, plugins=plugins)


# end snippet


# snippet: log in
def log_in(client: zeep.Client, username: str, password: str) -> Header:
    """Return the header of a new session."""
    client.set_default_soapheaders(None)  # Login takes no header, and zeep refuses to send one
    return {"SessionHeader": {"token": client.service.Login(username=username, password=password).token}}


def use(client: zeep.Client, access: Header | UsernameToken) -> None:
    """Send a session, or over https a user name and password, with every further call of a client."""
    if isinstance(access, UsernameToken):
        client.set_default_soapheaders(None)
        client.wsse = access
    else:
        client.set_default_soapheaders(access)


# end snippet


def access(client: zeep.Client, username: str, password: str) -> Header | UsernameToken:
    """Return what lets a user in, in the manner of the variant."""
    if os.environ.get("DESK_CREDENTIALS") == "UsernameToken":
        return UsernameToken(username, password)
    return log_in(client, username, password)


# snippet: read a fault
def service_fault(client: zeep.Client, fault: Fault) -> Any:
    """Return what the desk says in a fault: code, message, field, retryable, correlationId."""
    return client.wsdl.types.deserialize(fault.detail[0])


# end snippet


# snippet: read an array
def items(array: Any) -> list[Any]:
    """Return what is in an array of the contract; zeep reads one without elements as None."""
    return [] if array is None else next(iter(array.__values__.values()))


# end snippet


def fresh_id() -> str:
    """Return a name for a write, so that it can be sent again when no answer came."""
    return str(uuid.uuid4())


@contextmanager
def shows(*names: str) -> Iterator[None]:
    """Say of operations and checks that what is done here passed, or what went wrong."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the story goes on, and its reader is told
        said = f"{type(error).__name__}: {error}".replace("\n", " ")
        print(*[f"FAIL {name}: {said}" for name in names], sep="\n")  # noqa: T201
    else:
        print(*[f"PASS {name}" for name in names], sep="\n")  # noqa: T201


def same(found: Any, wanted: Any) -> None:
    """Compare a value of an answer.

    :raises ValueError: if it is another.
    """
    if found != wanted:
        raise ValueError(f"{found!r} instead of {wanted!r}")
