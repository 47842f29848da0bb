"""One desk on each database, with the same data and the same grants, for statements that change nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from db.engine import Database
from db.models import Event
from soap_server.app import Application, Contract, build_application
from soap_server.settings import load_settings
from tests.callers import Caller, Clock, Directory, respond_with
from tests.conftest import FAST_PASSWORDS, PostgreSQL, reader_url
from tests.data_access.grants import grant

EVENT_COLUMNS = (
    *("id", "title", "status", "priority", "customer_id", "handler_id", "category_id", "submitted_at"),
    "reply_count",
)


@dataclass
class ReportingDesk:
    """A desk, and somebody who may query parts of it: their own events and some columns of other tables."""

    application: Application
    people: Directory
    reporter: Caller
    respond: Any
    transport: Any

    def use(self) -> "ReportingDesk":
        """Let zeep speak to this desk."""
        self.transport.respond = self.respond
        return self


Desks = Mapping[str, ReportingDesk]


@pytest.fixture(scope="session")
def sqlite_desk(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, contract: Contract, zeep_clients: dict[str, Any]
) -> Iterator[ReportingDesk]:
    """The desk on SQLite."""
    path = tmp_path_factory.mktemp("desks") / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    made = _make(f"sqlite:///{path}", contract, zeep_clients)
    yield made
    made.application.close()


@pytest.fixture(scope="session")
def postgresql_desk(
    postgresql: PostgreSQL, contract: Contract, zeep_clients: dict[str, Any]
) -> Iterator[ReportingDesk]:
    """The same desk on PostgreSQL; numbers and times are the same too."""
    url = postgresql.fresh()
    made = _make(url, contract, zeep_clients)
    yield made
    made.application.close()
    postgresql.drop(url)


@pytest.fixture(scope="session")
def desks(sqlite_desk: ReportingDesk, postgresql_desk: ReportingDesk) -> Desks:
    """Both of them."""
    return {"sqlite": sqlite_desk, "postgresql": postgresql_desk}


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest) -> ReportingDesk:
    """The desk on each database."""
    made: ReportingDesk = request.getfixturevalue(f"{request.param}_desk")
    return made.use()


def _make(url: str, contract: Contract, zeep_clients: dict[str, Any]) -> ReportingDesk:
    database = Database(url, sqlite_synchronous="OFF", busy_seconds=20)
    settings = load_settings(data={"reader_url": reader_url(database), "seconds": 20, "statements": True})
    clock = Clock()
    application = build_application(
        settings, database=database, contract=contract, passwords=FAST_PASSWORDS, clock=clock
    )
    respond, transport = respond_with(application), zeep_clients["transport"]
    transport.respond = respond
    people = Directory(application, zeep_clients["1.1"], zeep_clients["data sets"])
    _fill(people, clock)
    reporter = people.staff
    grant(people, reporter, "events", scope="own", columns=EVENT_COLUMNS)
    grant(people, reporter, "ratings", columns=("event_id", "score", "rated_at"))
    grant(people, reporter, "users", columns=("display_name",))
    grant(people, reporter, "event_categories", "read", "query", "insert", "update", "delete")
    return ReportingDesk(application, people, reporter, respond, transport)


def _fill(people: Directory, clock: Clock) -> None:
    """Submit events that the staff member handles, events of others, and ratings."""
    assert [people.admin.id, people.staff.id, people.customer.id] == [1, 2, 3]
    for state in ("assigned", "resolved", "completed", "completed", "resolved"):
        people.event(state)
        clock.advance(hours=30)
        people.later()
    for state in ("submitted", "assigned", "completed"):
        people.event(state, customer="customer2", staff="staff2")
    titles = ("发票抬头有误", "100% of Printers broken", "Älter", "zebra", "Zebra", "打印机卡纸", "a'b", "x")
    for event_id, title in enumerate(titles, start=1):
        changed = update(Event).where(Event.id == event_id).values(title=title)
        people.application.database.write(lambda session, changed=changed: session.execute(changed))  # type: ignore[misc]
    for event_id, score in ((3, 5), (4, 3)):
        version = people.admin.version(event_id)
        people.customer.RateEvent(eventId=event_id, expectedVersion=version, score=score)
