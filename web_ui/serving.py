"""``soapdesk-web``: the pages alone, in front of a desk that is somewhere else.

It needs the ``web`` extra and nothing of the server.
"""

import argparse
import logging
import os
from pathlib import Path
from typing import Any

import waitress

from client_sdk.transport import HttpTransport
from web_ui.app import create_app
from web_ui.config import WebConfig
from web_ui.security import new_secret_key

KEY_VARIABLE = "SOAPDESK_WEB__SECRET_KEY"
HSTS_DAYS = 365
log = logging.getLogger("soapdesk.web")


def serve(
    soap_url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8081,
    public_url: str | None = None,
    trusted_proxy: str | None = None,
    threads: int = 8,
    hsts_days: int = HSTS_DAYS,
    secret_key: str | None = None,
) -> None:
    """Serve the pages until a signal says to stop.

    :param soap_url: the desk: https://desk.example/soap.
    :param public_url: where browsers find the pages; if it is https, cookies are only sent over that.
    :param trusted_proxy: the address of a proxy whose X-Forwarded-For and X-Forwarded-Proto are believed.
    :param hsts_days: how long browsers keep to an https address; 0 makes them forget it.
    :param secret_key: signs the browsers' cookies; every process that serves the same pages needs the same.
    """
    config = WebConfig(
        soap_url=soap_url,
        secret_key=secret_key or os.environ.get(KEY_VARIABLE) or new_secret_key(),
        is_secure=(public_url or "").startswith("https:"),
        hsts_days=hsts_days,
        transport=HttpTransport(connections=threads),
    )
    proxy: dict[str, Any] = {
        "trusted_proxy": trusted_proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }
    waitress.serve(
        create_app(config),
        host=host,
        port=port,
        threads=threads,
        url_scheme="https" if config.is_secure else "http",
        max_request_body_size=config.upload_bytes + 1024 * 1024,
        max_request_header_size=16 * 1024,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **(proxy if trusted_proxy else {}),
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser("soapdesk-web", description="Serve SoapDesk's web pages for a desk elsewhere.")
    parser.add_argument("--soap-url", required=True, help="The desk, such as https://desk.example/soap.")
    parser.add_argument("--host", default="127.0.0.1", help="The address to listen on.")
    parser.add_argument("--port", type=int, default=8081, help="The port to listen on.")
    parser.add_argument("--public-url", help="Where browsers find the pages.")
    parser.add_argument("--trusted-proxy", help="The address of a proxy in front whose X-Forwarded-* are believed.")
    parser.add_argument("--threads", type=int, default=8, help="Pages that are made at a time.")
    parser.add_argument("--hsts-days", type=int, default=HSTS_DAYS, help="How long browsers keep to https.")
    parser.add_argument("--secret-key-file", type=Path, help=f"The key that signs cookies; or set {KEY_VARIABLE}.")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    key_file = given.secret_key_file
    serve(
        given.soap_url,
        host=given.host,
        port=given.port,
        public_url=given.public_url,
        trusted_proxy=given.trusted_proxy,
        threads=given.threads,
        hsts_days=given.hsts_days,
        secret_key=key_file.read_text(encoding="utf-8").strip() if key_file else None,
    )
