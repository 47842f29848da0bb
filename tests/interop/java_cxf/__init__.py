"""Apache CXF: wsdl2java and its runtime, on the packages of Jakarta EE."""

import shlex

from tests.interop import java_story
from tests.interop.toolchain import INSTALLED, Toolchain, Variant, Workshop

LIBRARIES = INSTALLED / "java_cxf" / "lib"
CXF = f"{LIBRARIES}/*"
# Java keeps the certificates that it trusts in a store of its own.
TRUST = (
    "rm -f trust.p12; "
    'keytool -importcert -noprompt -alias desk -file "$DESK_AUTHORITY" -keystore trust.p12 -storepass changeit && exec'
)
TRUSTING = ("-Djavax.net.ssl.trustStore=trust.p12", "-Djavax.net.ssl.trustStorePassword=changeit")


def prepare(workshop: Workshop) -> None:
    """Generate from each WSDL; that with both ports last, which has all that the other has."""
    wsdl2java = (*java_story.JAVA, "-cp", CXF, "org.apache.cxf.tools.wsdlto.WSDLToJava", "-exsh", "true", "-p")
    for package, wsdl in (("desk", "?wsdl"), ("desk", "?wsdl=soap12"), ("data", "/DataSetService?wsdl=any")):
        workshop.run(*wsdl2java, package, f"{workshop.url}{wsdl}")
    java_story.compile_story(workshop, CXF, jakarta=True)


CLIENT = java_story.client(CXF)
OVER_TLS = ("sh", "-c", f"{TRUST} {shlex.join(java_story.client(CXF, *TRUSTING))}")
TOOLCHAIN = Toolchain(
    name="java_cxf",
    title="Apache CXF",
    needs=("java", "javac", LIBRARIES),
    prepare=prepare,
    version=("java", "-cp", f"'{CXF}'", "org.apache.cxf.tools.wsdlto.WSDLToJava", "-v"),
    variants=(
        Variant("SOAP 1.1", CLIENT, {"DESK_PORT": "SOAP 1.1"}),
        Variant("SOAP 1.2", CLIENT, {"DESK_PORT": "SOAP 1.2"}),
        Variant("SOAP 1.1 MTOM", CLIENT, {"DESK_PORT": "MTOM"}),
        Variant("SOAP 1.1 WS-Security over TLS", OVER_TLS, {"DESK_PORT": "WS-Security"}, over_tls=True),
    ),
    inspect=java_story.complaints,
)
