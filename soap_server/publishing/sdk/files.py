"""The generated files of ``client_sdk``: what belongs there, writing it, comparing it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from soap_server.app import Contract
from soap_server.publishing.files import contract_files
from soap_server.publishing.folders import differing_paths, write_folder
from soap_server.publishing.sdk.errors import error_file
from soap_server.publishing.sdk.models import model_files
from soap_server.publishing.sdk.operations import operations_file
from soap_server.publishing.sdk.resources import resource_files
from soap_server.publishing.sdk.writing import NOTICE

ROOT = Path(__file__).parents[3]
BUNDLED = ("SoapDesk.wsdl", "DataSetService.any.wsdl")


def sdk_files(contract: Contract) -> Mapping[str, bytes]:
    """Return every generated file of the SDK by its path from the project's folder."""
    written = {**model_files(), **error_file(), **operations_file(), **resource_files()}
    published = contract_files(contract)
    bundled = {f"client_sdk/bundled/{name}": published[name] for name in BUNDLED}
    return {**{path: _formatted(path, text) for path, text in written.items()}, **bundled}


def write_sdk(contract: Contract, root: Path = ROOT) -> int:
    """Write the generated files, take away those that are generated no more, return their number."""
    return write_folder(root, sdk_files(contract), _present(root))


def differing_sdk_files(contract: Contract, root: Path = ROOT) -> list[str]:
    """Return the paths of the files that are missing, different or too many, sorted."""
    return differing_paths(root, sdk_files(contract), _present(root))


def _present(root: Path) -> set[str]:
    generated = (path for path in (root / "client_sdk").rglob("*.py") if _is_generated(path))
    return {path.relative_to(root).as_posix() for path in (*generated, *(root / "client_sdk/bundled").glob("*.wsdl"))}


def _is_generated(path: Path) -> bool:
    return path.read_text(encoding="utf-8").startswith(NOTICE)


def _formatted(path: str, text: str) -> bytes:
    """Return Python as the project formats it; ruff is a dependency of development."""
    options = ("--quiet", "--config", str(ROOT / "ruff.toml"), "--stdin-filename", path)
    for command in (("check", "--select", "I", "--fix", *options, "-"), ("format", *options, "-")):
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "ruff", *command], input=text, capture_output=True, check=True, text=True, cwd=ROOT
        )
        text = done.stdout
    return text.encode()


if __name__ == "__main__":
    from soap_server.app import build_contract

    sys.stdout.write(f"{write_sdk(build_contract())} files of the SDK are written.\n")
