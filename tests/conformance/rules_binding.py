"""Rules about messages, portTypes, bindings and ports of a WSDL; of bindings those of SOAP 1.1 alone."""

import re
from collections.abc import Iterator

from lxml import etree

from tests.conformance.description import SOAP, XS, Description, W, find, label, qname, style_of
from tests.conformance.profile import DESCRIPTION, Register

rule: Register[Description] = Register(DESCRIPTION)
_HTTP = "http://schemas.xmlsoap.org/soap/http"
_NAMED = {"message": "message", "type": "portType", "binding": "binding"}


def _document(description: Description, style: str = "document") -> Iterator[etree._Element]:
    return (each for each in description.bound_operations if style_of(each) == style)


def _has_rpc(description: Description) -> bool:
    return next(_document(description, "rpc"), None) is not None


def _has_parameter_order(description: Description) -> bool:
    return description.root.find(f"{W}portType/{W}operation[@parameterOrder]") is not None


@rule("R2101", "References to parts of a WSDL lead to what is there.")
def references_resolve(description: Description) -> Iterator[str]:
    imported = {each.get("namespace") for each in description.root.iterfind(f"{W}import")}
    for element in description.root.iter(f"{W}*", f"{SOAP}*"):
        for attribute, kind in _NAMED.items():
            if element.get(attribute) is None or element.tag == f"{W}part":
                continue
            namespace, name = qname(element, attribute)
            is_here = namespace == description.namespace and find(description.root, kind, name) is not None
            if not is_here and namespace not in imported:
                yield f"{label(element)} refers to {kind} {name}"


@rule("R2201", "The body of document/literal names one part at most.")
def document_body_names_one_part(description: Description) -> Iterator[str]:
    for operation in _document(description):
        for body in operation.iter(f"{SOAP}body"):
            if len(body.get("parts", "").split()) > 1:
                yield f"{label(operation)} has the parts {body.get('parts')}"


@rule("R2210", "A body of document/literal that names no parts has a message with one part at most.")
def document_message_has_one_part(description: Description) -> Iterator[str]:
    for operation in _document(description):
        for body, parts in description.body_parts(operation):
            if body.get("parts") is None and len(parts) > 1:
                yield f"{label(operation)} has {len(parts)} parts"


@rule("R2203", "The parts of an rpc/literal body are of types.", applies=_has_rpc)
def rpc_parts_are_types(description: Description) -> Iterator[str]:
    yield from _parts_without(description, "rpc", "type")


@rule("R2204", "The parts of a document/literal body are elements.")
def document_parts_are_elements(description: Description) -> Iterator[str]:
    yield from _parts_without(description, "document", "element")


def _parts_without(description: Description, style: str, attribute: str) -> Iterator[str]:
    for operation in _document(description, style):
        for _, parts in description.body_parts(operation):
            for part in parts:
                if part.get(attribute) is None:
                    yield f"{label(operation)}: {label(part)} has no {attribute}"


@rule("R2205", "Headers and faults are elements.")
def headers_and_faults_are_elements(description: Description) -> Iterator[str]:
    for part in (*_header_parts(description), *_fault_parts(description)):
        if part.get("element") is None:
            yield f"{label(part)} has no element"


def _header_parts(description: Description) -> Iterator[etree._Element]:
    for header in description.extensions("header", "headerfault"):
        message = description.message(header)
        if message is not None:
            yield from (part for part in message if part.get("name") == header.get("part"))


def _fault_parts(description: Description) -> Iterator[etree._Element]:
    for fault in description.root.iterfind(f"{W}portType/{W}operation/{W}fault"):
        message = description.message(fault)
        if message is not None:
            yield from message.iterfind(f"{W}part")


@rule("R2206", "A part that is an element is a global one.")
def parts_are_global_elements(description: Description) -> Iterator[str]:
    known = {
        (schema.get("targetNamespace", ""), each.get("name", ""))
        for schema in description.schemas
        for each in schema.iterfind(f"{XS}element")
    }
    for part in description.root.iterfind(f"{W}message/{W}part[@element]"):
        if qname(part, "element") not in known:
            yield f"{label(part)} is {part.get('element')}, which is no global element"


