"""A call that succeeds for every operation: who calls, with what. New operations have to come in here."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from tests.callers import PASSWORD, Caller, Directory
from tests.data_access.grants import grant

Happy = Callable[[Directory], tuple[Caller, dict[str, Any]]]
FILE: dict[str, Any] = {"fileName": "a.txt", "mediaType": "text/plain", "content": b"abc"}
NEW_PASSWORD = "four green bicycles"


def on_event(caller: str, state: str, **arguments: Any) -> Happy:
    """Return a call on an event that was brought to a state."""

    def prepare(people: Directory) -> tuple[Caller, dict[str, Any]]:
        event_id = people.event(state)
        arguments["eventId"] = event_id
        if "expectedVersion" in arguments:
            arguments["expectedVersion"] = people.admin.version(event_id)
        return getattr(people, caller), dict(arguments)

    return prepare


def on_user(**arguments: Any) -> Happy:
    """Return an administrator's call on a customer."""

    def prepare(people: Directory) -> tuple[Caller, dict[str, Any]]:
        user = people.admin.GetUser(userId=people.customer.id)
        return people.admin, {"userId": user.id, "expectedVersion": user.version, **arguments}

    return prepare


def plain(caller: str, **arguments: Any) -> Happy:
    """Return a call that needs nothing before it."""
    return lambda people: (getattr(people, caller), arguments)


def _assign(people: Directory) -> tuple[Caller, dict[str, Any]]:
    return people.admin, {"eventId": people.event(), "handlerId": people.staff.id, "expectedVersion": 1}


def _assign_many(people: Directory) -> tuple[Caller, dict[str, Any]]:
    orders = [{"eventId": people.event(), "handlerId": people.staff.id, "expectedVersion": 1} for _ in range(2)]
    return people.admin, {"assignments": {"EventAssignment": orders}}


def _get_attachment(people: Directory) -> tuple[Caller, dict[str, Any]]:
    event_id = people.event()
    attachment = people.customer.AddAttachment(eventId=event_id, **FILE)
    return people.customer, {"attachmentId": attachment.id}


def upload(people: Directory, content: bytes = b"abc", **arguments: Any) -> Any:
    """Begin an upload of the customer's on an event of theirs."""
    described = {"fileName": "a.txt", "mediaType": "text/plain", "size": len(content), **arguments}
    return people.customer.BeginUpload(**{"eventId": people.event(), **described})


def on_upload(**arguments: Any) -> Happy:
    """Return a call on an upload that was begun."""
    return lambda people: (people.customer, {"uploadId": upload(people).id, **arguments})


def _finish_upload(people: Directory) -> tuple[Caller, dict[str, Any]]:
    begun = upload(people)
    people.customer.UploadPart(uploadId=begun.id, offset=0, content=b"abc")
    return people.customer, {"uploadId": begun.id, "sha256": sha256(b"abc").digest()}


def _get_rating(people: Directory) -> tuple[Caller, dict[str, Any]]:
    event_id = people.event("completed")
    people.customer.RateEvent(eventId=event_id, expectedVersion=people.admin.version(event_id), score=4)
    return people.customer, {"eventId": event_id}


def _update_profile(people: Directory) -> tuple[Caller, dict[str, Any]]:
    return people.customer, {"expectedVersion": people.customer.user.version, "displayName": "新名字"}


def _unfreeze(people: Directory) -> tuple[Caller, dict[str, Any]]:
    user = people.admin.GetUser(userId=people.customer.id)
    frozen = people.admin.FreezeUser(userId=user.id, reason="x", expectedVersion=user.version)
    return people.admin, {"userId": user.id, "expectedVersion": frozen.version}


def _scorecard(people: Directory) -> tuple[Caller, dict[str, Any]]:
    return people.admin, {"staffId": people.staff.id}


def _get_user(people: Directory) -> tuple[Caller, dict[str, Any]]:
    return people.admin, {"userId": people.customer.id}


def _freeze_inactive(people: Directory) -> tuple[Caller, dict[str, Any]]:
    since = people.application.office.clock()
    return people.admin, {"inactiveSince": since, "reason": "x", "dryRun": True}


def with_grant(granted: str, *verbs: str, **arguments: Any) -> Happy:
    """Return a call of a staff member who was granted something with a table."""

    def prepare(people: Directory) -> tuple[Caller, dict[str, Any]]:
        grant(people, people.staff, granted, *verbs)
        return people.staff, dict(arguments)

    return prepare


def with_cursor(**arguments: Any) -> Happy:
    """Return a call that goes on with a read."""

    def prepare(people: Directory) -> tuple[Caller, dict[str, Any]]:
        grant(people, people.staff, "event_categories")
        read = people.staff.ReadTable(table="event_categories", size=1)
        return people.staff, {"cursor": read.nextCursor, **arguments}

    return prepare


