"""Methods that are more than one operation each, for asyncio."""

from os import PathLike
from typing import BinaryIO

from client_sdk import operations
from client_sdk.aio.base import AsyncResource
from client_sdk.downloads import store
from client_sdk.files import Progress
from client_sdk.models import Attachment, AttachmentContent


class AsyncDownloads(AsyncResource):
    """Attachments, saved to files."""

    async def download_attachment(
        self, attachment_id: int, *, to: str | PathLike[str] | BinaryIO, progress: Progress | None = None
    ) -> Attachment:
        """Save an attachment, and return what describes it; see the blocking client's method."""
        arguments = {"attachment_id": attachment_id}
        found: AttachmentContent = await self._client.call(operations.GET_ATTACHMENT, arguments, received=progress)
        return store(found, to)
