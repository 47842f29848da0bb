"""``soapdesk web``: the web pages alone, for a desk that is somewhere else."""

from typing import Annotated

import typer

from web_ui import serving


def web(
    soap_url: Annotated[str, typer.Option(help="The desk, such as https://desk.example/soap.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8081,
    public_url: Annotated[str | None, typer.Option(help="Where browsers find the pages.")] = None,
    trusted_proxy: Annotated[
        str | None, typer.Option(help="The address of a proxy in front whose X-Forwarded-* are believed.")
    ] = None,
    threads: Annotated[int, typer.Option(help="Pages that are made at a time.")] = 8,
    hsts_days: Annotated[int, typer.Option(help="How long browsers keep to an https address; 0 to forget it.")] = 365,
) -> None:
    """Serve the web pages alone, for a desk elsewhere. It has to trust this machine as a proxy."""
    serving.serve(
        soap_url,
        host=host,
        port=port,
        public_url=public_url,
        trusted_proxy=trusted_proxy,
        threads=threads,
        hsts_days=hsts_days,
    )
