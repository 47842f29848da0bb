"""What may be wrong with how a server took a case."""

import re
from collections.abc import Iterable
from enum import StrEnum

from tests.hostile.answers import Answer
from tests.hostile.case import CLIENT, CLOSED, OK, PAGE, Case

LONGEST_LINE = 2_000  # bytes of a line of the log
LONGEST_STALL = 2.0  # seconds
MOST_GROWTH = 64 * 1024 * 1024


class Verdict(StrEnum):
    """Each is a failure."""

    STALL = "a valid call took over 2 s"
    DISTURBED = "a valid call was not answered as it should be"
    GROWTH = "the workers grew over 64 MB"
    DEAD_WORKER = "a worker died"
    NO_FAULT = "a 5xx without a SOAP fault"
    SERVER_FAULT = "a Server fault for a client's mistake"
    ECHO = "another caller's data in an answer"
    LEAK = "a trace, a path, SQL or a version in an answer"
    FETCHED = "an address in the request was fetched"
    LONG_LINE = "a line of over 2 kB in the log"
    UNFORESEEN = "a failure in the log that nobody foresaw"
    SECRET = "a secret in the log"
    UNEXPECTED = "an answer that is not right for it"
    SILENT = "no answer, and no end of the connection"


_LEAKS = re.compile(
    rb"Traceback|\bFile \"|[\w/]+\.py\b|site-packages|/(?:usr|home|tmp|etc|root|proc|var)/\w"
    rb"|sqlite3?\.|sqlalchemy|psycopg|\bSELECT\s.{1,200}?\sFROM\s|\bINSERT\s+INTO\s|UNIQUE constraint|no such (?:table|column):"
    rb"|libxml2?|lxml|spyne|zope\.|CPython|Python/\d|Twisted|root:x:0:0",
    re.IGNORECASE | re.DOTALL,
)

# In a result stands what people have written, which may be anything but this.
_CONTENTS = re.compile(rb"root:x:0:0|\$argon2|SQLite format 3|Traceback \(most")
_FAILURES = ("Traceback", "Unhandled Error", '"level": "error"', '"level": "critical"')


def told(answer: Answer) -> str:
    """Return what an answer is, in the words that cases accept: the code of a fault, or OK, or PAGE."""
    fault = answer.fault
    if fault is not None:
        return fault[1] or "a fault without our detail"
    return OK if answer.is_result else PAGE


def of_answers(
    case: Case, answers: list[Answer], *, sent: bytes, closed: int, silent: int, private: Iterable[bytes]
) -> set[Verdict]:
    """Judge the answers to a case.

    :param sent: what they answer; what stands in it is not news to the caller.
    :param closed: how many connections ended without one; ``silent`` how many neither ended nor answered.
    :param private: what belongs to others.
    """
    found = {verdict for answer in answers for verdict in _of_answer(case, answer, sent, private)}
    if silent:
        found.add(Verdict.SILENT)
    if (closed and CLOSED not in case.accept) or (case.raw is not None and len(answers) > case.answers):
        found.add(Verdict.UNEXPECTED)
    return found


def _of_answer(case: Case, answer: Answer, sent: bytes, private: Iterable[bytes]) -> Iterable[Verdict]:
    whole = answer.head + b"\r\n\r\n" + answer.body
    if any(match[0] not in sent for match in _leaks(answer)):
        yield Verdict.LEAK
    if any(secret in whole for secret in private):
        yield Verdict.ECHO
    fault = answer.fault
    if fault is None:
        if answer.status >= 500:
            yield Verdict.NO_FAULT
        elif told(answer) not in case.accept:
            yield Verdict.UNEXPECTED
        return
    if fault[1] not in case.accept:
        if fault[0] in ("Server", "Receiver"):
            yield Verdict.SERVER_FAULT
        elif CLIENT not in case.accept or not fault[1]:
            yield Verdict.UNEXPECTED


def _leaks(answer: Answer) -> Iterable[re.Match[bytes]]:
    yield from _LEAKS.finditer(answer.head)
    # The pages for people and for developers have programs and paths in them.
    is_page = b"text/html" in answer.head or answer.body.startswith(
        (b"<wsdl", b"<?xml version='1.0' encoding='UTF-8'?>\n<wsdl")
    )
    plain = _CONTENTS if is_page or answer.is_result else _LEAKS
    yield from plain.finditer(answer.body)


def of_log(lines: Iterable[str], secrets: Iterable[str]) -> set[Verdict]:
    """Judge what a server has logged."""
    found = set()
    for line in lines:
        if len(line.encode()) > LONGEST_LINE:
            found.add(Verdict.LONG_LINE)
        if any(failure in line for failure in _FAILURES):
            found.add(Verdict.UNFORESEEN)
        if any(secret in line for secret in secrets):
            found.add(Verdict.SECRET)
    return found
