"""Rules about SOAP 1.1 envelopes, requests as well as answers."""

from collections.abc import Iterator

from lxml import etree

from soap_server.engine.versions import SOAP11
from tests.conformance.description import SOAP, XS, Description, Document, Name, W, children, expanded, find, qname
from tests.conformance.profile import ENVELOPE, Register
from tests.conformance.rules_schema import ENCODING

S = f"{{{SOAP11.namespace}}}"
_CODES = {"VersionMismatch", "MustUnderstand", "Client", "Server"}
_FAULT = ["faultcode", "faultstring", "faultactor", "detail"]


class Envelope(Document):
    """An envelope as it was sent, and the operation whose message it is.

    :param direction: ``input`` or ``output``, empty for a fault.
    """

    def __init__(
        self, name: str, content: bytes, description: Description, operation: str = "", direction: str = ""
    ) -> None:
        super().__init__(name, content)
        self.description = description
        self.operation = operation
        self.direction = direction

    @property
    def bodies(self) -> list[etree._Element]:
        """The Body, or what there is instead of the one."""
        return self.root.findall(f"{S}Body")

    @property
    def entries(self) -> list[etree._Element]:
        """The children of the Body."""
        return [entry for body in self.bodies for entry in body.iterchildren(etree.Element)]

    @property
    def headers(self) -> list[etree._Element]:
        """The header entries."""
        return [each for header in self.root.iterfind(f"{S}Header") for each in header.iterchildren(etree.Element)]

    @property
    def fault(self) -> etree._Element | None:
        """The Fault, where it is one."""
        return self.root.find(f"{S}Body/{S}Fault")

    @property
    def code(self) -> str:
        """The local name of the fault's code, empty where it is no fault."""
        return (self.root.findtext(f"{S}Body/{S}Fault/faultcode") or "").rpartition(":")[2]

    def bound(self) -> etree._Element | None:
        """Return the input or output of the binding that describes it."""
        for operation in self.description.bound_operations:
            if operation.get("name") == self.operation:
                return operation.find(f"{W}{self.direction}")
        return None

    def element(self) -> Name | None:
        """Return the element that the description wants in the Body."""
        bound = self.bound()
        operation = bound.getparent() if bound is not None else None
        bodies = self.description.body_parts(operation) if operation is not None else iter(())
        return next((qname(parts[0], "element") for body, parts in bodies if body.getparent() is bound and parts), None)


rule: Register[Envelope] = Register(ENVELOPE)


def _is_fault(envelope: Envelope) -> bool:
    return envelope.fault is not None


def _has_code(envelope: Envelope) -> bool:
    return envelope.fault is not None and envelope.fault.find("faultcode") is not None


def _is_described(envelope: Envelope) -> bool:
    return bool(envelope.direction)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


@rule("R9980", "An envelope is an Envelope with one Header at most and one Body, the Header first.")
def structure_is_that_of_soap(envelope: Envelope) -> Iterator[str]:
    if envelope.root.tag != f"{S}Envelope":
        yield f"the root is {_name(envelope.root)}"
    parts = [each.tag for each in envelope.root.iterchildren(etree.Element)]
    own = [tag for tag in parts if tag in (f"{S}Header", f"{S}Body")]
    if own not in ([f"{S}Body"], [f"{S}Header", f"{S}Body"]) or parts[: len(own)] != own:
        yield f"the parts are {parts}"


@rule("R9981", "The Body has one entry at most.")
def body_has_one_entry(envelope: Envelope) -> Iterator[str]:
    if len(envelope.entries) > 1:
        yield f"it has {len(envelope.entries)}"


@rule("R1000", "A Fault consists of faultcode, faultstring, faultactor and detail.", applies=_is_fault)
def faults_have_known_parts(envelope: Envelope) -> Iterator[str]:
    yield from (f"it has {_name(each)}" for each in children(envelope.fault) if _name(each) not in _FAULT)


@rule("R1001", "The parts of a Fault are in no namespace.", applies=_is_fault)
def parts_of_faults_are_unqualified(envelope: Envelope) -> Iterator[str]:
    yield from (f"{_name(each)} is in one" for each in children(envelope.fault) if etree.QName(each).namespace)


@rule("R1004", "A faultcode is one of SOAP's four, or a name of another namespace.", must=False, applies=_has_code)
def fault_codes_are_known(envelope: Envelope) -> Iterator[str]:
    code = next(envelope.root.iter("faultcode"))
    namespace, name = expanded(code, code.text or "")
    if namespace in {"", "?"} or (namespace == SOAP11.namespace and name.partition(".")[0] not in _CODES):
        yield f"the code is {code.text}"


@rule("R1031", "A faultcode is not refined with a dot.", must=False, applies=_has_code)
def fault_codes_have_no_dot(envelope: Envelope) -> Iterator[str]:
    if "." in envelope.code:
        yield f"the code is {envelope.code}"


