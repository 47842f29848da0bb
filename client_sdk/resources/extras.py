"""Methods that are more than one operation each."""

from client_sdk.downloads import Destination
from client_sdk.files import Progress
from client_sdk.models import Attachment
from client_sdk.resources.base import Resource
from client_sdk.transfers import receiving


class Downloads(Resource):
    """Attachments, saved to files."""

    def download_attachment(
        self, attachment_id: int, *, to: Destination, progress: Progress | None = None
    ) -> Attachment:
        """Save an attachment, and return what describes it.

        A large one comes in parts, so that no more than one of them is in memory. The SHA-256 of all is compared with
        the desk's before the file gets its name; a file that is open already has the parts by then.

        :param to: a path (of a folder, for the attachment's own name there) or a file opened for writing bytes.
        :param progress: called with the bytes received so far and the bytes in all.
        :raises NotFoundError: if there is no such attachment for the caller.
        :raises UnexpectedAnswerError: if the bytes are not those that were uploaded.
        :raises FileExistsError: if a file of its own name is in the folder already.
        """
        saved: Attachment = self._client.perform(receiving(attachment_id, to, progress=progress))
        return saved
