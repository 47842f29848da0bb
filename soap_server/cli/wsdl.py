"""``soapdesk wsdl``: the published contract."""

from pathlib import Path
from typing import Annotated

import typer

from soap_server.app import build_contract
from soap_server.cli.console import err, fail, out
from soap_server.publishing.compatibility import compare_contracts
from soap_server.publishing.fault_page import fault_page
from soap_server.publishing.files import PUBLISHED_URL, differing_files, write_files

app = typer.Typer(help="Write and check the published contract.", no_args_is_help=True)
FolderArgument = Annotated[Path, typer.Argument(help="The folder of the published contract.")]


@app.command()
def export(folder: FolderArgument = Path("wsdl")) -> None:
    """Write the WSDLs, the schema and an example request, response and fault for each operation."""
    count = write_files(build_contract(), folder)
    out.print(f"{count} files are in {folder}.", highlight=False)


@app.command()
def check(folder: FolderArgument = Path("wsdl")) -> None:
    """Compare the folder with this version, and name what would break clients generated from it."""
    contract = build_contract()
    published = folder / f"{contract.desk.name}.wsdl"
    if not published.is_file():
        fail(f"There is no {published}. Write it with: soapdesk wsdl export {folder}")
    current = contract.wsdl_documents(PUBLISHED_URL)["/soap", "wsdl"]
    changes = compare_contracts(published.read_bytes(), current)
    for change in changes:
        out.print(str(change), style="red" if change.breaks else None, highlight=False, markup=False)
    differing = differing_files(contract, folder)
    if not differing:
        out.print(f"{folder} is up to date.")
        return
    for name in differing:
        err.print(f"differs: {name}", highlight=False, markup=False)
    fail(f"{folder} is not what this version publishes. Write it with: soapdesk wsdl export {folder}")


@app.command()
def faults() -> None:
    """Explain every fault code, in Markdown."""
    out.print(fault_page().rstrip(), highlight=False, markup=False)
