"""Rules about requests and answers on HTTP: what clients send, and how a server behaves."""

import re
from collections.abc import Iterator

from lxml import etree

from soap_server.contract import NAMESPACE
from tests.conformance.description import W
from tests.conformance.exchange import Exchange
from tests.conformance.probes import asked
from tests.conformance.profile import EXCHANGE, Register

rule: Register[Exchange] = Register(EXCHANGE)
_EXTENDED = {"man", "opt", "c-man", "c-opt"}
_WRONG = asked("an unknown operation", "a missing member", "an unknown member", "XML that is not well-formed")
_MISUNDERSTOOD = asked("an unknown mandatory header", "an unknown mandatory header, and a wrong body")
_PINGS = asked("Ping without SOAPAction", "Ping with an empty SOAPAction", "Ping with an unquoted SOAPAction", "Ping")


def _is_call(exchange: Exchange) -> bool:
    """Whether a stock client called an operation."""
    return exchange.action is not None


def _is_success(exchange: Exchange) -> bool:
    return exchange.envelope is not None and not exchange.is_fault


def _has_envelope(exchange: Exchange) -> bool:
    return exchange.envelope is not None


def _answered(exchange: Exchange) -> Iterator[str]:
    if exchange.status != 200 or exchange.is_fault:
        yield f"{exchange.status} {exchange.code}"


def _status(exchange: Exchange, wanted: int) -> Iterator[str]:
    if exchange.status != wanted:
        yield f"the status is {exchange.status}"


def _fault(exchange: Exchange, wanted: str) -> Iterator[str]:
    if exchange.code != wanted:
        yield f"the fault is {exchange.code or 'none'}, not {wanted}"


@rule("R0001", "Whoever asks gets the WSDL.", applies=asked("GET of the WSDL"))
def wsdl_is_there(exchange: Exchange) -> Iterator[str]:
    if exchange.status != 200 or etree.fromstring(exchange.answer).tag != f"{W}definitions":
        yield f"{exchange.status}, and no WSDL"


@rule("R1010", "An XML declaration is accepted.", applies=asked("Ping with an XML declaration"))
def declarations_are_accepted(exchange: Exchange) -> Iterator[str]:
    yield from _answered(exchange)


@rule("R4001", "A byte order mark is accepted.", applies=asked("Ping with a byte order mark", "Ping in UTF-16"))
def marks_are_accepted(exchange: Exchange) -> Iterator[str]:
    yield from _answered(exchange)


@rule("R1012", "Envelopes are in UTF-8 or UTF-16.", applies=_has_envelope)
def envelopes_are_unicode(exchange: Exchange) -> Iterator[str]:
    if _charset(exchange) not in {"utf-8", "utf-16"}:
        yield f"the charset is {_charset(exchange)}"


@rule("R1018", "The Content-Type says the encoding that the envelope has.", applies=_has_envelope)
def charset_is_true(exchange: Exchange) -> Iterator[str]:
    try:
        exchange.answer.decode(_charset(exchange))
    except (LookupError, UnicodeDecodeError) as error:
        yield str(error)


def _charset(exchange: Exchange) -> str:
    found = re.search(r'charset="?([\w-]+)', exchange.answer_headers.get("content-type", ""))
    return found[1].lower() if found else "none"


@rule("R1015", "What is no Envelope is answered with a fault.", applies=asked("another root"))
def other_roots_are_faults(exchange: Exchange) -> Iterator[str]:
    if not exchange.is_fault:
        yield f"it is answered with {exchange.status}"


@rule("R1017", "No xsi:type is needed.", applies=asked("Ping"))
def types_are_not_needed(exchange: Exchange) -> Iterator[str]:
    yield from ("one was sent",) if b":type=" in exchange.body else _answered(exchange)


@rule(
    "R1025",
    "Mandatory headers are checked before anything is done.",
    applies=asked("whether the call with that header was carried out"),
)
def headers_are_checked_first(exchange: Exchange) -> Iterator[str]:
    found = etree.fromstring(exchange.answer).findtext(f".//{{{NAMESPACE}}}IsUsernameAvailableResult")
    if found != "true":
        yield "it was carried out"


@rule("R1027", "A mandatory header that is not understood is a MustUnderstand fault.", applies=_MISUNDERSTOOD)
def unknown_headers_are_faults(exchange: Exchange) -> Iterator[str]:
    yield from _fault(exchange, "MustUnderstand")


@rule("R1029", "A fault takes the place of the answer.", applies=asked("a call without a session", "a missing member"))
def faults_replace_answers(exchange: Exchange) -> Iterator[str]:
    if not exchange.is_fault or (exchange.envelope and len(exchange.envelope.entries) != 1):
        yield "there is no fault, or something beside it"


