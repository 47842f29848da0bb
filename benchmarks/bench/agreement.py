"""Whether a peer answers what the desk answers: the same elements with the same values, in the same order."""

import http.client
import re
from datetime import UTC, datetime

from lxml import etree

from benchmarks.bench.jobs import Job

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
Fact = tuple[str, str]


class DisagreementError(Exception):
    """A peer answers something else, so that its figures cannot be compared."""


def call(port: int, document: str, action: str) -> bytes:
    """Return the answer to an envelope.

    :raises DisagreementError: if it is a fault.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
    connection.request("POST", "/soap", document.encode(), headers)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    if response.status != 200:
        raise DisagreementError(f"{response.status}: {answer[:2_000].decode(errors='replace')}")
    return answer


def facts(answer: bytes, differing: frozenset[str] = frozenset()) -> list[Fact]:
    """Return the elements of an answer that have a text, each as its name and what the text means."""
    body = etree.fromstring(answer).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    if body is None:
        raise DisagreementError("no Body")
    leaves = (each for each in body.iter(etree.Element) if len(each) == 0 and (each.text or "").strip())
    named = ((etree.QName(each), each.text or "") for each in leaves)
    return [
        (f"{name.namespace} {name.localname}", _meaning(text))
        for name, text in named
        if name.localname not in differing
    ]


def check(job: Job, ours: bytes, theirs: bytes) -> None:
    """Compare two answers to the same call.

    :raises DisagreementError: at the first difference.
    """
    expected, found = facts(ours, job.differing), facts(theirs, job.differing)
    for number, (one, other) in enumerate(zip(expected, found, strict=False)):
        if one != other:
            raise DisagreementError(f"{job.name}: the desk's value {number} is {one}, and here it is {other}")
    if len(expected) != len(found):
        raise DisagreementError(f"{job.name}: the desk has {len(expected)} values, and here are {len(found)}")


def _meaning(text: str) -> str:
    if _INSTANT.fullmatch(text):
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    return text
