"""curl, with the example messages of the published contract: what a person or a script without a toolkit does."""

import shutil

from tests.interop.toolchain import ROOT, Toolchain, Variant, Workshop

COMMAND = ("sh", "client.sh")


def prepare(workshop: Workshop) -> None:
    """Put the example messages beside the scripts."""
    workshop.copy_sources()
    shutil.copytree(ROOT / "wsdl" / "examples", workshop.folder / "wsdl" / "examples")


TOOLCHAIN = Toolchain(
    name="curl",
    title="curl",
    needs=("curl", "openssl", "xmllint"),
    prepare=prepare,
    version=("curl", "--version", "|", "cut", "-d", "' '", "-f", "1,2"),
    variants=(
        Variant("SOAP 1.1", COMMAND, {"DESK_SOAP": "1.1"}),
        Variant("SOAP 1.2", COMMAND, {"DESK_SOAP": "1.2"}, soap="1.2"),
        Variant("HTTP Basic over TLS", COMMAND, {"DESK_SOAP": "1.1", "DESK_CREDENTIALS": "Basic"}, over_tls=True),
    ),
)
