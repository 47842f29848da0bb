"""An answer in pieces, with files beside it; and what files of a request come beside it."""

from collections.abc import Callable

from lxml import etree

Files = dict[etree._Element, memoryview]
"""The bytes that came beside the envelope, by the elements that had an Include; a decoder takes those it uses."""

INCLUDE = "{http://www.w3.org/2004/08/xop/include}Include"
SMALLEST_FILE = 768
"""Bytes from which on a value is worth a part of a package; what a part's headers take is nearly as much."""


class Pieces(list[bytes]):
    """The pieces of an answer that has files beside it.

    :ivar files: what the includes in the pieces stand for, in their order.
    """

    def __init__(self, files: list[bytes], name_file: Callable[[int], str]) -> None:
        super().__init__()
        self.files = files
        self._name_file = name_file

    def include(self, file: bytes) -> str:
        """Add a file, and return what stands for it."""
        namespace, _, name = INCLUDE[1:].partition("}")
        self.files.append(file)
        return f'<xop:{name} xmlns:xop="{namespace}" href="cid:{self._name_file(len(self.files) - 1)}"/>'
