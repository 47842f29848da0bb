"""What the chain of the audit log costs writers: ms for a SubmitEvent of eight writers at once.

Run: python -m benchmarks.audit [URL of an empty database]

``none`` seals nothing, ``later`` is how SoapDesk works, ``within`` seals each row in the transaction of its call,
with the lock of the chain's end taken last. Compare figures of one run only.
"""

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

from argon2 import PasswordHasher

from benchmarks.calls import _call, _log_in
from db import schema
from db.engine import Database
from db.later import write_left
from soap_server.app import Application, build_application
from soap_server.demo.filling import fill
from soap_server.desk import audit
from soap_server.desk.chain import sealing
from soap_server.desk.desk import Desk
from soap_server.desk.passwords import Passwords
from soap_server.settings import load_settings

_WRITERS = 8
_CALLS = 100
_ROUNDS = 3
_BODY = "<d:SubmitEvent><d:title>t</d:title><d:content>c</d:content><d:customerId>1</d:customerId></d:SubmitEvent>"


def main() -> None:
    """Print a line for each way to seal and each round."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'desk.db'}")
        schema.upgrade(database)
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        application = build_application(load_settings(), database=database, passwords=passwords)
        hashed = passwords.hash("seven quiet lanterns")
        fill(database, password_hash=hashed, events=500, days=365, now=application.office.clock())
        for _ in range(_ROUNDS):
            for name, measure in (("none", _none), ("later", _later), ("within", _within)):
                each, rate = measure(application)
                print(f"{name:7} {each:7.2f} ms median, {rate:6.1f} calls/s", flush=True)
        application.close()


def _none(application: Application) -> tuple[float, float]:
    figures = _write(application)
    sealing.seal_entries(application.database)
    return figures


def _later(application: Application) -> tuple[float, float]:
    over = threading.Event()

    def seal() -> None:
        while not over.wait(1.0):
            sealing.seal_entries(application.database)

    sealer = threading.Thread(target=seal)
    sealer.start()
    figures = _write(application)
    over.set()
    sealer.join()
    sealing.seal_entries(application.database)
    return figures


def _within(application: Application) -> tuple[float, float]:
    record = audit.record_write

    def and_seal(desk: Desk) -> None:
        record(desk)
        write_left(desk.session)
        sealing._seal_some(desk.session)

    with patch.object(audit, "record_write", and_seal):
        return _write(application)


def _write(application: Application) -> tuple[float, float]:
    token = _log_in(application)
    times: list[float] = []
    threads = [threading.Thread(target=_writer, args=(application, token, times)) for _ in range(_WRITERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statistics.median(times) * 1000, len(times) / (time.perf_counter() - started)


def _writer(application: Application, token: str, times: list[float]) -> None:
    for _ in range(_CALLS):
        started = time.perf_counter()
        _call(application, _BODY, token)
        times.append(time.perf_counter() - started)


if __name__ == "__main__":
    main()
