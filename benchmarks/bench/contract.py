"""The published contract, cut down to the operations of the jobs, for peers that are made from a WSDL."""

from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[2]
OPERATIONS = ("GetEvent", "ListEvents", "SubmitEvent", "ReadTable")
_WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
_SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
_TYPES = f"{_WSDL}types/{_SCHEMA}schema"
_SHARED = ("SessionHeader", "ServiceFault")


def cut() -> bytes:
    """Return the WSDL of the whole desk with the jobs' operations only, and the types that they need."""
    root = etree.parse(ROOT / "wsdl" / "SoapDesk.wsdl").getroot()
    rest = etree.parse(ROOT / "wsdl" / "DataService.wsdl").getroot()
    _adopt(root, rest)
    wanted = {f"{name}{end}" for name in OPERATIONS for end in ("SoapIn", "SoapOut")}
    wanted |= {f"{name}Message" for name in _SHARED}
    for message in root.findall(f"{_WSDL}message"):
        if message.get("name") not in wanted:
            root.remove(message)
    for holder in (_part(root, f"{_WSDL}portType"), _part(root, f"{_WSDL}binding")):
        for operation in holder.findall(f"{_WSDL}operation"):
            if operation.get("name") not in OPERATIONS:
                holder.remove(operation)
    schema = _part(root, _TYPES)
    _keep_needed(schema, {*_SHARED, *OPERATIONS, *(f"{name}Response" for name in OPERATIONS)})
    for documentation in list(root.iter(f"{_WSDL}documentation", f"{_SCHEMA}annotation")):
        if (parent := documentation.getparent()) is not None:
            parent.remove(documentation)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _adopt(root: etree._Element, rest: etree._Element) -> None:
    """Take over what only the service of data has: its types, messages and operations."""
    for path in (_TYPES, f"{_WSDL}portType", f"{_WSDL}binding", "."):
        target, source = _part(root, path), _part(rest, path)
        known = {(child.tag, child.get("name")) for child in target}
        for child in list(source):
            is_part = path != "." or child.tag == f"{_WSDL}message"
            if is_part and child.get("name") and (child.tag, child.get("name")) not in known:
                # Messages stand before the port type that refers to them.
                target.insert(1 if path == "." else len(target), child)


def _part(root: etree._Element, path: str) -> etree._Element:
    found = root.find(path)
    if found is None:
        raise ValueError(f"the WSDL has no {path}")
    return found


def _keep_needed(schema: etree._Element, names: set[str]) -> None:
    declared = {(child.tag == f"{_SCHEMA}element", child.get("name")): child for child in schema}
    needed, waiting = set(), [declared[True, name] for name in sorted(names)]
    while waiting:
        node = waiting.pop()
        if node in needed:
            continue
        needed.add(node)
        for each in node.iter():
            for attribute in ("type", "base"):
                prefix, _, name = each.get(attribute, "").partition(":")
                if prefix == "tns":
                    waiting.append(declared[False, name])
    for child in list(schema):
        if child not in needed:
            schema.remove(child)


def write(path: Path) -> None:
    """Write the WSDL to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cut())
