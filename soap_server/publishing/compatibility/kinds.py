"""Every kind of change, whether it breaks old stubs, and which."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a change does to stubs that exist."""

    BREAKS = "breaks"
    BREAKS_SOME = "breaks some"
    SAFE = "safe"


@dataclass(frozen=True)
class Kind:
    """A kind of change.

    :ivar says: what has changed, as a clause that follows a path.
    :ivar whom: the toolchains whose stubs break, where not all do.
    """

    verdict: Verdict
    says: str
    whom: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One difference between two versions of a contract.

    :ivar kind: its name in KINDS.
    :ivar path: what has changed: an operation, ``Type/member``, ``Enumeration/value``.
    :ivar was: what it was, where that can be said.
    :ivar becomes: what it is now.
    :ivar where: the messages in which old stubs meet it.
    """

    kind: str
    path: str
    was: str = ""
    becomes: str = ""
    where: str = ""

    @property
    def verdict(self) -> Verdict:
        """What it does to stubs that exist."""
        return KINDS[self.kind].verdict

    def __str__(self) -> str:
        kind = KINDS[self.kind]
        whom = f" [{', '.join(kind.whom)}]" if kind.whom else ""
        where = f"\n    in {self.where}" if self.where else ""
        return f"{self.verdict}{whom}: {self.path} {kind.says}{self._values}  {{{self.kind}}}{where}"

    @property
    def _values(self) -> str:
        if self.was and self.becomes:
            return f" ({self.was} -> {self.becomes})"
        if self.was:
            return f" (was {self.was})"
        return f" ({self.becomes})" if self.becomes else ""


AXIS, ZEEP, DOTNET, WCF, JAVA = "Axis 1.4", "zeep", ".NET", ".NET with ordered members", "Java"
AT_RUN_TIME = "JAX-WS and others that read the WSDL when they run"
SDK = "SoapDesk's Python SDK"
CHECKING = "those that check answers against the schema"
_BREAKS, _SOME, _SAFE = Verdict.BREAKS, Verdict.BREAKS_SOME, Verdict.SAFE

KINDS: Mapping[str, Kind] = {
    "document-removed": Kind(_BREAKS, "is published no more"),
    "document-added": Kind(_SAFE, "is a new WSDL"),
    "namespace-changed": Kind(_BREAKS, "has another target namespace"),
    "form-changed": Kind(_BREAKS, "has its elements qualified in another way"),
    "service-renamed": Kind(_SOME, "has another name", (AT_RUN_TIME,)),
    "port-removed": Kind(_BREAKS, "is gone"),
    "port-added": Kind(_SAFE, "is a new port"),
    "address-changed": Kind(_BREAKS, "has another path"),
    "binding-changed": Kind(_BREAKS, "is bound in another way"),
    "operation-removed": Kind(_BREAKS, "is gone"),
    "operation-renamed": Kind(_BREAKS, "has another name"),
    "operation-added": Kind(_SAFE, "is a new operation"),
    "action-changed": Kind(_BREAKS, "has another SOAPAction"),
    "message-changed": Kind(_BREAKS, "has another element in its body"),
    "part-renamed": Kind(_SOME, "has a part of another name", (AT_RUN_TIME,)),
    "header-required": Kind(_BREAKS, "needs a header that old stubs do not send"),
    "header-removed": Kind(_SAFE, "has a header less"),
    "fault-removed": Kind(_BREAKS, "no longer has a fault that old stubs look for"),
    "fault-added": Kind(_SOME, "has a fault that old stubs know as untyped only", (DOTNET, JAVA, AXIS)),
    "fault-changed": Kind(_BREAKS, "has another element in its fault"),
    "content-changed": Kind(_BREAKS, "consists of something else than members in a sequence"),
    "members-reordered": Kind(_BREAKS, "has its members in another order"),
    "member-removed": Kind(_BREAKS, "is gone"),
    "member-renamed": Kind(_BREAKS, "has another name"),
    "array-item-renamed": Kind(_BREAKS, "has another name for its items"),
    "type-changed": Kind(_BREAKS, "has another type"),
    "occurrence-changed": Kind(_BREAKS, "may occur another number of times"),
    "request-type-narrowed": Kind(_BREAKS, "takes fewer values than before"),
    "request-type-widened": Kind(_SAFE, "takes more values than before"),
    "request-member-added-mandatory": Kind(_BREAKS, "is new and mandatory"),
    "request-member-added": Kind(_SAFE, "is new and optional"),
    "request-member-mandatory": Kind(_BREAKS, "is mandatory now"),
    "request-member-optional": Kind(_SAFE, "is optional now"),
    "request-absence-changed": Kind(_SAFE, "is left out in another way; the server takes both"),
    "request-limit-tightened": Kind(_BREAKS, "has a tighter limit"),
    "request-limit-loosened": Kind(_SAFE, "has a looser limit"),
    "request-value-removed": Kind(_BREAKS, "is taken no more"),
    "request-value-added": Kind(_SAFE, "is a new value to send"),
    "answer-type-narrowed": Kind(_SAFE, "has fewer values than before"),
    "answer-type-widened": Kind(_BREAKS, "has values that old stubs have no room for"),
    "answer-member-added": Kind(_SOME, "is new behind the members that old stubs know", (AXIS, ZEEP)),
    "answer-member-inserted": Kind(_SOME, "is new among the members that old stubs know", (AXIS, ZEEP, WCF)),
    "answer-member-mandatory": Kind(_SAFE, "is always there now"),
    "answer-member-optional": Kind(_BREAKS, "may be absent now"),
    "answer-absence-changed": Kind(_BREAKS, "is left out in another way"),
    "answer-limit-tightened": Kind(_SAFE, "has a tighter limit"),
    "answer-limit-loosened": Kind(_SOME, "has a looser limit", (CHECKING,)),
    "answer-value-removed": Kind(_SAFE, "does not come any more"),
    "answer-value-added": Kind(_SOME, "is a new value that old enumerations lack", (DOTNET, JAVA, AXIS, SDK)),
}
