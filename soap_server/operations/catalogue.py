"""Every service of the desk, in the order in which the contract shows them."""

from soap_server.operations.assignment_service import ASSIGNMENTS
from soap_server.operations.data_service import DATA
from soap_server.operations.data_set_service import DATA_SETS
from soap_server.operations.declaration import Operation, Service
from soap_server.operations.rating_service import RATINGS
from soap_server.operations.reply_service import REPLIES
from soap_server.operations.system_service import SYSTEM
from soap_server.operations.uploads import EVENTS
from soap_server.operations.user_service import USERS

DESK_SERVICES: tuple[Service, ...] = (USERS, EVENTS, ASSIGNMENTS, REPLIES, RATINGS, DATA, SYSTEM)
"""The services that are one interface under the address of the desk."""

SERVICES: tuple[Service, ...] = (*DESK_SERVICES, DATA_SETS)
"""All of them; the last one is by itself, since its answers hold XML that no stub has types for."""


def desk_operations() -> tuple[Operation, ...]:
    """Return the operations of the desk's interface."""
    return tuple(operation for service in DESK_SERVICES for operation in service.operations)


def all_operations() -> tuple[Operation, ...]:
    """Return every operation of every service."""
    return tuple(operation for service in SERVICES for operation in service.operations)