@rule("R2209", "Every part of a message is bound to something.", must=False)
def every_part_is_bound(description: Description) -> Iterator[str]:
    bound: set[etree._Element] = {*_header_parts(description), *_fault_parts(description)}
    for operation in description.bound_operations:
        bound.update(part for _, parts in description.body_parts(operation) for part in parts)
    for message in _used_messages(description):
        yield from (f"{label(message)}: {label(part)} is bound to nothing" for part in message if part not in bound)


def _used_messages(description: Description) -> Iterator[etree._Element]:
    for each in description.root.iterfind(f"{W}portType/{W}operation/*[@message]"):
        message = description.message(each)
        if message is not None:
            yield message


@rule("R2303", "An operation answers a request; none sends of itself.")
def operations_begin_with_a_request(description: Description) -> Iterator[str]:
    for operation in description.root.iterfind(f"{W}portType/{W}operation"):
        if next(operation.iterchildren(f"{W}input", f"{W}output"), operation).tag != f"{W}input":
            yield f"{label(operation)} begins with an output"


@rule("R2304", "Operations of a portType have different names.")
def operations_have_names_of_their_own(description: Description) -> Iterator[str]:
    for port_type in description.root.iterfind(f"{W}portType"):
        names = [each.get("name") for each in port_type.iterfind(f"{W}operation")]
        yield from (f"{name} is there twice" for name in sorted({str(n) for n in names if names.count(n) > 1}))


@rule("R2305", "parameterOrder leaves out one part of the answer at most.", applies=_has_parameter_order)
def parameter_order_leaves_out_one(description: Description) -> Iterator[str]:
    for operation in description.root.iterfind(f"{W}portType/{W}operation[@parameterOrder]"):
        output = operation.find(f"{W}output")
        message = None if output is None else description.message(output)
        parts = [] if message is None else [str(part.get("name")) for part in message.iterfind(f"{W}part")]
        left = set(parts) - set(operation.get("parameterOrder", "").split())
        if len(left) > 1:
            yield f"{label(operation)} leaves out {', '.join(sorted(left))}"


@rule("R2306", "A part is an element or of a type, not both.")
def parts_are_one_or_the_other(description: Description) -> Iterator[str]:
    for part in description.root.iterfind(f"{W}message/{W}part[@type]"):
        if part.get("element") is not None:
            yield f"{label(part)} has both"


@rule("R2401", "Every binding is one of SOAP.")
def bindings_are_of_soap(description: Description) -> Iterator[str]:
    yield from (f"{label(each)} is not" for each in description.bindings if each.find(f"{SOAP}binding") is None)


@rule("R2701", "A binding says how it is transported.")
def bindings_say_their_transport(description: Description) -> Iterator[str]:
    for each in description.extensions("binding"):
        if each.get("transport") is None:
            yield "a soap:binding without transport"


@rule("R2702", "The transport is HTTP.")
def transport_is_http(description: Description) -> Iterator[str]:
    for each in description.extensions("binding"):
        if each.get("transport", _HTTP) != _HTTP:
            yield f"the transport is {each.get('transport')}"


@rule("R2705", "A binding is document throughout, or rpc throughout.")
def bindings_have_one_style(description: Description) -> Iterator[str]:
    for binding in description.bindings:
        styles = {style_of(each) for each in binding.iterfind(f"{W}operation")}
        if len(styles) > 1:
            yield f"{label(binding)} is {' and '.join(sorted(styles))}"


@rule("R2706", "Everything is literal.")
def everything_is_literal(description: Description) -> Iterator[str]:
    for each in description.extensions("body", "header", "headerfault", "fault"):
        if each.get("use", "literal") != "literal":
            yield f"{label(each)} is {each.get('use')}"


@rule("R2723", "Where a fault says its use, it is literal.")
def faults_are_literal(description: Description) -> Iterator[str]:
    for each in description.extensions("fault"):
        if each.get("use", "literal") != "literal":
            yield f"{label(each)} is {each.get('use')}"


