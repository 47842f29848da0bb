"""The code on the pages for each toolchain is the tested code: parts of its client, and of the commands that made it.

A page holds a block under a comment that names a file beside this one and a part of it::

    <!-- php_soap/client.php: log in -->
    ```php
    ...
    ```

In the file the part stands between lines that contain ``snippet: log in`` and ``end snippet``.
``python -m tests.interop.snippets`` writes the blocks anew; a test compares them.
"""

import re
import textwrap
from pathlib import Path

CLIENTS = Path(__file__).parent
PAGES = CLIENTS.parents[1] / "docs" / "clients"
_BLOCK = re.compile(r"(<!-- (?P<file>[\w./-]+): (?P<part>[^>]+) -->\n```\w*\n).*?(?P<end>```\n)", re.DOTALL)


def snippet(file: str, part: str) -> str:
    """Return a part of a client's file, moved to the left edge.

    :raises LookupError: if there is none, or more than one.
    """
    lines = (CLIENTS / file).read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if re.search(rf"snippet: {re.escape(part)}\W*$", line)]
    if len(starts) != 1:
        raise LookupError(f"{file} has {len(starts)} parts called {part}")
    inside = lines[starts[0] + 1 :]
    ends = [number for number, line in enumerate(inside) if "end snippet" in line]
    if not ends:
        raise LookupError(f"the part {part} of {file} does not end")
    kept = [line for line in inside[: ends[0]] if "snippet:" not in line]
    return textwrap.dedent("\n".join(kept)).strip("\n") + "\n"


def filled(page: str) -> str:
    """Return a page with its blocks as the clients' files have them."""
    return _BLOCK.sub(lambda block: block[1] + snippet(block["file"], block["part"]) + block["end"], page)


def main() -> None:
    """Write the blocks of every page."""
    for path in sorted(PAGES.glob("*.md")):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
