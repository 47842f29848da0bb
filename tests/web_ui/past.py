"""A desk with a past: events that were submitted, answered, resolved and rated long before now."""

from datetime import UTC, datetime, timedelta
from typing import Self

from client_sdk import SupportClient, models
from client_sdk.models import Priority
from client_sdk.testing import InProcess

CUSTOMER, ADMIN = "li.lei", "admin.zhao"
PEOPLE = {
    CUSTOMER: "customer",
    ADMIN: "admin",
    "staff.wang": "staff",
    "staff.liu": "staff",
    "staff.busy": "staff",
    "staff.new": "staff",
}


class Past:
    """The desk, and the time that it believes in."""

    def __init__(self) -> None:
        self.ago = timedelta()
        self.server = InProcess(clock=lambda: datetime.now(UTC) - self.ago)
        for username, role in PEOPLE.items():
            self.server.add_user(username, role=role, display_name=username.replace(".", " ").title())
        self.admin, self.customer = self.client(ADMIN), self.client(CUSTOMER)
        self.ids = {user.username: user.id for user in self.admin.users.list()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.close()

    def client(self, username: str) -> SupportClient:
        """Return somebody's client."""
        return self.server.client(username)

    def submit(self, title: str, *, days: float, handler: str = "", priority: Priority = Priority.NORMAL) -> int:
        """Submit an event so many days ago, and assign it at once."""
        self.ago = timedelta(days=days)
        event = self.customer.events.submit(title=title, content="Please help.", priority=priority)
        if handler:
            self.admin.assignments.assign(event.id, handler_id=self.ids[handler], expected_version=event.version)
        return event.id

    def reply(self, event_id: int, handler: str, *, after_hours: float) -> None:
        """Let so many hours pass, then the handler replies."""
        self._pass(after_hours)
        self.client(handler).replies.post(event_id, text="We look into it.")

    def resolve(self, event_id: int, handler: str, *, after_hours: float) -> None:
        """Let so many hours pass, then the handler resolves it."""
        self._pass(after_hours)
        staff = self.client(handler)
        staff.replies.resolve(event_id, expected_version=self._version(staff, event_id), solution="Restart it.")

    def reopen(self, event_id: int) -> None:
        """The customer is not content."""
        self.customer.ratings.reopen(
            event_id, expected_version=self._version(self.customer, event_id), reason="It is back."
        )

    def rate(self, event_id: int, score: int, opinion: str | None = None) -> None:
        """The customer completes and rates it."""
        self.customer.ratings.complete(event_id, expected_version=self._version(self.customer, event_id))
        version = self._version(self.customer, event_id)
        self.customer.ratings.rate(event_id, expected_version=version, score=score, opinion=opinion)

    def now(self) -> None:
        """Come back to the present."""
        self.ago = timedelta()

    def statistics(self, days: int, staff: str | None = None) -> models.DeskStatistics:
        """Return what the desk itself says of the last so many days in UTC."""
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.admin.ratings.get_desk_statistics(
            staff_id=self.ids[staff] if staff else None, period_start=today - timedelta(days=days - 1)
        )

    def _pass(self, hours: float) -> None:
        self.ago -= timedelta(hours=hours)

    @staticmethod
    def _version(desk: SupportClient, event_id: int) -> int:
        return desk.events.get(event_id).event.version


def tell(past: Past) -> dict[str, int]:
    """Fill the desk, the oldest first, and return the events by their titles."""
    handled: dict[str, int] = {}

    def submit(title: str, days: float, handler: str = "staff.wang", priority: Priority = Priority.NORMAL) -> int:
        handled[title] = past.submit(title, days=days, handler=handler, priority=priority)
        return handled[title]

    first = submit("Long ago", 100)
    past.reply(first, "staff.wang", after_hours=4)
    past.resolve(first, "staff.wang", after_hours=4)
    past.rate(first, 2)
    past.reply(submit("Old one", 40), "staff.wang", after_hours=2)
    rated = submit("Rated", 20)
    past.reply(rated, "staff.wang", after_hours=1)
    past.resolve(rated, "staff.wang", after_hours=1)
    past.rate(rated, 5, "<b>Great</b> & quick")
    back = submit("Reopened", 10)
    past.resolve(back, "staff.wang", after_hours=3)
    past.reopen(back)
    past.reply(submit("Of another", 9, "staff.liu"), "staff.liu", after_hours=1)
    submit("Nobody's", 3, "")
    submit("Newer", 2)
    submit("Urgent", 1, priority=Priority.URGENT)
    past.resolve(submit("Proposed", 0.9, priority=Priority.LOW), "staff.wang", after_hours=1)
    past.now()
    return handled
