"""What happens on a desk before somebody opens a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from uuid import uuid4

from client_sdk import SupportClient, models
from client_sdk.testing import InProcess


def upload(name: str, content: bytes = b"content") -> tuple[BytesIO, str]:
    """Return a file as a form sends it."""
    return BytesIO(content), name


class Story:
    """An event, its customer who has no other events, and what the others do with it.

    :ivar username: the customer's.
    """

    def __init__(self, server: InProcess, *, title: str = "Printer jams", content: str = "The second page.") -> None:
        self._server = server
        self.username = f"customer.{uuid4().hex[:10]}"
        server.add_user(self.username, display_name="Han Mei")
        with self.acting(self.username) as desk:
            self.id = desk.events.submit(title=title, content=content).id
        self.page = f"/events/{self.id}"

    @contextmanager
    def acting(self, username: str) -> Iterator[SupportClient]:
        """Call as somebody."""
        with self._server.client(username) as desk:
            yield desk

    def seen(self) -> models.EventDetails:
        """Return the event as its customer sees it."""
        with self.acting(self.username) as desk:
            return desk.events.get(self.id)

    @property
    def status(self) -> str:
        """The event's state."""
        return self.seen().event.status

    @property
    def version(self) -> int:
        """The event's version."""
        return self.seen().event.version

    def assigned(self) -> "Story":
        """Let the administrator assign it to staff.wang."""
        with self.acting("staff.wang") as staff:
            handler = staff.users.get_current().id
        with self.acting("admin.zhao") as admin:
            admin.assignments.assign(self.id, handler_id=handler, expected_version=self.version)
        return self

    def resolved(self, solution: str = "Open the rear flap.") -> "Story":
        """Let staff.wang propose a solution."""
        with self.acting("staff.wang") as staff:
            staff.replies.resolve(self.id, expected_version=self.version, solution=solution)
        return self

    def completed(self) -> "Story":
        """Let the customer complete it."""
        with self.acting(self.username) as desk:
            desk.ratings.complete(self.id, expected_version=self.version)
        return self
