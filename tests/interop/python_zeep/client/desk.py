"""How a program connects, logs in and reads what the desk answers."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
import zeep
from zeep.exceptions import Fault
from zeep.transports import Transport

URL = os.environ["DESK_URL"]
RUN = os.environ["DESK_RUN"]
ADMINISTRATOR = os.environ["DESK_ADMINISTRATOR"]
PASSWORD = os.environ["DESK_PASSWORD"]
FORM = "?wsdl=soap12" if os.environ["DESK_SOAP"] == "1.2" else "?wsdl"
PORT = "Soap12" if FORM == "?wsdl=soap12" else "Soap"
Header = dict[str, dict[str, str]]


class Story:
    """Who takes part and what they have in hand; each chapter adds to it."""

    customer: Any
    customer_client: zeep.Client
    administrator: Any
    staff: Any
    staff_session: Header
    staff_id: int
    second_staff_id: int
    events: list[Any]


# snippet: make a client
def connect(service: str = "SoapDesk", path: str = "", plugins: tuple[zeep.Plugin, ...] = ()) -> zeep.Client:
    """Return a client of the whole desk; it reads the WSDL, so make it once and keep it."""
    session = requests.Session()
    session.verify = os.environ.get("DESK_AUTHORITY") or True  # over TLS: a PEM file, or the usual authorities
    transport = Transport(session=session, timeout=30, operation_timeout=30)
    return zeep.Client(URL + path + FORM, port_name=service + PORT, transport=transport, plugins=plugins)


# end snippet


# snippet: log in
def log_in(client: zeep.Client, username: str, password: str) -> Header:
    """Log in, and send the session with every further call of this client."""
    client.set_default_soapheaders(None)  # Login takes no header, and zeep refuses to send one
    token = client.service.Login(username=username, password=password).token
    header = {"SessionHeader": {"token": token}}
    client.set_default_soapheaders(header)
    return header


# end snippet


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
