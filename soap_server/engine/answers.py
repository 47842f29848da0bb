"""Answers: envelopes around encoded body entries, and faults.

A typed fault stands in the detail, where .NET and Java look for it, with nothing undeclared beside it.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from soap_server.engine.faults import SoapCode, SoapFault
from soap_server.engine.messages import Response
from soap_server.engine.versions import SOAP11, SOAP12, XSI, SoapVersion
from soap_server.lexical import checked, escape

Entry = bytes | Sequence[bytes]
"""An encoded body entry: in one piece where it is kept for a repetition, else in several if it is large."""

_LARGE, _SMALL = 256 * 1024, 16 * 1024

_START = {
    version.name: '<?xml version="1.0" encoding="utf-8"?>\n'
    f'<soap:Envelope xmlns:soap="{version.namespace}" xmlns:xsi="{XSI}">'
    for version in (SOAP11, SOAP12)
}
_END = "</soap:Body></soap:Envelope>"
ENVELOPE_END = _END.encode()
"""What stands behind a body entry."""
_HEADERS = {405: {"Allow": "POST, GET, HEAD"}, 503: {"Retry-After": "2"}}
_LAST_RESORT = (
    '<ServiceFault xmlns="{namespace}"><code>INTERNAL_ERROR</code><message>The server failed.</message>'
    "<retryable>false</retryable><correlationId>{correlation_id}</correlationId></ServiceFault>"
)


def envelope(version: SoapVersion, entry: Entry, header: str = "") -> list[bytes]:
    """Return the envelope around an encoded body entry, with a header entry if there is one.

    It is in one piece, or in several of which each is large.
    """
    pieces = [entry] if isinstance(entry, bytes) else entry
    return _joined([envelope_start(version, header), *pieces, ENVELOPE_END])


def envelope_start(version: SoapVersion, header: str = "") -> bytes:
    """Return what stands before a body entry."""
    return _start(version, header).encode()


def _joined(pieces: list[bytes]) -> list[bytes]:
    """Return the pieces with small ones put together; large ones are not copied where all is not small."""
    if sum(map(len, pieces)) <= _LARGE:
        return [b"".join(pieces)]
    joined: list[bytes] = []
    for is_small, some in groupby(pieces, lambda piece: len(piece) < _SMALL):
        together = list(some)
        joined += [b"".join(together)] if is_small else together
    return joined


def _start(version: SoapVersion, header: str) -> str:
    head = f"<soap:Header>{header}</soap:Header>" if header else ""
    return f"{_START[version.name]}{head}<soap:Body>"


class FaultWriter:
    """Writes faults of one interface.

    :param encode_detail: the encoder of the ServiceFault element, which stands alone.
    """

    def __init__(self, namespace: str, encode_detail: Callable[[Any], str], new_detail: type) -> None:
        self._namespace = namespace
        self._encode_detail = encode_detail
        self._new_detail = new_detail

    def response(
        self, version: SoapVersion, fault: SoapFault, correlation_id: str, operation: str = "", *, header: str = ""
    ) -> Response:
        """Return the response for a fault.

        WCF reads a fault only from status 500, whatever SOAP 1.2 says of 400; only where the request never
        got as far as SOAP does the status say more.
        """
        try:
            detail = self._detail(fault, correlation_id)
            text = checked(escape(fault.message)).decode()
        except ValueError:
            detail = _LAST_RESORT.format(namespace=self._namespace, correlation_id=correlation_id)
            text = "The server failed."
        write = _fault12 if version is SOAP12 else _fault11
        body = write(fault.soap_code, self._namespace, fault.code, text, detail)
        headers = _HEADERS.get(fault.status, {})
        if fault.retry_after is not None:
            headers = {**headers, "Retry-After": str(fault.retry_after)}
        content = (_start(version, header) + body + _END).encode()
        return Response(fault.status, version.content_type, content, headers, operation, fault.code)

    def _detail(self, fault: SoapFault, correlation_id: str) -> str:
        return self._encode_detail(
            self._new_detail(
                code=fault.code,
                message=fault.message,
                field=fault.field,
                retryable=fault.retryable,
                correlation_id=correlation_id,
            )
        )


def _fault11(code: SoapCode, _namespace: str, _subcode: str, text: str, detail: str) -> str:
    return (
        f"<soap:Fault><faultcode>soap:{code.value[0]}</faultcode><faultstring>{text}</faultstring>"
        f"<detail>{detail}</detail></soap:Fault>"
    )


def _fault12(code: SoapCode, namespace: str, subcode: str, text: str, detail: str) -> str:
    # The prefix of the subcode is declared on the very element: Mono's WCF loses one declared above.
    return (
        f"<soap:Fault><soap:Code><soap:Value>soap:{code.value[1]}</soap:Value>"
        f'<soap:Subcode><soap:Value xmlns:desk="{namespace}">desk:{subcode}</soap:Value></soap:Subcode></soap:Code>'
        f'<soap:Reason><soap:Text xml:lang="en">{text}</soap:Text></soap:Reason>'
        f"<soap:Detail>{detail}</soap:Detail></soap:Fault>"
    )
