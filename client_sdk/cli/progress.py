"""How far long work has come: on standard error, and only for somebody who looks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, ProgressColumn, TextColumn
from rich.progress import Progress as Bar

from client_sdk.files import Progress

Item = TypeVar("Item")


@contextmanager
def bytes_moved(console: Console, doing: str) -> Iterator[Progress | None]:
    """Give what a call reports its progress to; None where nobody looks."""
    if not console.is_terminal:
        yield None
        return
    with _bar(console, DownloadColumn()) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda moved, total: bar.update(task, completed=moved, total=total)


def counted(console: Console, items: Iterable[Item], doing: str, total: int | None) -> Iterator[Item]:
    """Yield items while their number is shown.

    :param total: how many there will be, None where that is not known.
    """
    if not console.is_terminal:
        yield from items
        return
    with _bar(console, MofNCompleteColumn()) as bar:
        task = bar.add_task(doing, total=total)
        for item in items:
            yield item
            bar.advance(task)


def _bar(console: Console, column: ProgressColumn) -> Bar:
    # Nothing else passes through it: standard output may be a file.
    return Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        column,
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
