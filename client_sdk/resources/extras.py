"""Methods that are more than one operation each."""

from os import PathLike
from typing import BinaryIO

from client_sdk import operations
from client_sdk.downloads import store
from client_sdk.files import Progress
from client_sdk.models import Attachment, AttachmentContent
from client_sdk.resources.base import Resource


class Downloads(Resource):
    """Attachments, saved to files."""

    def download_attachment(
        self, attachment_id: int, *, to: str | PathLike[str] | BinaryIO, progress: Progress | None = None
    ) -> Attachment:
        """Save an attachment, and return what describes it.

        The file's SHA-256 is compared with the desk's before anything is written.

        :param to: a path (of a folder, for the attachment's own name there) or a file opened for writing bytes.
        :param progress: called with the bytes received so far and the bytes in all, if known.
        :raises NotFoundError: if there is no such attachment for the caller.
        :raises UnexpectedAnswerError: if the bytes are not those that were uploaded.
        :raises FileExistsError: if a file of its own name is in the folder already.
        """
        arguments = {"attachment_id": attachment_id}
        found: AttachmentContent = self._client.call(operations.GET_ATTACHMENT, arguments, received=progress)
        return store(found, to)
