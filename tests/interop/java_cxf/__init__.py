"""Apache CXF: wsdl2java and its runtime, on the packages of Jakarta EE."""

from tests.interop import java_story
from tests.interop.toolchain import INSTALLED, Toolchain, Variant, Workshop

LIBRARIES = INSTALLED / "java_cxf" / "lib"
CXF = f"{LIBRARIES}/*"


def prepare(workshop: Workshop) -> None:
    """Generate from each WSDL; that with both ports last, which has all that the other has."""
    wsdl2java = (*java_story.JAVA, "-cp", CXF, "org.apache.cxf.tools.wsdlto.WSDLToJava", "-exsh", "true", "-p")
    for package, wsdl in (("desk", "?wsdl"), ("desk", "?wsdl=soap12"), ("data", "/DataSetService?wsdl=any")):
        workshop.run(*wsdl2java, package, f"{workshop.url}{wsdl}")
    java_story.compile_story(workshop, CXF, jakarta=True)


CLIENT = java_story.client(CXF)
TOOLCHAIN = Toolchain(
    name="java_cxf",
    title="Apache CXF",
    needs=("java", "javac", LIBRARIES),
    prepare=prepare,
    version=("java", "-cp", f"'{CXF}'", "org.apache.cxf.tools.wsdlto.WSDLToJava", "-v"),
    variants=(
        Variant("SOAP 1.1", CLIENT, {"DESK_PORT": "SOAP 1.1"}),
        Variant("SOAP 1.2", CLIENT, {"DESK_PORT": "SOAP 1.2"}, soap="1.2"),
        Variant("SOAP 1.1 MTOM", CLIENT, {"DESK_PORT": "MTOM"}),
        Variant(
            "SOAP 1.1 WS-Security over TLS",
            java_story.client_over_tls(CXF),
            {"DESK_PORT": "WS-Security"},
            over_tls=True,
        ),
    ),
    inspect=java_story.complaints,
    hello=java_story.hello(CXF),
)
