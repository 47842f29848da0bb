"""Two versions of a contract, each of one WSDL or of many, compared."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from soap_server.publishing.compatibility.kinds import Change, Verdict
from soap_server.publishing.compatibility.operations import of_contracts
from soap_server.publishing.compatibility.reading import Contract
from soap_server.publishing.compatibility.types import of_types

_ORDER = list(Verdict)


def compare_wsdls(old: bytes, new: bytes) -> list[Change]:
    """Return what changed from one WSDL to another, the worst first.

    :raises ValueError: if one of them is no WSDL.
    """
    before, after = Contract(old), Contract(new)
    if before.namespace != after.namespace:
        # Nothing that an old stub sends or reads is there any more; everything else would be noise.
        return [Change("namespace-changed", "the contract", before.namespace, after.namespace)]
    return _once([*of_contracts(before, after), *of_types(before, after)])


def compare_contracts(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Change]:
    """Return what changed between WSDLs of the same names, the worst first, and each change once.

    :raises ValueError: if one of them is no WSDL.
    """
    # What changes in several is told of the largest, which has most of the operations.
    names = sorted(old, key=lambda name: (-len(old[name]), name))
    changes = [change for name in names if name in new for change in compare_wsdls(old[name], new[name])]
    changes += [Change("document-removed", name) for name in old if name not in new]
    changes += [Change("document-added", name) for name in new if name not in old]
    return _once(changes)


def _once(changes: Iterable[Change]) -> list[Change]:
    """Return the changes in the order of what they break; one that requests and answers share says both."""
    found: dict[tuple[str, ...], Change] = {}
    for change in changes:
        key = (change.kind, change.path, change.was, change.becomes)
        first = found.setdefault(key, change)
        if first.where.startswith("requests") and change.where.startswith("answers") and ";" not in first.where:
            found[key] = replace(first, where=f"{first.where}; {change.where}")
    return sorted(found.values(), key=lambda change: (_ORDER.index(change.verdict), change.path, change.kind))
