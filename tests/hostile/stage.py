"""A server as operators start it, with people on it: who attacks, who administers, who has something to lose."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import insert, literal, select, true

from db.engine import Database
from db.models import EventHistory
from soap_server.app import Application, build_application
from soap_server.settings import load_settings
from tests.callers import PASSWORD, Caller, Directory
from tests.conftest import FAST_PASSWORDS
from tests.e2e.conftest import Server
from tests.engine.messages import envelope, result, send
from tests.hostile.case import EVENT, SESSION, TOKEN
from tests.hostile.runner import Runner, Stage

# Deadlines are short, so that slow clients do not take minutes; the proxy makes https of what says so.
SETTINGS = {
    "SOAPDESK_LIMITS__HEADER_SECONDS": "2",
    "SOAPDESK_LIMITS__BODY_SECONDS": "2",
    "SOAPDESK_LIMITS__IDLE_SECONDS": "3",
    "SOAPDESK_LIMITS__WRITE_SECONDS": "2",
    "SOAPDESK_SERVER__TRUSTED_PROXIES": "127.0.0.1/32",
    "SOAPDESK_SERVER__CONNECTIONS_PER_ADDRESS": "150",
    # A long answer is more than clients and the system take unread.
    "SOAPDESK_DATA__PAGE_ROWS": "1000000",
    "SOAPDESK_DATA__PAGE_BYTES": "1000000000",
    "SOAPDESK_DATA__SEND_SECONDS": "3",
    # Each keeps up to 16 MiB for who does not read: with more of them that would be near to what counts as growth.
    "SOAPDESK_DATA__THREADS": "1",
}
CALLERS = {"admin": "admin", "mallory": "customer", "victim": "customer", "reader": "staff"}
_ROWS = 150_000


@contextmanager
def hostile_stage(database_url: str, **environment: str) -> Iterator[Runner]:
    """Start a server on a migrated database and yield a runner for it."""
    stage = _prepared(database_url)
    server = Server(database_url, ["--workers", "2"], {**SETTINGS, **environment})
    try:
        with Runner(server, stage) as runner:
            yield runner
    finally:
        server.stop()


def _prepared(database_url: str) -> Stage:
    database = Database(database_url)
    application = build_application(load_settings(), database=database, passwords=FAST_PASSWORDS)
    people = Directory(application, None)
    callers = {name: people.hire(name, role) for name, role in CALLERS.items()}
    private = f"private-{secrets.token_hex(8)}"
    header = SESSION.replace(TOKEN, str(callers["victim"].token))
    body = f"<t:SubmitEvent><t:title>{private}</t:title><t:content>{private}</t:content></t:SubmitEvent>"
    event_id = result(send(application, envelope(body, header=header))).findtext(".//{*}id")
    _let_read(application, callers["admin"], callers["reader"])
    _fill_history(database)
    application.close()
    known = {name: {TOKEN: str(caller.token), EVENT: str(event_id)} for name, caller in callers.items()}
    return Stage(known, private=(private,), secrets=(PASSWORD,))


def _let_read(application: Application, administrator: Caller, reader: Caller) -> None:
    """Grant somebody to read a table that is long."""
    what = f"<t:userId>{reader.id}</t:userId><t:table>event_history</t:table><t:verbs><t:DataVerb>read</t:DataVerb></t:verbs>"
    body = f"<t:GrantDataAccess>{what}<t:scope>all</t:scope></t:GrantDataAccess>"
    result(send(application, envelope(body, header=SESSION.replace(TOKEN, str(administrator.token)))))


def _fill_history(database: Database) -> None:
    columns = [column for column in EventHistory.__table__.columns if not column.primary_key]
    names = [column.name for column in columns]
    first = select(*columns).order_by(EventHistory.id).limit(1).cte()
    numbers = select(literal(1).label("number")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < _ROWS))
    copies = insert(EventHistory).from_select(names, select(*first.c).select_from(first.join(numbers, true())))
    database.write(lambda session: session.execute(copies))
