# Written from the contract by scripts/docs; changes are made there.
"""The server: whether it answers, what it offers, and what has changed."""

from client_sdk import operations
from client_sdk.models.system import ChangeList, Pong, ServerInfo
from client_sdk.resources.base import Resource


class System(Resource):
    """The server: whether it answers, what it offers, and what has changed."""

    def ping(self, *, text: str | None = None) -> Pong:
        """Answer with the text that was sent and the server's time.

        Needs no login.

        :param text: Anything; it comes back as it is.
        """
        return self._call(operations.PING, {"text": text})

    def get_server_info(self) -> ServerInfo:
        """Return what the server is and the limits that a client has to keep.

        Needs the permission server:read (every role).
        """
        return self._call(operations.GET_SERVER_INFO, {})

    def get_changes(self, *, cursor: str | None = None, size: int | None = None) -> ChangeList:
        """Return what happened to the events that the caller may see, in order, from a cursor on.

        A mirror keeps next_cursor and calls again later; nothing is skipped, and an event that the caller may no
        longer see comes as a change with removed = true. Needs the permission changes:read (every role).

        :param cursor: The next_cursor of the last call; absent to start.
        :param size: At most so many changes; 50 if None or 0.
        :raises CursorInvalidError: The cursor is damaged or has expired, or belongs to another operation, filter or
            order.
        """
        return self._call(operations.GET_CHANGES, {"cursor": cursor, "size": size})
