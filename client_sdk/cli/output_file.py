"""Files that commands write: there when they are complete, and not before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Give a text file that takes the place of ``path`` at the end, and is taken away if that is not reached."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
