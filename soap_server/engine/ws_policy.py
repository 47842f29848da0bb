"""The policy of a WSDL whose callers send a user name and password over https.

WS-SecurityPolicy 1.2 sections 5.4.1, 7.3 and 8.2, in WS-Policy 1.2, which every importer reads: CXF and .NET read
version 1.5 too, Mono does not. It says what .NET calls TransportWithMessageCredential.
"""

from lxml import etree
from lxml.builder import ElementMaker

from soap_server.engine.ws_security import WSU

WSP = "http://schemas.xmlsoap.org/ws/2004/09/policy"
SP = "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"
_P = ElementMaker(namespace=WSP)
_S = ElementMaker(namespace=SP)
PREFIXES = {"wsp": WSP, "sp": SP, "wsu": WSU}


def username_token_policy(name: str) -> etree._Element:
    """Return the policy: https, a Timestamp, and a UsernameToken with the password as text, without a nonce."""
    binding = _S.TransportBinding(
        _P.Policy(
            _S.TransportToken(_P.Policy(_S.HttpsToken(_P.Policy()))),
            _S.AlgorithmSuite(_P.Policy(_S.Basic256())),
            _S.Layout(_P.Policy(_S.Lax())),
            _S.IncludeTimestamp(),
        )
    )
    always = {f"{{{SP}}}IncludeToken": f"{SP}/IncludeToken/AlwaysToRecipient"}
    token = _S.SignedSupportingTokens(_P.Policy(_S.UsernameToken(_P.Policy(_S.WssUsernameToken10()), always)))
    return _P.Policy(
        _P.ExactlyOne(_P.All(binding, token, _S.Wss10(_P.Policy()))),
        {f"{{{WSU}}}Id": name},
    )


def policy_reference(name: str) -> etree._Element:
    """Return what attaches the policy to a binding."""
    return _P.PolicyReference(URI=f"#{name}")
