"""Serves this peer: ``python -m benchmarks.peers.stock_spyne.server PORT WORKERS``, with DESK_DATABASE set."""

import os
import socket
import sys
from typing import Any

from twisted.python.threadpool import ThreadPool
from twisted.web.resource import Resource
from twisted.web.server import Site
from twisted.web.wsgi import WSGIResource

from benchmarks.peers.stock_spyne.desk import open_pool
from benchmarks.peers.stock_spyne.services import application

THREADS = 8


def main() -> None:
    """Fork the workers, which share one listening socket, and wait for them."""
    port, workers = map(int, sys.argv[1:])
    listening = socket.create_server(("127.0.0.1", port), backlog=128)
    listening.setblocking(False)
    children: list[int] = []
    for _ in range(workers):
        child = os.fork()
        if child == 0:
            serve(listening)
            return
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def serve(listening: socket.socket) -> None:
    """Answer calls until the process is told to stop."""
    # Not before the fork: a reactor's epoll is a file that the workers would share.
    from twisted.internet import reactor as made  # noqa: PLC0415

    reactor: Any = made

    threads = ThreadPool(THREADS, THREADS)
    threads.start()
    root: Any = Resource()  # type: ignore[no-untyped-call]
    served: Any = WSGIResource
    root.putChild(b"soap", served(reactor, threads, application(open_pool(os.environ["DESK_DATABASE"]))))
    reactor.addSystemEventTrigger("after", "shutdown", threads.stop)
    reactor.adoptStreamPort(listening.fileno(), socket.AF_INET, Site(root))  # type: ignore[no-untyped-call]
    reactor.run()


if __name__ == "__main__":
    main()
