"""How a worker process starts, and what it and its supervisor agree on.

Nothing of the server is imported here: a supervisor needs none of it to start workers.
"""

import gc

LISTENING_FD = 3
BACKLOG = 512
READY = b"ready\n"
END_OF_SETTINGS = b"\n"


def main() -> None:
    """Run a worker until it is told to stop."""
    # What imports make stays; to look for garbage in it would take a quarter of the time until the first call.
    # The worker has the collector back when it takes connections.
    gc.disable()
    from soap_server.http.worker import run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
