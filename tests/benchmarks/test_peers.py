"""The peers: they are there, they have the desk's contract, and they answer what the desk answers."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from lxml import etree

from benchmarks.bench import codec
from benchmarks.bench.agreement import DisagreementError, check, facts
from benchmarks.bench.contract import OPERATIONS, ROOT, cut
from benchmarks.bench.jobs import JOBS, Job, envelope
from benchmarks.bench.servers import OURS, RECIPES
from benchmarks.bench.world import World
from benchmarks.peers.stock_spyne.desk import open_pool
from benchmarks.peers.stock_spyne.services import application, ask
from db.engine import Database
from db.models import Event
from soap_server.app import build_application
from soap_server.demo.filling import fill
from soap_server.engine.messages import Request
from soap_server.settings import load_settings
from tests.callers import PASSWORD
from tests.conftest import FAST_PASSWORDS, PostgreSQL

_SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
Ask = Callable[[bytes], bytes]


@pytest.mark.parametrize("name", [name for name in RECIPES if name != OURS.name])
def test_every_peer_is_here_with_its_sources(name: str) -> None:
    """As small files, for those who want to know what the desk is compared with."""
    files = [path for path in RECIPES[name].sources.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(files) > 3
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []


def test_peers_have_the_published_contract() -> None:
    """Its four operations, and each of their types as it is published."""
    wsdl, published = (etree.fromstring(text) for text in (cut(), (ROOT / "wsdl" / "SoapDesk.wsdl").read_bytes()))
    rest = etree.parse(ROOT / "wsdl" / "DataService.wsdl").getroot()
    operations = [each.get("name", "") for each in wsdl.iterfind("{*}portType/{*}operation")]
    assert sorted(operations) == sorted(OPERATIONS)
    known = {**_declared(rest), **_declared(published)}
    assert {name: text for name, text in _declared(wsdl).items() if known[name] != text} == {}


def _declared(wsdl: etree._Element) -> dict[tuple[str, str], list[tuple[str, list[tuple[str, str]]]]]:
    """Return the elements and attributes of each declaration of the schema, without documentation."""
    found = {}
    for node in wsdl.iterfind(f"{{*}}types/{_SCHEMA}schema/*"):
        parts = [
            (str(each.tag), sorted((str(k), str(v)) for k, v in each.items())) for each in node.iter(etree.Element)
        ]
        said = ("annotation", "documentation")
        found[str(node.tag), node.get("name", "")] = [part for part in parts if not part[0].endswith(said)]
    return found


@pytest.fixture(scope="module")
def answering(postgresql: PostgreSQL) -> Iterator[tuple[World, Ask, Ask]]:
    """A desk of 30 events, what asks the desk and what asks stock Spyne."""
    url = postgresql.fresh()
    desk = build_application(load_settings(), database=Database(url), passwords=FAST_PASSWORDS)
    hashed = FAST_PASSWORDS.hash(PASSWORD)
    fill(desk.database, password_hash=hashed, events=30, days=30, now=datetime.now(UTC))
    events = desk.database.read(lambda session: [event.id for event in session.query(Event).order_by(Event.id)])

    def ours(body: bytes) -> bytes:
        request = Request("POST", "/soap", headers={"content-type": "text/xml"}, body=body, peer="127.0.0.1")
        return desk.engine.handle(request).body

    with closing(open_pool(url)) as pool:
        peer = application(pool)
        yield World(0, "", 0, events, events[-1]), ours, lambda body: ask(peer, body)
    desk.close()
    postgresql.drop(url)


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_stock_spyne_answers_what_the_desk_answers(job: Job, answering: tuple[World, Ask, Ask]) -> None:
    """Value by value, and for events in every state."""
    world, ours, theirs = answering
    who = f"<d:Login><d:username>{job.username}</d:username><d:password>{PASSWORD}</d:password></d:Login>"
    token = re.search(rb"<token>(.*?)</token>", ours(envelope(who, None).encode()))
    assert token is not None
    for body in job.bodies(world)[:30]:
        call = envelope(body, token[1].decode()).encode()
        answers = ours(call), theirs(call)
        check(job, *answers)
        assert b"Fault" not in answers[0]


def test_codecs_are_compared_on_the_same_answer() -> None:
    """Else there are no figures."""
    found = codec.compare(rounds=2, calls=1)
    assert [len(rounds) for rounds in found.values()] == [2, 2]


@pytest.mark.parametrize(
    "other",
    [
        b"<i>1</i><t>2026-11-23T08:30:01Z</t>",
        b"<i>2</i><t>2026-11-23T08:30:00Z</t>",
        b"<j>1</j><t>2026-11-23T08:30:00Z</t>",
        b"<i>1</i><t>2026-11-23T08:30:00Z</t><u>x</u>",
        b"<i>1</i>",
    ],
)
def test_a_different_answer_is_seen(other: bytes) -> None:
    """Another value, another name, one more or one less; the same moment in another form is none."""
    job = JOBS["GetEvent"]
    ours, same = (
        _answer(b"<i>1</i><t>2026-11-23T08:30:00Z</t>"),
        _answer(b"<i>1</i><t>2026-11-23T10:30:00.000+02:00</t>"),
    )
    check(job, ours, same)
    assert len(facts(ours)) == 2
    with pytest.raises(DisagreementError):
        check(job, ours, _answer(other))


def _answer(inside: bytes) -> bytes:
    start = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    return start + b"<r>" + inside + b"</r></s:Body></s:Envelope>"
