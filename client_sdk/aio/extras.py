"""Methods that are more than one operation each, for asyncio."""

from client_sdk.aio.base import AsyncResource
from client_sdk.downloads import Destination
from client_sdk.files import Progress
from client_sdk.models import Attachment
from client_sdk.transfers import receiving


class AsyncDownloads(AsyncResource):
    """Attachments, saved to files."""

    async def download_attachment(
        self, attachment_id: int, *, to: Destination, progress: Progress | None = None
    ) -> Attachment:
        """Save an attachment, and return what describes it; see the blocking client's method."""
        saved: Attachment = await self._client.perform(receiving(attachment_id, to, progress=progress))
        return saved
