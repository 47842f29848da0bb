"""Names that have a heading somewhere, and how pages link to them."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9.]*")


def anchor(heading: str) -> str:
    """Return what a heading is called in links: in lower case, without marks, blanks as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


class Links:
    """Links to headings.

    :param pages: the page of each name.
    """

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._pages = pages

    def to(self, name: str) -> str:
        """Return a link to a name, or the name where it has no heading."""
        page = self._pages.get(name)
        return f"[{name}]({page}.md#{anchor(name)})" if page else name

    def in_type(self, annotation: object) -> str:
        """Return an annotation, for a cell of a table, with links to what is in it."""
        text = str(annotation).strip("\"'")
        linked = _WORD.sub(lambda found: self.to(found[0].rpartition(".")[2]), text)
        return linked.replace("|", "\\|")
