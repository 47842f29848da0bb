"""What callers are told who ask for what is not there: where it is, or what they may have meant."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from lxml import etree

from soap_server.engine.faults import Kinds, SoapFault

_LONGEST = 64


def no_service(paths: Iterable[str]) -> SoapFault:
    """Return the fault for an address without a service."""
    return SoapFault.of(
        Kinds.UNKNOWN_OPERATION,
        f"There is no service at this address. All operations are at {min(paths, key=len)}.",
    )


def no_operation(entry: etree._Element, offered: Iterable[str], everywhere: Mapping[str, Iterable[str]]) -> SoapFault:
    """Return the fault for a body entry that names no operation.

    :param offered: the tags of the operations that the service has.
    :param everywhere: the same of every service, by its path.
    """
    tag, name = str(entry.tag), etree.QName(entry).localname[:_LONGEST]
    namespaces = sorted({etree.QName(each).namespace or "" for each in offered})
    if (etree.QName(entry).namespace or "") not in namespaces:
        sentence = f"The element {name} in the Body is not in the namespace {namespaces[0]}."
        return SoapFault.of(Kinds.UNKNOWN_OPERATION, sentence, field=name)
    elsewhere = [path for path, tags in everywhere.items() if tag in tags]
    if elsewhere:
        return SoapFault.of(Kinds.UNKNOWN_OPERATION, f"The operation {name} is not here but at {elsewhere[-1]}.")
    names = {etree.QName(each).localname.lower(): etree.QName(each).localname for each in offered}
    meant = get_close_matches(name.lower(), names, 1, 0.8)
    hint = f" Did you mean {names[meant[0]]}? Names are case-sensitive." if meant else ""
    return SoapFault.of(Kinds.UNKNOWN_OPERATION, f"This service has no operation {name}.{hint}")
