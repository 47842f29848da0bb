"""How each line of the table of intent is called for a kind of row."""

from collections.abc import Callable
from typing import Any

from tests.authorization.intent import OUTCOMES, Intent
from tests.authorization.world import DIGEST, FILE, NOWHERE, World
from tests.callers import PASSWORD, Caller, RefusedError
from tests.operations.happy import NEW_PASSWORD

Arguments = dict[str, Any]
_LETTERS = {code: letter for letter, code in OUTCOMES.items()}

# What stands beside the event's number, and its version where one is expected.
ON_EVENTS: dict[str, Arguments] = {
    "GetEvent": {},
    "GetEventHistory": {},
    "DescribeEvents": {},
    "UpdateEvent": {"expectedVersion": True, "priority": "high"},
    "UpdateEvent title": {"expectedVersion": True, "title": "another"},
    "WithdrawEvent": {"expectedVersion": True},
    "AddAttachment": FILE,
    "BeginUpload": {"fileName": "c.txt", "mediaType": "text/plain", "size": 3},
    "SuggestAssignee": {},
    "AssignEvent": {"expectedVersion": True, "handlerId": "staff3"},
    "UnassignEvent": {"expectedVersion": True},
    "DeleteWithdrawnEvent": {"expectedVersion": True},
    "RestoreEvent": {"expectedVersion": True},
    "PostReply": {"text": "x"},
    "PostReply note": {"text": "x", "internal": True},
    "ListReplies": {},
    "ResolveEvent": {"expectedVersion": True, "solution": "x"},
    "CompleteEvent": {"expectedVersion": True},
    "ReopenEvent": {"expectedVersion": True, "reason": "x"},
    "RateEvent": {"expectedVersion": True, "score": 3},
    "GetRating": {},
}
_PLAIN: dict[str, Arguments] = {
    "Register": {"username": "new.user", "password": PASSWORD, "displayName": "New"},
    "IsUsernameAvailable": {"username": "new.user"},
    "Login": {"username": "customer2", "password": PASSWORD},
    "ChangePassword": {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD},
    "FreezeInactiveUsers": {"reason": "x", "dryRun": True},
}
_TABLES = {
    "granted": ("event_categories", "label_en"),
    "others": ("events", "title"),
    "nobodys": ("ratings", "opinion"),
    "secret": ("sessions", "address"),
    "missing": ("no_such_table", "name"),
}
_ON_USERS: dict[str, Arguments] = {
    "GetUser": {},
    "SetUserRole": {},
    "FreezeUser": {"reason": "x"},
    "UnfreezeUser": {},
    "ResetPassword": {"newPassword": NEW_PASSWORD},
}


def _event(world: World, caller: str, row: str, intent: Intent) -> Arguments:
    event_id = world.event(caller, row, intent.state)
    given = {"eventId": event_id, **ON_EVENTS[intent.name]}
    if "expectedVersion" in given:
        given["expectedVersion"] = world.versions.get(event_id, 1)
    if "handlerId" in given:
        given["handlerId"] = world.people.staff3.id
    return given


def _assign_events(world: World, caller: str, row: str, intent: Intent) -> Arguments:
    event_id = world.event(caller, row, intent.state)
    order = {"eventId": event_id, "handlerId": world.people.staff3.id}
    order["expectedVersion"] = world.versions.get(event_id, 1)
    return {"assignments": {"EventAssignment": [order]}}


def _attachment(world: World, caller: str, row: str, intent: Intent) -> Arguments:
    event_id = world.event(caller, row, intent.state)
    kind = "note" if "note" in intent.variant else "public"
    part = {"offset": 1, "length": 1} if "range" in intent.variant else {}
    return {"attachmentId": world.files.get((event_id, kind), NOWHERE), **part}


def _upload(world: World, caller: str, row: str, intent: Intent) -> Arguments:
    more: dict[str, Arguments] = {"UploadPart": {"offset": 0, "content": b"abc"}, "FinishUpload": {"sha256": DIGEST}}
    return {"uploadId": world.uploads[caller, row], **more.get(intent.operation, {})}


def person(world: World, caller: str, row: str) -> int | None:
    """Return the number of somebody."""
    people = world.people
    callers = {**{name: who.id for name, who in world.callers.items()}, "stranger": people.customer3.id}
    return {
        "nobody-named": None,
        "self": callers[caller],
        "customer": people.customer3.id,
        "staff": people.staff3.id,
        "admin": people.admin2.id,
        "frozen": people.customer_frozen.id,
        "missing": NOWHERE,
    }[row]


