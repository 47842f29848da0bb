"""The tables."""

from db.models.base import Base, table_of
from db.models.data import DataAccess, DataCursor, DataCursorPage, DataGrant
from db.models.events import (
    Assignment,
    Event,
    EventCategory,
    Rating,
    Reply,
)
from db.models.files import Attachment, AttachmentContent, Upload, UploadPart
from db.models.people import (
    Department,
    KnownSource,
    LoginSession,
    LoginThrottle,
    Role,
    RolePermission,
    UsedNonce,
    User,
)
from db.models.records import (
    AuditEntry,
    Change,
    Counter,
    EventHistory,
    IdempotencyRecord,
    OutboxMessage,
)

__all__ = [
    "Assignment",
    "Attachment",
    "AttachmentContent",
    "AuditEntry",
    "Base",
    "Change",
    "Counter",
    "DataAccess",
    "DataCursor",
    "DataCursorPage",
    "DataGrant",
    "Department",
    "Event",
    "EventCategory",
    "EventHistory",
    "IdempotencyRecord",
    "KnownSource",
    "LoginSession",
    "LoginThrottle",
    "OutboxMessage",
    "Rating",
    "Reply",
    "Role",
    "RolePermission",
    "Upload",
    "UploadPart",
    "UsedNonce",
    "User",
    "table_of",
]