@rule("R1108", "HTTP is not extended.", applies=_is_call)
def http_is_not_extended(exchange: Exchange) -> Iterator[str]:
    if exchange.method.startswith("M-") or _EXTENDED & {*exchange.headers, *exchange.answer_headers}:
        yield "it is"


@rule("R1109", "The SOAPAction of a request is quoted.", applies=_is_call)
def action_is_quoted(exchange: Exchange) -> Iterator[str]:
    if not re.fullmatch(r'"[^"]*"', exchange.headers.get("soapaction", "")):
        yield f"it is {exchange.headers.get('soapaction')}"


@rule("R2744", "The SOAPAction of a request is the one that the WSDL gives the operation.", applies=_is_call)
def action_is_the_described_one(exchange: Exchange) -> Iterator[str]:
    if exchange.headers.get("soapaction", "").strip('"') != exchange.action:
        yield f"it is {exchange.headers.get('soapaction')}"


@rule("R1132", "Requests are POSTs.", applies=_is_call)
def requests_are_posts(exchange: Exchange) -> Iterator[str]:
    if exchange.method != "POST":
        yield f"it is a {exchange.method}"


@rule("R1140", "Messages are sent by HTTP/1.1.", must=False, applies=lambda each: each.probe != "Ping by HTTP/1.0")
def http_is_1_1(exchange: Exchange) -> Iterator[str]:
    if {exchange.version, exchange.answer_version} != {"HTTP/1.1"}:
        yield f"asked by {exchange.version}, answered by {exchange.answer_version}"


@rule("R1141", "Messages are sent by HTTP/1.1 or HTTP/1.0.")
def http_is_1(exchange: Exchange) -> Iterator[str]:
    if {exchange.version, exchange.answer_version} - {"HTTP/1.1", "HTTP/1.0"}:
        yield f"asked by {exchange.version}, answered by {exchange.answer_version}"


@rule("R1111", "An answer that is no fault comes with 200.", must=False, applies=_is_success)
def answers_are_200(exchange: Exchange) -> Iterator[str]:
    yield from _status(exchange, 200)


@rule("R1124", "An answer that is no fault comes with a status of success.", applies=_is_success)
def answers_are_successes(exchange: Exchange) -> Iterator[str]:
    if exchange.status // 100 != 2:
        yield f"the status is {exchange.status}"


@rule("R1126", "A fault comes with 500.", applies=lambda exchange: exchange.is_fault)
def faults_are_500(exchange: Exchange) -> Iterator[str]:
    yield from _status(exchange, 500)


@rule("R1125", "A request of a wrong form is answered with 4xx.", applies=asked("PUT", "POST of text/plain"))
def wrong_forms_are_4xx(exchange: Exchange) -> Iterator[str]:
    if exchange.status // 100 != 4:
        yield f"the status is {exchange.status}"


@rule("R1113", "Damaged HTTP is answered with 400.", must=False, applies=asked("a damaged request line"))
def damaged_http_is_400(exchange: Exchange) -> Iterator[str]:
    yield from _status(exchange, 400)


@rule("R1114", "Another method than POST is answered with 405.", must=False, applies=asked("PUT"))
def other_methods_are_405(exchange: Exchange) -> Iterator[str]:
    yield from _status(exchange, 405)


@rule("R1115", "Another Content-Type is answered with 415.", must=False, applies=asked("POST of text/plain"))
def other_types_are_415(exchange: Exchange) -> Iterator[str]:
    yield from _status(exchange, 415)


@rule("R1121", "No cookie is needed.", must=False)
def there_are_no_cookies(exchange: Exchange) -> Iterator[str]:
    if "set-cookie" in exchange.answer_headers:
        yield "one is set"


@rule("R1130", "A redirect is a 307.", applies=lambda exchange: exchange.status // 100 == 3)
def redirects_are_307(exchange: Exchange) -> Iterator[str]:
    if exchange.status != 307:
        yield f"the status is {exchange.status}"


@rule("R1127", "The call is understood without the SOAPAction.", applies=_PINGS)
def actions_are_not_needed(exchange: Exchange) -> Iterator[str]:
    yield from _answered(exchange)


@rule("R2724", "A message that does not follow the WSDL is a Client fault.", must=False, applies=_WRONG)
def wrong_messages_are_client_faults(exchange: Exchange) -> Iterator[str]:
    yield from _fault(exchange, "Client")


_ORDER = {
    "an envelope of another SOAP": "VersionMismatch",
    "an unknown mandatory header, and a wrong body": "MustUnderstand",
}


@rule("R2725", "First comes VersionMismatch, then MustUnderstand, then Client.", applies=asked(*_ORDER))
def faults_are_found_in_order(exchange: Exchange) -> Iterator[str]:
    yield from _fault(exchange, _ORDER[exchange.probe])
