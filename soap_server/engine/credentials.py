"""The user name and password of a call: in a UsernameToken, or in HTTP Basic (RFC 7617)."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from lxml import etree

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.limits import SecurityLimits
from soap_server.engine.messages import Request
from soap_server.engine.ws_security import SECURITY, UserPassword, check_length, read_security, timestamp_header
from soap_server.lexical import read_bytes

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class Credentials:
    """Reads how a caller says who they are, apart from the session's header.

    :param clock: says what time it is, for messages that are too old.
    """

    def __init__(self, limits: SecurityLimits, clock: Callable[[], datetime]) -> None:
        self._limits = limits
        self._clock = clock

    def read(
        self, request: Request, headers: Mapping[str, etree._Element], *, has_session: bool
    ) -> UserPassword | None:
        """Return the user name and password of a call; None if it has none.

        :param headers: the header entries that are known here, by their tags.
        :raises SoapFault: if they are not formed as they should be, came in the clear, or beside something else.
        """
        security, basic = headers.get(SECURITY), self._basic_of(request)
        if security is None and basic is None:
            return None
        if not request.is_secure:
            what = "A Security header" if security is not None else "A password for HTTP Basic"
            raise SoapFault.of(
                Kinds.INSECURE_TRANSPORT, f"{what} is taken over https only, and this request came without encryption."
            )
        found = [] if security is None else [read_security(security, self._limits, self._clock())]
        found += [] if basic is None else [_read_basic(basic, self._limits)]
        passwords = [each for each in found if each is not None]
        if len(passwords) + has_session > 1:
            raise SoapFault.of(
                Kinds.INVALID_SECURITY,
                "The request says twice who is calling. Send one of SessionHeader, UsernameToken and HTTP Basic.",
            )
        return passwords[0] if passwords else None

    def timestamp(self) -> str:
        """Return the header entry for the answer to a request that has a Timestamp."""
        return timestamp_header(self._clock(), self._limits)

    def _basic_of(self, request: Request) -> str | None:
        """Return what stands behind ``Basic`` in the Authorization header; other schemes are a proxy's business."""
        scheme, _, rest = request.headers.get("authorization", "").strip().partition(" ")
        return rest.strip() if self._limits.basic and scheme.lower() == "basic" else None


def _read_basic(encoded: str, limits: SecurityLimits) -> UserPassword:
    try:
        text = read_bytes(encoded).decode("utf-8")
    except ValueError as error:
        raise _invalid("it must be base64 of UTF-8") from error
    username, colon, password = text.partition(":")
    if not colon or _CONTROL.search(text):
        raise _invalid("it must be base64 of user name, colon and password, without control characters")
    check_length("user name of HTTP Basic", username, limits.username_characters)
    check_length("password of HTTP Basic", password, limits.password_characters)
    return UserPassword("basic", username, password)


def _invalid(what: str) -> SoapFault:
    return SoapFault.of(Kinds.INVALID_SECURITY, f"The Authorization header is not HTTP Basic: {what}.")
