"""SOAPAction and WS-Addressing: what they say must not count more than the body."""

from collections.abc import Iterator

from soap_server.engine.versions import SOAP12
from tests.engine.messages import envelope, ping
from tests.hostile.case import CANARY, HARMLESS, OK, SESSION, XML, XML12, Case, call

ACTIONS, ADDRESSING = "SOAPAction", "WS-Addressing"
_MISMATCH = frozenset({"ACTION_MISMATCH"})
_WSA = "http://www.w3.org/2005/08/addressing"
_WSA_OLD = "http://schemas.xmlsoap.org/ws/2004/08/addressing"


def cases() -> Iterator[Case]:
    """Yield the cases."""
    others = (
        *('"urn:soapdesk:v1/DeleteWithdrawnEvent"', "urn:soapdesk:v1/Login", '"urn:soapdesk:v1#GetUser"', '"GetUser"'),
        *(
            '"Ping/GetUser"',
            '"urn:x/ping"',
            '"' + "x" * 8_000 + '"',
            "' OR 1=1 --",
            "<a/>",
            '"Ping\\"',
            "*",
            "Ping Ping",
        ),
    )
    for action in others:
        yield Case(f"another {action[:30]}", ACTIONS, ping(), (XML, f"SOAPAction: {action}"), accept=_MISMATCH)
        type_ = f'{XML12}; action="{action.strip(chr(34))}"'
        yield Case(
            f"another in 1.2 {action[:30]}", ACTIONS, ping(version=SOAP12), (type_,), accept=_MISMATCH | HARMLESS
        )
    for action in ('""', "", '"urn:soapdesk:v1/Ping"', "Ping", '"http://other/Ping"'):
        yield Case(f"right {action}", ACTIONS, ping(), (XML, f"SOAPAction: {action}"), accept=frozenset({OK}))
    two = (XML, 'SOAPAction: "urn:soapdesk:v1/Ping"', 'SOAPAction: "urn:soapdesk:v1/Login"')
    yield Case("two of them", ACTIONS, ping(), two, accept=_MISMATCH | HARMLESS)
    spoofed = call("<t:GetCurrentUser/>")
    yield Case("a wrapped operation", ACTIONS, spoofed, (XML, 'SOAPAction: "urn:soapdesk:v1/Ping"'), accept=_MISMATCH)
    large = (XML, 'SOAPAction: "urn:soapdesk:v1/AddAttachment"')
    yield Case("a large body by a lie", ACTIONS, ping() + " " * 3_000_000, large, accept=_MISMATCH, settles=True)
    yield from _addressing()


def _addressing() -> Iterator[Case]:
    for namespace in (_WSA, _WSA_OLD):
        year = namespace[-18:-11]
        anywhere = f"<a:Address>http://{CANARY}/</a:Address>"
        for name, inside in {
            "reply elsewhere": f"<a:ReplyTo>{anywhere}</a:ReplyTo>",
            "faults elsewhere": f"<a:FaultTo>{anywhere}</a:FaultTo>",
            "from elsewhere": f"<a:From>{anywhere}</a:From>",
            "for elsewhere": f"<a:To>http://{CANARY}/soap</a:To>",
            "another action": "<a:Action>urn:soapdesk:v1/DeleteWithdrawnEvent</a:Action>",
            "two actions": "<a:Action>urn:a</a:Action><a:Action>urn:b</a:Action>",
            "message id": "<a:MessageID>urn:uuid:' OR 1=1</a:MessageID>",
            "long message id": f"<a:MessageID>{'x' * 100_000}</a:MessageID>",
            "relates to": "<a:RelatesTo>urn:uuid:0</a:RelatesTo>",
            "anonymous": f"<a:ReplyTo><a:Address>{namespace}/anonymous</a:Address></a:ReplyTo>",
            "nobody": f"<a:ReplyTo><a:Address>{namespace}/none</a:Address></a:ReplyTo>",
            "a file": "<a:ReplyTo><a:Address>file:///etc/passwd</a:Address></a:ReplyTo>",
        }.items():
            header = _declared(inside, namespace)
            yield Case(f"{name} {year}", ADDRESSING, envelope("<t:Ping><t:text>x</t:text></t:Ping>", header=header), accept=HARMLESS)  # fmt: skip
            mandatory = _declared(inside, namespace, 's:mustUnderstand="1"')
            document = envelope("<t:GetCurrentUser/>", header=SESSION + mandatory)
            yield Case(f"{name} {year} mandatory", ADDRESSING, document, accept=frozenset({"MUST_UNDERSTAND"}))


def _declared(inside: str, namespace: str, attributes: str = "") -> str:
    """Return header entries with their namespace declared on the first of them, and attributes there."""
    name, _, rest = inside.removeprefix("<").partition(">")
    first = f'<{name} xmlns:a="{namespace}" {attributes}>{rest}'
    return first.replace("><a:Action>urn:b", f'><a:Action xmlns:a="{namespace}">urn:b')
