"""Java's JAX-WS, the reference implementation: wsimport and its runtime."""

from tests.interop import java_story
from tests.interop.test_dotnet_data_set import JAXWS
from tests.interop.toolchain import Toolchain, Variant, Workshop


def prepare(workshop: Workshop) -> None:
    """Generate from each WSDL; that with both ports last, which has all that the other has."""
    wsimport = ("wsimport", "-quiet", "-Xnocompile", "-extension", "-XadditionalHeaders", "-p")
    for package, wsdl in (("desk", "?wsdl"), ("desk", "?wsdl=soap12"), ("data", "/DataSetService?wsdl=any")):
        workshop.run(*wsimport, package, f"{workshop.url}{wsdl}", JAVA_TOOL_OPTIONS=java_story.QUICK)
    java_story.compile_story(workshop, JAXWS)


CLIENT = java_story.client(JAXWS)
TOOLCHAIN = Toolchain(
    name="java_jaxws",
    title="JAX-WS RI",
    needs=("java", "javac", "wsimport"),
    prepare=prepare,
    version=("wsimport", "-version", "2>&1"),
    variants=(
        Variant("SOAP 1.1", CLIENT, {"DESK_PORT": "SOAP 1.1"}),
        Variant("SOAP 1.2", CLIENT, {"DESK_PORT": "SOAP 1.2"}, soap="1.2"),
        Variant("SOAP 1.1 chunked", CLIENT, {"DESK_PORT": "chunked"}),
        Variant("SOAP 1.1 MTOM", CLIENT, {"DESK_PORT": "MTOM"}),
        Variant(
            "SOAP 1.1 HTTP Basic over TLS",
            java_story.client_over_tls(JAXWS),
            {"DESK_PORT": "HTTP Basic"},
            over_tls=True,
        ),
    ),
    inspect=java_story.complaints,
    hello=java_story.hello(JAXWS),
)