def _user(world: World, caller: str, row: str, intent: Intent) -> Arguments:
    user_id = person(world, caller, row)
    given: Arguments = {"userId": user_id, **_ON_USERS[intent.operation]}
    if intent.operation != "GetUser":
        given["expectedVersion"] = 1 if row == "missing" else world.people.admin.GetUser(userId=user_id).version
    if intent.operation == "SetUserRole":
        given["role"] = "customer" if row == "staff" else "staff"
        # Of the three who call, the one who is staff is asked to become something else.
        if row == "self" and caller == "staff":
            given["role"] = "admin"
    return given


def _behalf(world: World, caller: str, row: str, _intent: Intent) -> Arguments:
    return {"title": "a", "content": "b", "customerId": person(world, caller, row)}


def _figures(world: World, caller: str, row: str, _intent: Intent) -> Arguments:
    return {"staffId": person(world, caller, row)}


def _new_role(_world: World, _caller: str, row: str, _intent: Intent) -> Arguments:
    return {"username": "hired", "password": PASSWORD, "displayName": "Hired", "role": row}


def _table(_world: World, _caller: str, row: str, intent: Intent) -> Arguments:
    table, column = _TABLES[row]
    if intent.operation == "ExecuteStatement":
        return {"sql": f"UPDATE {table} SET {column} = 'x' WHERE id = 1"}
    if "Query" in intent.operation:
        return {"sql": f"SELECT {column} FROM {table}"}
    return {"table": table}


def _cursor(world: World, caller: str, row: str, _intent: Intent) -> Arguments:
    whose, _, of = row.partition("-")
    asked = "others" if whose == "others" else "customer" if caller == "stranger" else caller
    return {"cursor": "bm8" if whose == "made" else world.cursors[asked, of]}


def _grant(world: World, _caller: str, row: str, _intent: Intent) -> Arguments:
    return {"grantId": world.grant.id if row == "present" else NOWHERE, "expectedVersion": world.grant.version}


def _grantee(world: World, caller: str, row: str, _intent: Intent) -> Arguments:
    verbs = {"verbs": {"DataVerb": ["read"]}, "scope": "own", "table": "events"}
    if row == "role-staff":
        return {"role": "staff", **verbs}
    if row == "secret-table":
        return {"userId": world.people.staff3.id, **verbs, "table": "sessions"}
    return {"userId": person(world, caller, row), **verbs}


def _plain(world: World, caller: str, _row: str, intent: Intent) -> Arguments:
    if intent.operation == "UpdateProfile":
        return {
            "displayName": "x",
            "expectedVersion": 1 if caller == "stranger" else world.callers[caller].user.version,
        }
    if intent.operation == "FreezeInactiveUsers":
        return {**_PLAIN[intent.operation], "inactiveSince": world.application.office.clock()}
    return _PLAIN.get(intent.operation, {})


_BY_ROWS: dict[str, Callable[[World, str, str, Intent], Arguments]] = {
    "on-own": _upload,
    "customer": _new_role,
    "granted": _table,
    "own-read": _cursor,
    "present": _grant,
    "call": _plain,
}
_BY_OPERATION: dict[str, Callable[[World, str, str, Intent], Arguments]] = {
    "AssignEvents": _assign_events,
    "GetAttachment": _attachment,
    "SubmitEvent": _behalf,
    "GetStaffScorecard": _figures,
    "GetDeskStatistics": _figures,
    "GrantDataAccess": _grantee,
    **dict.fromkeys(_ON_USERS, _user),
    **{name.partition(" ")[0]: _event for name in ON_EVENTS},
}


def arguments(world: World, caller: str, row: str, intent: Intent) -> Arguments:
    """Return the arguments of a call for a kind of row."""
    make = _BY_OPERATION.get(intent.operation) or _BY_ROWS[intent.rows[0]]
    return make(world, caller, row, intent)


def outcome(who: Caller, intent: Intent, given: Arguments) -> str:
    """Call, and return the letter of what came of it; a code that no letter stands for as it is."""
    try:
        answer = getattr(who, intent.operation)(**given)
    except RefusedError as refused:
        return _LETTERS.get(refused.code, refused.code)
    if intent.operation != "AssignEvents":
        return "+"
    (result,) = answer.results.AssignmentResult
    return "+" if result.assigned else _LETTERS.get(result.code, result.code)
