"""What a toolchain is to these tests: how its client is made from the served WSDL, how it is run, what it cannot do."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.interop.running import run

ROOT = Path(__file__).parents[2]
INSTALLED = Path(os.environ.get("SOAPDESK_INTEROP_TOOLS", ROOT / ".interop"))
"""Where scripts/install-interop puts what comes from Maven and npm."""


@dataclass(frozen=True)
class Workshop:
    """Where a client is made: the client's own sources, an empty folder for what is generated, the served WSDLs."""

    sources: Path
    folder: Path
    url: str

    def run(self, *command: str, **environment: str) -> str:
        """Run a program in the folder and return what it prints.

        :raises AssertionError: with all that it says, if it fails.
        """
        return run(self.folder, *command, **environment)

    def copy_sources(self) -> None:
        """Put the client's sources beside what is generated."""
        shutil.copytree(self.sources, self.folder, dirs_exist_ok=True)


@dataclass(frozen=True)
class Variant:
    """A way to run a client: the SOAP version and what else sets it apart.

    :param over_tls: it speaks to the server over TLS.
    :param soap: the version of SOAP that it speaks; DataSets may go over the other one.
    :param cannot: checks or operations that it cannot do, each with the reason; everything else must pass.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    over_tls: bool = False
    soap: str = "1.1"
    cannot: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Toolchain:
    """A stock toolchain.

    :param name: its folder beside this file.
    :param title: its name and what is tried of it, as people call it.
    :param needs: programs, files, and commands that have to succeed, without which it is not there.
    :param prepare: generates what it generates and compiles; runs once.
    :param version: a command that prints its version.
    :param inspect: checks the generated source and returns what is wrong with it; None where nothing is generated.
    :param hello: runs the complete program with which the page in docs/clients begins; takes a user name.
    """

    name: str
    title: str
    needs: Sequence[str | Path]
    prepare: Callable[[Workshop], None]
    version: Sequence[str]
    variants: Sequence[Variant]
    inspect: Callable[[Workshop], list[str]] | None = None
    hello: Sequence[str] | None = None

    @property
    def sources(self) -> Path:
        """The folder of its client's sources."""
        return Path(__file__).parent / self.name
