"""An address that nobody has a reason to ask."""

import socket
import threading
from contextlib import suppress


class Canary:
    """Listens, and notes who connects; a server that fetches what a request names comes here."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.visits = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        # A blocked accept is not woken by closing.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _watch(self) -> None:
        while True:
            try:
                visitor, _ = self._listening.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()
