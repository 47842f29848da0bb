"""``soapdesk demo``: a desk full of data to try things out with."""

import secrets
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from db import schema
from soap_server.cli.console import ConfigOption, DatabaseOption, any_database, err, out, settings_from
from soap_server.demo.filling import fill
from soap_server.office import build_office


def demo(
    events: Annotated[int, typer.Option(min=0, max=5_000_000, help="How many events.")] = 300,
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How far back they go.")] = 180,
    seed: Annotated[int, typer.Option(help="The same seed makes the same stories.")] = 7,
    password: Annotated[
        str | None, typer.Option(help="The password of all demo people; without it one is made up and printed.")
    ] = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Fill the database with believable people and events, in Chinese and English. Not for a real desk."""
    settings = settings_from(config, database)
    chosen = password or secrets.token_urlsafe(9)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with any_database(settings, create=True) as opened, Progress(*columns, console=err) as progress:
        schema.upgrade(opened)
        office = build_office(settings, database=opened)
        task = progress.add_task("events", total=events)
        cast = fill(
            opened,
            password_hash=office.passwords.hash(chosen),
            events=events,
            days=days,
            now=office.clock(),
            seed=seed,
            progress=lambda done: progress.update(task, completed=done),
        )
    out.print(f"{events} events are in {opened.url.render_as_string()}.", highlight=False)
    out.print("Log in as demo.admin, staff1 to staff8, 张伟, alice.morgan or another demo person.", highlight=False)
    out.print("demo.reporter may read and query tables through the data service.", highlight=False)
    if cast.newcomers:
        out.print("Those who are new have the password:", chosen, highlight=False, markup=False)
    else:
        out.print("All of them were there before, and keep their passwords.")
