"""The folder of the published contract: what belongs into it, writing it, comparing it."""

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from soap_server.app import Contract
from soap_server.contract import NAMESPACE
from soap_server.engine.schema import published_schema
from soap_server.examples.messages import example_fault, example_request, example_response
from soap_server.publishing.folders import differing_paths, write_folder

PUBLISHED_URL = "http://localhost:8080"
"""The address in the published WSDLs: that of a server with default settings."""
SCHEMA_FILE = "soapdesk-v1.xsd"
RELEASED = "v1.0"
"""The folder, in that of the contract, with the contract as it was released first: nothing is ever written there."""


def contract_files(contract: Contract) -> Mapping[str, bytes]:
    """Return every published file by its path in the folder."""
    files = {SCHEMA_FILE: _document(published_schema(contract.desk)), **wsdl_files(contract)}
    encode_detail = contract.codec.element_encoder(contract.fault, "ServiceFault")
    for operation in contract.everything.operations.values():
        folder = f"examples/{operation.name}"
        files[f"{folder}/request.xml"] = example_request(operation, contract.header)
        files[f"{folder}/response.xml"] = example_response(operation)
        files[f"{folder}/fault.xml"] = example_fault(operation, NAMESPACE, encode_detail)
    return files


def wsdl_files(contract: Contract) -> dict[str, bytes]:
    """Return every WSDL by the name of its file."""
    files = {}
    for (path, query), wsdl in contract.wsdl_documents(PUBLISHED_URL).items():
        name = path.rpartition("/")[2]
        name = contract.desk.name if name == "soap" else name
        form = query.partition("=")[2]
        files[f"{name}.{form}.wsdl" if form else f"{name}.wsdl"] = wsdl
    return files


def write_files(contract: Contract, folder: Path) -> int:
    """Write the published files into ``folder``, take away those that are published no more, return their number."""
    return write_folder(folder, contract_files(contract), _present(folder))


def differing_files(contract: Contract, folder: Path) -> list[str]:
    """Return the names of the files that are missing, different or too many in ``folder``, sorted."""
    return differing_paths(folder, contract_files(contract), _present(folder))


def _present(folder: Path) -> set[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    published = (path for path in paths if path.suffix in {".wsdl", ".xsd", ".xml"})
    return {path.as_posix() for path in published if path.parts[0] != RELEASED}


def _document(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
