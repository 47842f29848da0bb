"""Perl's SOAP::Lite, in proxy mode: its WSDL mode knows RPC only. It reads no WSDL, so the program names the members."""

from tests.interop.toolchain import Toolchain, Variant, Workshop


def prepare(workshop: Workshop) -> None:
    """Take the client as it is."""
    workshop.copy_sources()


COMMAND = ("perl", "-I.", "client.pl")
OVER_TLS = ("sh", "-c", 'PERL_LWP_SSL_CA_FILE="$DESK_AUTHORITY" perl -I. client.pl')
CANNOT = {
    "headers": "SOAP::Lite's proxy mode reads no WSDL: the program writes the session header with SOAP::Header.",
    "booleans": "SOAP::Lite's proxy mode reads no WSDL, and Perl has no truth values: they come as the words.",
}
TOOLCHAIN = Toolchain(
    name="perl_soap_lite",
    title="Perl SOAP::Lite",
    needs=("perl", "perl -MSOAP::Lite -MXML::Parser -MLWP::Protocol::https -e 1"),
    prepare=prepare,
    hello=("perl", "hello.pl"),
    version=("perl", "-MSOAP::Lite", "-e", """'printf "%s, Perl %vd", SOAP::Lite->VERSION, $^V'"""),
    variants=(
        Variant("SOAP 1.1", COMMAND, {"DESK_SOAP": "1.1"}, cannot=CANNOT),
        Variant("SOAP 1.2", COMMAND, {"DESK_SOAP": "1.2"}, soap="1.2", cannot=CANNOT),
        Variant("SOAP 1.1 over TLS", OVER_TLS, {"DESK_SOAP": "1.1"}, over_tls=True, cannot=CANNOT),
    ),
)
