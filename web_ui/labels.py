"""The desk's words, as people read them."""

from flask_babel import lazy_gettext as _l

STATUSES = {
    "submitted": _l("Submitted"),
    "assigned": _l("Assigned"),
    "in_progress": _l("In progress"),
    "resolved": _l("Resolved"),
    "completed": _l("Completed"),
    "withdrawn": _l("Withdrawn"),
    "deleted": _l("Deleted"),
}
PRIORITIES = {
    "low": _l("Low"),
    "normal": _l("Normal"),
    "high": _l("High"),
    "urgent": _l("Urgent"),
}
ROLES = {"customer": _l("Customer"), "staff": _l("Staff member"), "admin": _l("Administrator")}
ACCOUNT_STATUSES = {"active": _l("Active"), "frozen": _l("Frozen")}
REPLY_KINDS = {
    "reply": _l("Reply"),
    "internal_note": _l("Internal note"),
    "solution": _l("Proposed solution"),
}
STEPS = {
    "SubmitEvent": _l("submitted the event"),
    "UpdateEvent": _l("edited the event"),
    "AssignEvent": _l("assigned the event"),
    "AssignEvents": _l("assigned the event"),
    "UnassignEvent": _l("took the event back from its handler"),
    "PostReply": _l("replied"),
    "AddAttachment": _l("added a file"),
    "FinishUpload": _l("added a file"),
    "ResolveEvent": _l("proposed a solution"),
    "CompleteEvent": _l("completed the event"),
    "ReopenEvent": _l("reopened the event"),
    "RateEvent": _l("rated how the event was handled"),
    "WithdrawEvent": _l("withdrew the event"),
    "DeleteWithdrawnEvent": _l("deleted the event"),
    "RestoreEvent": _l("restored the event"),
}
"""What somebody did to an event; stands behind their name."""
