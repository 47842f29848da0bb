# Written from the contract by scripts/docs; changes are made there.
"""Models of the contract: uploads."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way to an event, in parts.

    :ivar id: The upload's number.
    :ivar event_id: The event's number.
    :ivar reply_id: The reply that it belongs to; None for the event itself.
    :ivar file_name: The file's name, without a path.
    :ivar media_type: The media type.
    :ivar size: How many bytes the file has.
    :ivar received_bytes: How many have arrived, which is the offset of the next part.
    :ivar part_bytes: How many bytes a part may have.
    :ivar begun_at: When it was begun.
    :ivar expires_at: Unless it is finished by then it is thrown away.
    :ivar attachment_id: The attachment that it became; None until it is finished.
    """

    id: int
    event_id: int
    reply_id: int | None = None
    file_name: str
    media_type: str
    size: int
    received_bytes: int
    part_bytes: int
    begun_at: datetime
    expires_at: datetime
    attachment_id: int | None = None