@rule("R2710", "Operations of a binding look different on the wire.")
def signatures_differ(description: Description) -> Iterator[str]:
    for binding in description.bindings:
        seen: dict[tuple[str, str], str] = {}
        for operation in binding.iterfind(f"{W}operation"):
            body = next(description.body_parts(operation), None)
            names = [qname(part, "element") for part in body[1]] if body else []
            if names and seen.setdefault(names[0], label(operation)) != label(operation):
                yield f"{label(operation)} looks like {seen[names[0]]}"


@rule("R2711", "No two ports have the same address.", must=False)
def addresses_differ(description: Description) -> Iterator[str]:
    path = f"{W}service/{W}port/{SOAP}address"
    addresses = [each.get("location") for each in description.root.iterfind(path)]
    yield from (f"{each} twice" for each in sorted({str(a) for a in addresses if addresses.count(a) > 1}))


@rule("R2716", "Nothing of document/literal has a namespace attribute.")
def document_has_no_namespace(description: Description) -> Iterator[str]:
    for operation in _document(description):
        for each in operation.iter(*(f"{SOAP}{name}" for name in ("body", "header", "headerfault", "fault"))):
            if each.get("namespace") is not None:
                yield f"{label(operation)}: {label(each)} has one"


@rule("R2717", "The body of rpc/literal has an absolute namespace.", applies=_has_rpc)
def rpc_body_has_a_namespace(description: Description) -> Iterator[str]:
    for operation in _document(description, "rpc"):
        for body in operation.iter(f"{SOAP}body"):
            if ":" not in body.get("namespace", ""):
                yield f"{label(operation)} has none"


@rule("R2726", "Headers and faults of rpc/literal have no namespace attribute.", applies=_has_rpc)
def rpc_headers_have_no_namespace(description: Description) -> Iterator[str]:
    for operation in _document(description, "rpc"):
        for each in operation.iter(*(f"{SOAP}{name}" for name in ("header", "headerfault", "fault"))):
            if each.get("namespace") is not None:
                yield f"{label(operation)}: {label(each)} has one"


@rule("R2718", "A binding has the operations of its portType, no more and no less.")
def bindings_have_every_operation(description: Description) -> Iterator[str]:
    for binding in description.bindings:
        port_type = description.port_type_of(binding)
        wanted = set() if port_type is None else {each.get("name") for each in port_type.iterfind(f"{W}operation")}
        found = {each.get("name") for each in binding.iterfind(f"{W}operation")}
        yield from (f"{label(binding)}: {name}" for name in sorted(map(str, wanted ^ found)))


@rule("R2720", "A header names the one part that it is.")
def headers_name_a_part(description: Description) -> Iterator[str]:
    for each in description.extensions("header", "headerfault"):
        if not re.fullmatch(r"[\w.:-]+", each.get("part", "")):
            yield f"{label(each)} has the part {each.get('part')!r}"


@rule("R2749", "A header has no attribute parts.")
def headers_have_no_parts(description: Description) -> Iterator[str]:
    for each in description.extensions("header", "headerfault"):
        if each.get("parts") is not None:
            yield f"{label(each)} has"


@rule("R2721", "A fault of a binding has a name.")
def faults_have_names(description: Description) -> Iterator[str]:
    yield from ("a soap:fault without a name" for each in description.extensions("fault") if not each.get("name"))


@rule("R2754", "The name of a soap:fault is that of the wsdl:fault around it.")
def faults_have_the_same_name(description: Description) -> Iterator[str]:
    for each in description.extensions("fault"):
        parent = each.getparent()
        if parent is None or parent.get("name") != each.get("name"):
            yield f"{label(each)} stands in another"


@rule("R2740", "Every fault of an operation is bound.", must=False)
def every_fault_is_bound(description: Description) -> Iterator[str]:
    for operation in description.bound_operations:
        abstract = description.abstract_of(operation)
        wanted = set() if abstract is None else {each.get("name") for each in abstract.iterfind(f"{W}fault")}
        bound = {each.get("name") for each in operation.iterfind(f"{W}fault/{SOAP}fault")}
        yield from (f"{label(operation)}: {name} is not" for name in sorted(map(str, wanted - bound)))