def _revoke(people: Directory) -> tuple[Caller, dict[str, Any]]:
    granted = grant(people, people.staff, "events")
    return people.admin, {"grantId": granted.id, "expectedVersion": granted.version}


def _grant(people: Directory) -> tuple[Caller, dict[str, Any]]:
    wanted = {"verbs": {"DataVerb": ["read"]}, "scope": "own", "table": "events"}
    return people.admin, {"userId": people.staff.id, **wanted}


_COUNT = "SELECT count(*) FROM event_categories"
_RENAME = "UPDATE event_categories SET label_en = 'Bills' WHERE code = 'billing'"
HAPPY: dict[str, Happy] = {
    "Register": plain("stranger", username="new.user", password=PASSWORD, displayName="New"),
    "IsUsernameAvailable": plain("stranger", username="new.user"),
    "Login": lambda people: (people.stranger, {"username": people.customer.user.username, "password": PASSWORD}),
    "Logout": plain("customer"),
    "GetCurrentUser": plain("customer"),
    "UpdateProfile": _update_profile,
    "ChangePassword": plain("customer", currentPassword=PASSWORD, newPassword=NEW_PASSWORD),
    "CreateUser": plain("admin", username="hired", password=PASSWORD, displayName="Hired", role="staff"),
    "GetUser": _get_user,
    "ListUsers": plain("admin"),
    "ListDepartments": plain("admin"),
    "SetUserRole": on_user(role="staff"),
    "FreezeUser": on_user(reason="x"),
    "UnfreezeUser": _unfreeze,
    "FreezeInactiveUsers": _freeze_inactive,
    "ResetPassword": on_user(newPassword=NEW_PASSWORD),
    "SubmitEvent": plain("customer", title="标题", content="内容"),
    "GetEvent": on_event("customer", "in_progress"),
    "ListEvents": plain("customer"),
    "UpdateEvent": on_event("customer", "submitted", expectedVersion=0, title="新标题"),
    "WithdrawEvent": on_event("customer", "submitted", expectedVersion=0),
    "AddAttachment": on_event("customer", "submitted", **FILE),
    "GetAttachment": _get_attachment,
    "BeginUpload": on_event("customer", "submitted", fileName="a.txt", mediaType="text/plain", size=3),
    "UploadPart": on_upload(offset=0, content=b"abc"),
    "GetUpload": on_upload(),
    "FinishUpload": _finish_upload,
    "AbortUpload": on_upload(),
    "GetEventHistory": on_event("customer", "completed"),
    "DescribeEvents": on_event("customer", "resolved"),
    "ListUnassignedEvents": plain("admin"),
    "ListStaffWorkload": plain("admin"),
    "SuggestAssignee": on_event("admin", "submitted"),
    "AssignEvent": _assign,
    "AssignEvents": _assign_many,
    "UnassignEvent": on_event("admin", "assigned", expectedVersion=0),
    "DeleteWithdrawnEvent": on_event("admin", "withdrawn", expectedVersion=0),
    "RestoreEvent": on_event("admin", "deleted", expectedVersion=0),
    "PostReply": on_event("customer", "assigned", text="你好"),
    "ListReplies": on_event("customer", "resolved"),
    "ResolveEvent": on_event("staff", "in_progress", expectedVersion=0, solution="已解决"),
    "CompleteEvent": on_event("customer", "resolved", expectedVersion=0),
    "ReopenEvent": on_event("customer", "resolved", expectedVersion=0, reason="还没好"),
    "RateEvent": on_event("customer", "completed", expectedVersion=0, score=5),
    "GetRating": _get_rating,
    "ListRatings": plain("admin"),
    "GetStaffScorecard": _scorecard,
    "GetDeskStatistics": plain("admin"),
    "Ping": plain("stranger", text="hello"),
    "GetServerInfo": plain("customer"),
    "GetChanges": plain("customer"),
    "ListAuditEntries": plain("admin"),
    "ListTables": with_grant("events"),
    "DescribeTable": with_grant("events", table="events"),
    "ReadTable": with_grant("events", table="events"),
    "ExecuteQuery": with_grant("event_categories", sql=_COUNT),
    "FetchMore": with_cursor(),
    "ExecuteStatement": with_grant("event_categories", "update", sql=_RENAME),
    "ListDataGrants": plain("admin"),
    "ListGrantableTables": plain("admin"),
    "GrantDataAccess": _grant,
    "RevokeDataAccess": _revoke,
    "ListDataAccess": plain("admin"),
    "ReadTableAsDataSet": with_grant("events", table="events"),
    "ExecuteQueryAsDataSet": with_grant("event_categories", sql=_COUNT),
    "FetchMoreAsDataSet": with_cursor(),
}
