"""Requests that carry a user name and password: as WS-Security has it, as HTTP Basic has it."""

import base64
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from soap_server.app import Application
from soap_server.desk.accounts import Person, create_account
from soap_server.desk.desk import Desk, Visit
from soap_server.engine.messages import Request, Response
from soap_server.engine.versions import SOAP11, SoapVersion
from soap_server.engine.ws_security import BASE64_BINARY, PASSWORD_TEXT, WSSE, WSU
from tests.callers import PASSWORD
from tests.engine.messages import envelope

ME = "<t:GetCurrentUser/>"


def instant(moment: datetime) -> str:
    """Return a time as clients write it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def created(moment: datetime) -> str:
    """Return when something was made."""
    return f"<u:Created>{instant(moment)}</u:Created>"


def expires(moment: datetime) -> str:
    """Return when something ends."""
    return f"<u:Expires>{instant(moment)}</u:Expires>"


def timestamp(*parts: str) -> str:
    """Return a Timestamp."""
    return f'<u:Timestamp u:Id="_0">{"".join(parts)}</u:Timestamp>'


def nonce(value: bytes = b"0123456789abcdef") -> str:
    """Return a Nonce."""
    return f'<o:Nonce EncodingType="{BASE64_BINARY}">{base64.b64encode(value).decode()}</o:Nonce>'


def token(username: str, *more: str, password: str = PASSWORD, kind: str | None = PASSWORD_TEXT) -> str:
    """Return a UsernameToken, as .NET writes it."""
    type_ = f' Type="{kind}"' if kind else ""
    return (
        f'<o:UsernameToken u:Id="uuid-1"><o:Username>{username}</o:Username>'
        f"<o:Password{type_}>{password}</o:Password>{''.join(more)}</o:UsernameToken>"
    )


def security(*parts: str, attributes: str = 's:mustUnderstand="1"') -> str:
    """Return a Security header."""
    return f'<o:Security xmlns:o="{WSSE}" xmlns:u="{WSU}" {attributes}>{"".join(parts)}</o:Security>'


def basic(username: str, password: str = PASSWORD) -> str:
    """Return an Authorization header."""
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def open_account(application: Application, username: str) -> None:
    """Make a customer's account, whose password nobody else set."""
    office = application.office
    hashed = office.passwords.hash(PASSWORD)

    def work(session: Session) -> None:
        desk = Desk(session, office, Visit("CreateUser", "192.0.2.7", "test", office.clock()), prepared=hashed)
        create_account(desk, username=username, person=Person(None, None, None, None), role="customer")

    office.database.write(work)


def count_rows(application: Application, table: Any, *conditions: Any) -> int:
    """Return how many rows there are."""
    query = select(func.count()).select_from(table).where(*conditions)
    return application.database.read(lambda session: session.scalar(query) or 0)


def ask(
    application: Application,
    body: str = ME,
    *parts: str,
    header: str | None = None,
    authorization: str | None = None,
    version: SoapVersion = SOAP11,
    is_secure: bool = True,
    peer: str = "192.0.2.7",
    **how: Any,
) -> Response:
    """Send a request over https and return the response.

    :param parts: what stands in its Security header.
    :param header: its whole SOAP header instead.
    """
    document = envelope(body, header=security(*parts) if parts else header or "", version=version)
    headers = {"content-type": version.media_type, **({"authorization": authorization} if authorization else {})}
    request = Request("POST", "/soap", "", headers, document.encode(), peer, is_secure=is_secure)
    return application.engine.handle(request, **how)
