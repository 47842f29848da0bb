"""The package soap for Node. It generates nothing: requests and answers are plain objects."""

from tests.interop.toolchain import INSTALLED, Toolchain, Variant, Workshop

PACKAGES = INSTALLED / "node_soap" / "node_modules"


def prepare(workshop: Workshop) -> None:
    """Put the client beside the packages: soap reads the WSDL when it runs."""
    workshop.copy_sources()
    (workshop.folder / "node_modules").symlink_to(PACKAGES)


COMMAND = ("node", "client.js")
OVER_TLS = ("sh", "-c", 'NODE_EXTRA_CA_CERTS="$DESK_AUTHORITY" node client.js')
CANNOT = {"headers": "soap takes no headers from the WSDL: the program gives addSoapHeader a name and a namespace."}
TOOLCHAIN = Toolchain(
    name="node_soap",
    title="Node soap",
    needs=("node", PACKAGES / "soap" / "package.json"),
    prepare=prepare,
    hello=("node", "hello.js"),
    version=("node", "-p", """'"soap " + require("soap/package.json").version + ", Node " + process.version'"""),
    variants=(
        Variant("SOAP 1.1", COMMAND, {"DESK_SOAP": "1.1"}, cannot=CANNOT),
        Variant("SOAP 1.2", COMMAND, {"DESK_SOAP": "1.2"}, soap="1.2", cannot=CANNOT),
        Variant("SOAP 1.1 over TLS", OVER_TLS, {"DESK_SOAP": "1.1"}, over_tls=True, cannot=CANNOT),
    ),
)
