"""Every service of the desk, in the order in which the contract shows them."""

from soap_server.operations.assignment_service import ASSIGNMENTS
from soap_server.operations.declaration import Operation, Service
from soap_server.operations.event_service import EVENTS
from soap_server.operations.rating_service import RATINGS
from soap_server.operations.reply_service import REPLIES
from soap_server.operations.system_service import SYSTEM
from soap_server.operations.user_service import USERS

SERVICES: tuple[Service, ...] = (USERS, EVENTS, ASSIGNMENTS, REPLIES, RATINGS, SYSTEM)


def all_operations() -> tuple[Operation, ...]:
    """Return every operation of every service."""
    return tuple(operation for service in SERVICES for operation in service.operations)
