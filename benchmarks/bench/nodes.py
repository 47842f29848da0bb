"""Several nodes of the desk, each with one worker, behind nginx: python -m benchmarks.bench.nodes PORT NODES FOLDER."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.bench.processes import free_port

_SECONDS = 60
_NGINX = """\
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000;
    tcp_nodelay on;
    upstream nodes {{
        {nodes}
        keepalive 32;
        keepalive_requests 1000000;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=128;
        location / {{
            proxy_pass http://nodes;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffers 16 64k;
        }}
    }}
}}
"""


def main(port: int, nodes: int, folder: Path) -> None:
    """Start the nodes, and become the nginx before them."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = [_start_node() for _ in range(nodes)]
    for each in ports:
        _wait_for(each)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _NGINX.format(
            user="user root;" if os.getuid() == 0 else "",
            folder=folder,
            nodes=" ".join(f"server 127.0.0.1:{each};" for each in ports),
            port=port,
        )
    )
    os.execvp("nginx", ["nginx", "-c", str(configuration)])


def _start_node() -> int:
    port = free_port()
    subprocess.Popen(
        [sys.executable, "-m", "soap_server.cli.main", "serve", "--port", str(port), "--workers", "1"],
        stdin=subprocess.DEVNULL,
    )
    return port


def _wait_for(port: int) -> None:
    """Wait until a node takes connections.

    :raises ConnectionRefusedError: if it does not.
    """
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
