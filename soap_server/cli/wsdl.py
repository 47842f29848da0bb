"""``soapdesk wsdl``: the published contract."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from soap_server.app import build_contract
from soap_server.cli.console import err, fail, out
from soap_server.publishing.compatibility.comparing import compare_contracts
from soap_server.publishing.compatibility.kinds import Change, Verdict
from soap_server.publishing.compatibility.reading import Contract
from soap_server.publishing.fault_page import fault_page
from soap_server.publishing.files import RELEASED, differing_files, write_files, wsdl_files

app = typer.Typer(help="Write and check the published contract.", no_args_is_help=True)
FolderArgument = Annotated[Path, typer.Argument(help="The folder of the published contract.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Write nothing, and say what is out of date.")]
OldArgument = Annotated[Path, typer.Argument(help="The contract that stubs know: a WSDL, or a folder of them.")]
NewArgument = Annotated[
    Path | None, typer.Argument(help="The contract to come, likewise; without it, that of this version.")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Fail, too, on what breaks some toolchains only.")]
_STYLES = {Verdict.BREAKS: "red", Verdict.BREAKS_SOME: "yellow", Verdict.SAFE: None}


@app.command()
def export(folder: FolderArgument = Path("wsdl"), *, check_only: CheckOption = False) -> None:
    """Write the WSDLs, the schema and an example request, response and fault for each operation."""
    contract = build_contract()
    if not check_only:
        out.print(f"{write_files(contract, folder)} files are in {folder}.", highlight=False)
        return
    differing = differing_files(contract, folder)
    for name in differing:
        err.print(f"differs: {name}", highlight=False, markup=False)
    if differing:
        fail(f"{folder} is not what this version publishes. Write it with: soapdesk wsdl export {folder}")
    out.print(f"{folder} is up to date.", highlight=False)


@app.command()
def check(old: OldArgument = Path("wsdl") / RELEASED, new: NewArgument = None, *, strict: StrictOption = False) -> None:
    """Name every change of the contract, and which break stubs of an older one; fail if one breaks all.

    Without arguments, this version is compared with the contract as it was first released.
    """
    before = _wsdls(old)
    after = wsdl_files(build_contract()) if new is None else _wsdls(new)
    if old.is_file():
        after = _counterpart(old, new, after)
    try:
        changes = compare_contracts(before, after)
    except ValueError as error:
        fail(f"That cannot be compared: {error}.")
    for change in changes:
        out.print(str(change), style=_STYLES[change.verdict], highlight=False, markup=False, soft_wrap=True)
    out.print(_summary(changes), highlight=False)
    failing = {Verdict.BREAKS, Verdict.BREAKS_SOME} if strict else {Verdict.BREAKS}
    if any(change.verdict in failing for change in changes):
        raise typer.Exit(1)


@app.command()
def faults() -> None:
    """Explain every fault code, in Markdown."""
    out.print(fault_page().rstrip(), highlight=False, markup=False)


def _wsdls(path: Path) -> Mapping[str, bytes]:
    """Return a WSDL, or those of a folder, by the names of their files."""
    paths = [path] if path.is_file() else sorted(path.glob("*.wsdl"))
    if not paths and str(path).startswith(("http:", "https:")):
        address = str(path).replace(":/", "://", 1)
        fail(f"Save the WSDL at {address} to a file first, and name that.")
    if not paths:
        fail(f"There is no WSDL at {path}.")
    return {each.name: each.read_bytes() for each in paths}


def _counterpart(old: Path, new: Path | None, after: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return what one WSDL is compared with, under its name: the other one, or that with the same ports."""
    if new is not None and new.is_file():
        return {old.name: after[new.name]}
    if old.name in after:
        return {old.name: after[old.name]}
    ports = _ports(old.read_bytes())
    like = [name for name in after if ports and _ports(after[name]) == ports]
    if not like:
        fail(f"{old.name} is the WSDL of no service of this version; name the new one, too.")
    return {old.name: after[min(like, key=len)]}


def _ports(document: bytes) -> tuple[str, set[str]] | None:
    """Return a WSDL's service and the names of its ports, None for what is no WSDL."""
    try:
        contract = Contract(document)
    except ValueError:
        return None
    return contract.names.get("service", ""), set(contract.ports)


def _summary(changes: Sequence[Change]) -> str:
    counts = Counter(change.verdict for change in changes)
    if not changes:
        return "Nothing has changed for stubs."
    told = (
        f"{counts[Verdict.BREAKS]} break stubs",
        f"{counts[Verdict.BREAKS_SOME]} break those of some toolchains",
        f"{counts[Verdict.SAFE]} are safe",
    )
    return f"Of {len(changes)} changes {', '.join(told)}."