def _encoding_style(elements: Iterator[etree._Element]) -> Iterator[str]:
    yield from (f"{_name(each)} has it" for each in elements if each.get(f"{S}encodingStyle") is not None)


@rule("R1005", "No element of the envelope itself has an encodingStyle.")
def envelope_has_no_encoding(envelope: Envelope) -> Iterator[str]:
    yield from _encoding_style(envelope.root.iter(f"{S}*"))


@rule("R1006", "No entry of the Body has an encodingStyle.")
def entries_have_no_encoding(envelope: Envelope) -> Iterator[str]:
    yield from _encoding_style(iter(envelope.entries))


@rule("R1007", "No child of an entry has an encodingStyle; the profile says so of rpc, here it holds for all.")
def members_have_no_encoding(envelope: Envelope) -> Iterator[str]:
    yield from _encoding_style(each for entry in envelope.entries for each in entry.iterchildren(etree.Element))


@rule("R1008", "There is no document type declaration.")
def there_is_no_doctype(envelope: Envelope) -> Iterator[str]:
    if envelope.root.getroottree().docinfo.doctype:
        yield "there is one"


@rule("R1009", "There are no processing instructions.")
def there_are_no_instructions(envelope: Envelope) -> Iterator[str]:
    tree = envelope.root.getroottree()
    outside = (*tree.getroot().itersiblings(preceding=True), *tree.getroot().itersiblings())
    for each in (*outside, *envelope.root.iter(etree.ProcessingInstruction)):
        if isinstance(each, etree._ProcessingInstruction):
            yield f"there is {each.target}"


@rule("R1011", "Nothing comes behind the Body.")
def nothing_follows_the_body(envelope: Envelope) -> Iterator[str]:
    for body in envelope.bodies:
        yield from (f"{_name(each)} does" for each in body.itersiblings(etree.Element))


@rule("R1013", "mustUnderstand is 0 or 1.", applies=lambda envelope: bool(envelope.headers))
def must_understand_is_a_digit(envelope: Envelope) -> Iterator[str]:
    for each in envelope.headers:
        if each.get(f"{S}mustUnderstand", "0") not in {"0", "1"}:
            yield f"{_name(each)} says {each.get(f'{S}mustUnderstand')}"


@rule("R1014", "Entries of the Body are in a namespace.")
def entries_are_qualified(envelope: Envelope) -> Iterator[str]:
    yield from (f"{_name(each)} is in none" for each in envelope.entries if not etree.QName(each).namespace)


@rule("R1032", "Envelope, Header and Body have no attributes of SOAP's namespace.")
def envelope_has_no_attributes(envelope: Envelope) -> Iterator[str]:
    for each in envelope.root.iter(f"{S}Envelope", f"{S}Header", f"{S}Body"):
        yield from (f"{_name(each)} has {key}" for key in each.attrib if str(key).startswith(S))


@rule("R1033", "The prefix xml is not declared.", must=False)
def xml_prefix_is_not_declared(envelope: Envelope) -> Iterator[str]:
    if b"xmlns:xml=" in envelope.content:
        yield "it is"


@rule("R2113", "Nothing has the arrayType of SOAP's encoding.")
def nothing_is_an_encoded_array(envelope: Envelope) -> Iterator[str]:
    for each in envelope.root.iter(etree.Element):
        if each.get(f"{{{ENCODING}}}arrayType") is not None:
            yield f"{_name(each)} has"


@rule("R2301", "The Body has an entry for each part of the message.", applies=_is_described)
def body_has_the_parts(envelope: Envelope) -> Iterator[str]:
    wanted = 0 if envelope.element() is None else 1
    if len(envelope.entries) != wanted:
        yield f"it has {len(envelope.entries)} for {wanted} parts"


@rule("R2712", "The entry is the global element that the message names, and follows the schema.", applies=_is_described)
def entry_is_that_of_the_message(envelope: Envelope) -> Iterator[str]:
    for entry in envelope.entries:
        if (etree.QName(entry).namespace, _name(entry)) != envelope.element():
            yield f"the entry is {_name(entry)}, not {envelope.element()}"
        elif envelope.description.root.find(f".//{XS}any") is None:
            compiled = envelope.description.compiled
            if not compiled.validate(entry):
                yield str(compiled.error_log.last_error)


@rule("R2738", "Every header that the binding names is there.", applies=_is_described)
def described_headers_are_there(envelope: Envelope) -> Iterator[str]:
    bound = envelope.bound()
    there = {(etree.QName(each).namespace, _name(each)) for each in envelope.headers}
    for header in bound.iterfind(f"{SOAP}header") if bound is not None else iter(()):
        message = find(envelope.description.root, "message", qname(header, "message")[1])
        wanted = [qname(part, "element") for part in children(message) if part.get("name") == header.get("part")]
        yield from (f"{name} is missing" for name in wanted if name not in there)
