"""``soapdesk audit``: whether the audit log is what was written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from soap_server.cli.console import ConfigOption, DatabaseOption, fail, out, ready_database, settings_from
from soap_server.desk.chain.checking import ChainBrokenError, check_chain
from soap_server.desk.chain.sealing import last_seal, seal_entries
from soap_server.desk.chain.seals import Seal

app = typer.Typer(help="Seal and verify the audit log.", no_args_is_help=True)


@app.command()
def verify(
    since: Annotated[
        datetime | None, typer.Option(help="Begin there, in UTC; what was before is taken for granted.")
    ] = None,
    anchor: Annotated[
        list[str] | None, typer.Option(help="A seal that was kept elsewhere, such as 12:9f86d0...; several are fine.")
    ] = None,
    anchors: Annotated[
        Path | None, typer.Option(help="A file with such seals, one a line.", exists=True, dir_okay=False)
    ] = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Look for the first row that was changed, is missing or was inserted; the exit code is 1 if there is one."""
    lines = [*(anchor or ()), *(anchors.read_text(encoding="utf-8").split() if anchors else ())]
    start = since and (since.replace(tzinfo=UTC) if since.tzinfo is None else since)
    try:
        kept = [Seal.parse(line) for line in lines]
        with ready_database(settings_from(config, database)) as opened:
            found = check_chain(opened, since=start, anchors=kept)
    except (ChainBrokenError, ValueError) as error:
        fail(str(error))
    waiting = f" {found.unsealed} wait for their seal." if found.unsealed else ""
    out.print(f"{found.rows} rows are as they were written.{waiting}", highlight=False)
    if found.last:
        out.print(f"{found.last}", highlight=False)


@app.command()
def seal(config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Seal what waits and print the last seal, an anchor to keep elsewhere; a running server seals by itself."""
    with ready_database(settings_from(config, database)) as opened:
        seal_entries(opened)
        last = opened.read(last_seal)
    out.print(f"{last}" if last else "The audit log is empty.", highlight=False)
