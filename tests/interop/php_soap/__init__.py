"""PHP's SoapClient, in WSDL mode. It generates nothing: requests are arrays, answers are stdClass."""

from tests.interop.toolchain import Toolchain, Variant, Workshop


def prepare(workshop: Workshop) -> None:
    """Take the client as it is: SoapClient reads the WSDL when it runs."""
    workshop.copy_sources()


PHP = ("php", "-d", "soap.wsdl_cache_enabled=0")
COMMAND = (*PHP, "client.php")
TOOLCHAIN = Toolchain(
    name="php_soap",
    title="PHP SoapClient",
    needs=("php", "php -m | grep -qx soap"),
    prepare=prepare,
    hello=(*PHP, "hello.php"),
    version=("php", "-r", "'echo PHP_VERSION;'"),
    variants=(
        Variant("SOAP 1.1", COMMAND, {"DESK_SOAP": "1.1"}),
        Variant("SOAP 1.2", COMMAND, {"DESK_SOAP": "1.2"}, soap="1.2"),
        Variant("SOAP 1.1 over TLS", COMMAND, {"DESK_SOAP": "1.1"}, over_tls=True),
    ),
)
