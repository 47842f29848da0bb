"""What each column holds of people: the table that export, erasure and a test of both go by.

A column that is not named here fails a test, so nobody adds one without saying what it holds.
"""

from collections.abc import Mapping
from enum import StrEnum


class Holds(StrEnum):
    """What a column holds."""

    NOTHING = "nothing"
    """Numbers, words and times of the desk."""
    IDENTITY = "identity"
    """Who somebody is and how to reach them. Exported; overwritten or deleted by erasure."""
    SECRET = "secret"  # noqa: S105 - a word, not one
    """What lets somebody in, or was made of it. Never exported; deleted by erasure."""
    TEXT = "text"
    """What people wrote or sent. Exported; what becomes of it, whoever erases says."""
    TRACE = "trace"
    """From where somebody used the desk. Exported; deleted by erasure, but for the logs that are evidence."""
    COPY = "copy"
    """Answers and results in which any of these can be. Not exported, since it is exported where it comes from;
    deleted by erasure."""
    PERSON = "person"
    """The number of an account, which stays and then names nobody."""


def _columns(**kinds: str) -> Mapping[str, Holds]:
    return {column: Holds(kind) for kind, columns in kinds.items() for column in columns.split()}


PERSONAL: Mapping[str, Mapping[str, Holds]] = {
    "departments": _columns(nothing="id parent_id name"),
    "roles": _columns(nothing="id name built_in version"),
    "role_permissions": _columns(nothing="role_id permission"),
    "users": _columns(
        person="id",
        identity="username username_key display_name email phone frozen_reason",
        secret="password_hash",  # noqa: S106 - a name
        nothing="must_change_password role_id department_id language status created_at last_active_at version",
    ),
    "sessions": _columns(
        person="user_id",
        secret="token_digest",  # noqa: S106 - a name
        trace="address",
        nothing="id created_at last_used_at expires_at",
    ),
    "known_sources": _columns(person="user_id", trace="address", nothing="last_login_at"),
    "used_nonces": _columns(secret="digest", nothing="expires_at"),  # noqa: S106 - a name
    "login_throttles": _columns(trace="bucket", nothing="id failures window_started_at blocked_until"),
    "event_categories": _columns(nothing="id code label_en label_zh active"),
    "events": _columns(
        person="customer_id submitted_by_id handler_id first_reply_by_id resolved_by_id",
        text="title content",
        nothing="id category_id status priority priority_rank reply_count reopen_count submitted_at updated_at "
        "assigned_at first_reply_at first_reply_seconds resolved_at resolution_seconds completed_at withdrawn_at "
        "deleted_at version",
    ),
    "replies": _columns(person="author_id", text="text", nothing="id event_id kind posted_at"),
    "assignments": _columns(
        person="handler_id assigned_by_id", text="note", nothing="id event_id assigned_at ended_at"
    ),
    "ratings": _columns(
        person="customer_id handler_id", text="opinion", nothing="id event_id score rated_at changed_at"
    ),
    "event_history": _columns(
        person="actor_id handler_id",
        text="note",
        nothing="id event_id operation from_status to_status note_internal internal happened_at",
    ),
    "attachments": _columns(
        person="uploaded_by_id",
        text="file_name sha256",
        nothing="id event_id reply_id media_type size internal uploaded_at",
    ),
    "attachment_contents": _columns(nothing="attachment_id", text="content"),
    "uploads": _columns(
        person="uploaded_by_id",
        text="file_name sha256",
        nothing="id event_id reply_id attachment_id media_type size received_bytes begun_at expires_at",
    ),
    "upload_parts": _columns(nothing="id upload_id start", text="content"),
    "changes": _columns(
        person="removed_for_id", nothing="id sequence event_id operation status event_version internal happened_at"
    ),
    "counters": _columns(nothing="name value"),
    "audit_log": _columns(
        person="actor_id",
        trace="address",
        nothing="id happened_at operation outcome code subject correlation_id position digest",
    ),
    "idempotency_records": _columns(
        person="caller",
        secret="secret_hash fingerprint",  # noqa: S106 - names
        copy="answer",
        nothing="id request_id operation created_at",
    ),
    "outbox": _columns(person="recipient_id", nothing="id event_id topic created_at attempts due_at delivered_at"),
    "data_grants": _columns(
        person="user_id granted_by_id",
        nothing="id role_id table_name columns verbs scope conditions max_rows granted_at version",
    ),
    # ``before`` holds rows of tables that the data service changes, which are none about people.
    "data_accesses": _columns(
        person="actor_id",
        trace="address",
        nothing="id happened_at operation digest tables rows bytes milliseconds outcome code reason before "
        "correlation_id",
    ),
    "data_cursors": _columns(
        person="user_id",
        secret="token",  # noqa: S106 - a name
        copy="request",
        nothing="id grants created_at expires_at",
    ),
    "data_cursor_pages": _columns(nothing="cursor_id number", copy="content"),
}
"""What the columns of every table hold."""
