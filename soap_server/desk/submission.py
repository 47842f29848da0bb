"""The verb that begins an event's life."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, insert, select

from db import search
from db.models import Event, EventCategory, Role, User, table_of
from db.rows import Person, WholeEvent, new_event, run
from db.vocabulary import DEFAULT_CATEGORY, BuiltInRole, EventStatus, Permission, Priority, UserStatus
from soap_server.desk.desk import Desk
from soap_server.desk.errors import InvalidArgumentError, PermissionDeniedError
from soap_server.desk.events import no_such_category
from soap_server.desk.files import SentFile, add_files
from soap_server.desk.record import record_step

_CUSTOMER_AND_CATEGORY = (
    select(User.display_name, User.status, Role.name, EventCategory.id)
    .join(Role, Role.id == User.role_id)
    .outerjoin(EventCategory, and_(EventCategory.code == bindparam("code"), EventCategory.active))
    .where(User.id == bindparam("customer"))
)
_SUBMITTED = insert(table_of(Event)).returning(table_of(Event).c.id)


def submit_event(
    desk: Desk,
    *,
    title: str,
    content: str,
    category: str | None,
    priority: Priority | None,
    customer_id: int | None,
    files: Sequence[SentFile],
) -> WholeEvent:
    """Submit an event for the actor, or for a customer on whose behalf the actor calls.

    :raises InvalidArgumentError: if the category is unknown, or the customer is missing or not a customer.
    """
    code = category or DEFAULT_CATEGORY
    customer, category_id = _customer_and_category(desk, customer_id, code)
    values = {
        "customer_id": customer.id,
        "submitted_by_id": desk.actor.id,
        "category_id": category_id,
        "title": title,
        "content": content,
        "status": EventStatus.SUBMITTED,
        "priority": priority or Priority.NORMAL,
        "reply_count": 0,
        "reopen_count": 0,
        "submitted_at": desk.now,
        "updated_at": desk.now,
        "version": 1,
    }
    ((event_id,),) = run(desk.session, _SUBMITTED, values)
    desk.about("event", event_id)
    event = new_event(event_id, values, category_code=code, customer=customer)
    search.index_event(desk.session, event, is_new=True)
    add_files(desk, event_id, files)
    record_step(desk, event, from_status=None)
    # Without asking whether the actor sees it: staff do not see what they submit for others until it is theirs.
    return event


def _customer_and_category(desk: Desk, customer_id: int | None, code: str) -> tuple[Person, int]:
    is_for_another = desk.actor.has(Permission.EVENTS_SUBMIT_FOR_OTHERS)
    if is_for_another and customer_id is None:
        raise InvalidArgumentError("Name the customer for whom the event is submitted.", field="customerId")
    if not is_for_another and customer_id not in (None, desk.actor.id):
        raise PermissionDeniedError("You may submit events for yourself only.", field="customerId")
    customer_id = desk.actor.id if customer_id is None else customer_id
    found = run(desk.session, _CUSTOMER_AND_CATEGORY, {"customer": customer_id, "code": code})
    if not found:
        raise InvalidArgumentError("There is no such active customer.", field="customerId")
    name, status, role, category_id = found[0]
    if is_for_another and status != UserStatus.ACTIVE:
        raise InvalidArgumentError("There is no such active customer.", field="customerId")
    if is_for_another and role != BuiltInRole.CUSTOMER:
        raise InvalidArgumentError("This user is not a customer; name one who is.", field="customerId")
    if category_id is None:
        raise no_such_category()
    return Person(customer_id, name), category_id
