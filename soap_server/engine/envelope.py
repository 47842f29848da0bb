"""The envelope: its version, its headers, its one body entry.

SOAP 1.1 sections 4 and 6.1.1; SOAP 1.2 part 1 sections 2.4, 5 and part 2 section 6.5.3.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lxml import etree

from soap_server.engine.faults import Kinds, SoapFault
from soap_server.engine.versions import VERSIONS, SoapVersion

_TRUE = frozenset({"1", "true"})


@dataclass(frozen=True)
class Envelope:
    """A request's envelope.

    :ivar headers: the header entries that this server knows, by their names in Clark notation.
    :ivar entry: the body entry, whose name is the operation's.
    """

    version: SoapVersion
    headers: Mapping[str, etree._Element]
    entry: etree._Element


def envelope_version(root: etree._Element) -> SoapVersion:
    """Return the SOAP version of an envelope.

    :raises SoapFault: VERSION_MISMATCH if it is an envelope of another version, else MALFORMED_REQUEST.
    """
    for version in VERSIONS:
        if root.tag == version.tag("Envelope"):
            return version
    if etree.QName(root).localname == "Envelope":
        raise SoapFault.of(Kinds.VERSION_MISMATCH)
    raise SoapFault.of(Kinds.MALFORMED_REQUEST, "The root element is not a SOAP Envelope.")


def open_envelope(root: etree._Element, version: SoapVersion, understood: Collection[str]) -> Envelope:
    """Take an envelope apart.

    :param understood: the header entries that this server knows.
    :raises SoapFault: if its structure is not that of a request, or a mandatory header is not known.
    """
    parts = list(root)
    tags = [part.tag for part in parts]
    header, body = version.tag("Header"), version.tag("Body")
    if tags not in ([body], [header, body]):
        raise _malformed("An envelope has at most one Header, then one Body, and nothing after it.")
    entries = list(parts[-1])
    if len(entries) != 1:
        raise _malformed(f"The Body must have one entry, not {len(entries)}.")
    if entries[0].tag == version.tag("Fault"):
        raise _malformed("A request cannot be a Fault.")
    headers = _known_headers(parts[0], version, understood) if len(parts) == 2 else {}
    return Envelope(version, headers, entries[0])


def check_action(action: str, operation: str, namespace: str) -> None:
    """Refuse a SOAPAction that names another operation than the body does.

    An absent or empty one says nothing. What stands before the operation's name is not looked at, so that
    SOAP::Lite's ``namespace#Operation`` is as good as the WSDL's ``namespace/Operation``.

    :raises SoapFault: ACTION_MISMATCH.
    """
    action = action.strip().strip('"')
    if not action:
        return
    named = action.removeprefix(namespace).replace("#", "/").rpartition("/")[2]
    if named != operation:
        raise SoapFault.of(Kinds.ACTION_MISMATCH)


def _known_headers(
    header: etree._Element, version: SoapVersion, understood: Collection[str]
) -> Mapping[str, etree._Element]:
    known: dict[str, etree._Element] = {}
    for entry in header:
        tag = str(entry.tag)
        if entry.get(version.tag(version.role_attribute), "") not in version.roles:
            continue
        if tag in understood:
            if tag in known:
                raise _malformed(f"The header {etree.QName(entry).localname[:64]} is there twice.")
            known[tag] = entry
        elif entry.get(version.tag("mustUnderstand"), "").strip() in _TRUE:
            name = etree.QName(entry).localname[:64]
            raise SoapFault.of(Kinds.MUST_UNDERSTAND, f"The header {name} is not understood here.")
    return known


def _malformed(message: str) -> SoapFault:
    return SoapFault.of(Kinds.MALFORMED_REQUEST, message)
