"""The two SOAP versions, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SoapVersion:
    """What differs between SOAP 1.1 and SOAP 1.2.

    :ivar roles: the actors or roles that mean this server.
    :ivar wsdl_binding: the namespace of the WSDL binding.
    """

    name: str
    namespace: str
    media_type: str
    role_attribute: str
    roles: frozenset[str]
    wsdl_binding: str

    def tag(self, name: str) -> str:
        """Return an element name of the envelope in Clark notation."""
        return f"{{{self.namespace}}}{name}"

    @property
    def content_type(self) -> str:
        """The Content-Type of answers."""
        return f"{self.media_type}; charset=utf-8"


SOAP11 = SoapVersion(
    name="1.1",
    namespace="http://schemas.xmlsoap.org/soap/envelope/",
    media_type="text/xml",
    role_attribute="actor",
    roles=frozenset({"", "http://schemas.xmlsoap.org/soap/actor/next"}),
    wsdl_binding="http://schemas.xmlsoap.org/wsdl/soap/",
)
SOAP12 = SoapVersion(
    name="1.2",
    namespace="http://www.w3.org/2003/05/soap-envelope",
    media_type="application/soap+xml",
    role_attribute="role",
    roles=frozenset(
        {
            "",
            "http://www.w3.org/2003/05/soap-envelope/role/next",
            "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
        }
    ),
    wsdl_binding="http://schemas.xmlsoap.org/wsdl/soap12/",
)
VERSIONS = (SOAP11, SOAP12)
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
