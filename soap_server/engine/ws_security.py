"""The Security header: a Timestamp and a UsernameToken.

OASIS "Web Services Security: SOAP Message Security 1.1" sections 5, 6 and 10, "UsernameToken Profile 1.1", and of
WS-I "Basic Security Profile 1.1" the rules that are named below.

    <wsse:Security soap:mustUnderstand="1">
      <wsu:Timestamp><wsu:Created>...</wsu:Created><wsu:Expires>...</wsu:Expires></wsu:Timestamp>
      <wsse:UsernameToken>
        <wsse:Username>...</wsse:Username><wsse:Password Type="...#PasswordText">...</wsse:Password>
        <wsse:Nonce EncodingType="...#Base64Binary">...</wsse:Nonce><wsu:Created>...</wsu:Created>
      </wsse:UsernameToken>
    </wsse:Security>
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.limits import SecurityLimits
from soap_server.engine.versions import SoapVersion
from soap_server.lexical import read_bytes, read_instant

_OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
WSSE = f"{_OASIS}-wssecurity-secext-1.0.xsd"
WSU = f"{_OASIS}-wssecurity-utility-1.0.xsd"
PASSWORD_TEXT = f"{_OASIS}-username-token-profile-1.0#PasswordText"
PASSWORD_DIGEST = f"{_OASIS}-username-token-profile-1.0#PasswordDigest"
BASE64_BINARY = f"{_OASIS}-soap-message-security-1.0#Base64Binary"
SECURITY = f"{{{WSSE}}}Security"
_TIMESTAMP, _TOKEN = f"{{{WSU}}}Timestamp", f"{{{WSSE}}}UsernameToken"
_CREATED, _EXPIRES = f"{{{WSU}}}Created", f"{{{WSU}}}Expires"
_USERNAME, _PASSWORD, _NONCE = f"{{{WSSE}}}Username", f"{{{WSSE}}}Password", f"{{{WSSE}}}Nonce"


@dataclass(frozen=True)
class UserPassword:
    """A user name and password that came with a call.

    :ivar kind: how they came: usernametoken or basic.
    :ivar nonce: what the client made up for this one message, or None.
    :ivar good_until: with a nonce, until when the message could be sent again if the nonce were forgotten.
    """

    kind: str
    username: str
    password: str = field(repr=False)
    nonce: bytes | None = None
    good_until: datetime | None = None


def asks_for_timestamp(root: etree._Element, version: SoapVersion) -> bool:
    """Say whether a request has a Timestamp; its answer needs one then, a fault too, or WCF takes neither."""
    headers = root.iterchildren(version.tag("Header"))
    securities = (security for header in headers for security in header.iterchildren(SECURITY))
    return any(security.find(_TIMESTAMP) is not None for security in securities)


def timestamp_header(now: datetime, limits: SecurityLimits) -> str:
    """Return the header entry of an answer to a request with a Timestamp.

    It need not be understood: WCF and CXF look for it all the same, and who wrote the request's header by hand,
    as with JAX-WS or SAAJ, has nothing that would understand it.
    """
    created, expires = (
        moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") for moment in (now, now + limits.message_age)
    )
    return (
        f'<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}"><wsu:Timestamp wsu:Id="Timestamp">'
        f"<wsu:Created>{created}</wsu:Created><wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp></wsse:Security>"
    )


def read_security(entry: etree._Element, limits: SecurityLimits, now: datetime) -> UserPassword | None:
    """Return the user name and password in a Security header, None if it has a Timestamp only, or nothing.

    :raises SoapFault: if it is not well formed, too old, or has what is not taken here.
    """
    for part in entry.iterchildren(etree.Element):
        if part.tag not in (_TIMESTAMP, _TOKEN):
            name = etree.QName(part).localname[:64]
            raise SoapFault.of(
                Kinds.UNSUPPORTED_SECURITY,
                f"The Security header has {name}, which is not taken here, or not in this namespace. Taken are one "
                f"Timestamp of {WSU} and one UsernameToken of {WSSE}.",
                field=name,
            )
    parts = _parts(entry, "Security", (_TIMESTAMP, _TOKEN))
    if _TIMESTAMP in parts:
        _check_timestamp(parts[_TIMESTAMP], limits, now)
    return _read_token(parts[_TOKEN], limits, now) if _TOKEN in parts else None


def _check_timestamp(timestamp: etree._Element, limits: SecurityLimits, now: datetime) -> None:
    # BSP R3203, R3222 and R3224: one Created, at most one Expires, nothing else.
    parts = _parts(timestamp, "Timestamp", (_CREATED, _EXPIRES))
    if _CREATED not in parts:
        raise _invalid("The Timestamp has no Created.", "Timestamp.Created")
    created = _instant(parts[_CREATED], "Timestamp.Created")
    if _EXPIRES in parts:
        expires = _instant(parts[_EXPIRES], "Timestamp.Expires")
        if expires <= created:
            raise _invalid("The Timestamp expires before it was created.", "Timestamp.Expires")
        if now - expires > limits.clock_skew:
            raise _expired("The message has expired", now, "Timestamp.Expires")
    _check_age(created, limits, now, "Timestamp.Created")


def _read_token(token: etree._Element, limits: SecurityLimits, now: datetime) -> UserPassword:
    parts = _parts(token, "UsernameToken", (_USERNAME, _PASSWORD, _NONCE, _CREATED))
    for tag in (_USERNAME, _PASSWORD):
        if tag not in parts:
            name = etree.QName(tag).localname
            raise _invalid(f"The UsernameToken has no {name}.", f"UsernameToken.{name}")
    _check_password_type(parts[_PASSWORD])
    nonce = _read_nonce(parts[_NONCE], limits) if _NONCE in parts else None
    good_until = None
    if _CREATED in parts:
        created = _instant(parts[_CREATED], "UsernameToken.Created")
        _check_age(created, limits, now, "UsernameToken.Created")
        good_until = created + limits.message_age + limits.clock_skew
    elif nonce is not None:
        raise _invalid("A UsernameToken with a Nonce needs a Created.", "UsernameToken.Created")
    username, password = parts[_USERNAME].text or "", parts[_PASSWORD].text or ""
    check_length("Username", username, limits.username_characters, field="UsernameToken.Username")
    check_length("Password", password, limits.password_characters, field="UsernameToken.Password")
    return UserPassword("usernametoken", username, password, nonce, good_until)


def check_length(name: str, text: str, longest: int, *, field: str | None = None) -> None:
    """Refuse what is empty or longer than any user name or password can be.

    :raises SoapFault: with the limit.
    """
    if not 1 <= len(text) <= longest:
        raise SoapFault.of(Kinds.INVALID_SECURITY, f"The {name} must have 1 to {longest} characters.", field=field)


def _check_password_type(password: etree._Element) -> None:
    kind = password.get("Type", PASSWORD_TEXT).strip()
    if kind == PASSWORD_DIGEST:
        raise SoapFault.of(
            Kinds.UNSUPPORTED_SECURITY,
            "A PasswordDigest cannot be checked: passwords are stored as argon2id hashes, and a digest is made of the "
            "password itself. Send the password as PasswordText, over https.",
            field="UsernameToken.Password",
        )
    if kind != PASSWORD_TEXT:
        raise SoapFault.of(
            Kinds.UNSUPPORTED_SECURITY,
            f"The Type of the Password must be {PASSWORD_TEXT}, or absent.",
            field="UsernameToken.Password",
        )


def _read_nonce(element: etree._Element, limits: SecurityLimits) -> bytes:
    if element.get("EncodingType", BASE64_BINARY).strip() != BASE64_BINARY:
        raise _invalid(f"The EncodingType of the Nonce must be {BASE64_BINARY}.", "UsernameToken.Nonce")
    try:
        nonce = read_bytes(element.text or "")
    except ValueError as error:
        raise _invalid("The Nonce must be in base64.", "UsernameToken.Nonce") from error
    if not 1 <= len(nonce) <= limits.nonce_bytes:
        raise _invalid(f"The Nonce must have 1 to {limits.nonce_bytes} bytes.", "UsernameToken.Nonce")
    return nonce


def _parts(parent: etree._Element, name: str, known: tuple[str, ...]) -> Mapping[str, etree._Element]:
    """Return the children of an element by their tags: only known ones, each once, and text only in those below."""
    found: dict[str, etree._Element] = {}
    for part in parent.iterchildren(etree.Element):
        local = etree.QName(part).localname[:64]
        if part.tag not in known:
            names = ", ".join(tag.replace("{", "").replace("}", " ") for tag in known)
            raise _invalid(f"The {name} has {local}, which is not known here. Known are: {names}.", f"{name}.{local}")
        if part.tag in found:
            raise _invalid(f"The {name} has more than one {local}.", f"{name}.{local}")
        if name != "Security" and len(part):
            raise _invalid(f"The {local} of the {name} must have text only.", f"{name}.{local}")
        found[str(part.tag)] = part
    return found


def _instant(element: etree._Element, field: str) -> datetime:
    try:
        return read_instant(element.text or "")
    except ValueError as error:
        raise _invalid(f"The {field} {error}.", field) from error


def _check_age(created: datetime, limits: SecurityLimits, now: datetime, field: str) -> None:
    if created - now > limits.clock_skew:
        raise _expired("The message was created in the future", now, field)
    if now - created > limits.message_age + limits.clock_skew:
        raise _expired("The message was created too long ago", now, field)


def _expired(what: str, now: datetime, field: str) -> SoapFault:
    told = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    return SoapFault.of(Kinds.MESSAGE_EXPIRED, f"{what}. It is {told} here; compare the client's clock.", field=field)


def _invalid(message: str, field: str) -> SoapFault:
    return SoapFault.of(Kinds.INVALID_SECURITY, message, field=field)
