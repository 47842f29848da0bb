"""Doors that close before guessers, and how administrators learn of it."""

from collections.abc import Collection

import structlog
from sqlalchemy.orm import Session

from soap_server.desk.audit import record_refusal
from soap_server.desk.desk import ANONYMOUS, Office, Visit
from soap_server.desk.errors import LoginThrottledError, ThrottledError
from soap_server.desk.throttle import Bucket, count_call

log = structlog.get_logger("soapdesk.doors")


def limit_calls(office: Office, visit: Visit, *, limit: int) -> None:
    """Count a call of the operation at hand against its caller's source.

    :raises ThrottledError: if there were too many.
    """
    closed = office.database.write(
        lambda session: count_call(
            session, office.rules, operation=visit.operation, limit=limit, address=visit.address, now=visit.now
        )
    )
    tell(office, visit, closed, ThrottledError.code)


def tell_of_guesses(office: Office, visit: Visit, closed: Collection[Bucket], *, user_id: int | None) -> None:
    """Tell administrators whose door failed logins have closed.

    :param user_id: whose password was guessed, None if there is no such user.
    """
    tell(office, visit, closed, LoginThrottledError.code, user_id=user_id)


def tell(office: Office, visit: Visit, closed: Collection[Bucket], code: str, *, user_id: int | None = None) -> None:
    """Leave an entry in the audit log and a warning in the server's for every door that has just closed.

    Once for each time that it closes: what is refused while it is closed would fill both without end.
    """
    if not closed:
        return
    account = None if user_id is None else f"user:{user_id}"
    subjects = dict.fromkeys(f"source:{bucket.source}" if bucket.source else account for bucket in closed)

    def record(session: Session) -> None:
        for subject in subjects:
            record_refusal(session, visit, ANONYMOUS, subject, code)

    office.database.write(record)
    for subject in subjects:
        log.warning(
            "too many attempts closed a door",
            operation=visit.operation,
            code=code,
            subject=subject,
            peer=visit.address,
            correlation_id=visit.correlation_id,
        )
