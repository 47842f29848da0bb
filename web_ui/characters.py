"""The characters that XML can carry (XML 1.0, section 2.2), and with it the desk."""

import re

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_xml(text: str) -> bool:
    """Say whether the desk can be told a text."""
    return _NOT_XML.search(text) is None


def as_xml(text: str) -> str:
    """Return a text with something harmless in place of what XML cannot carry."""
    return _NOT_XML.sub("_", text)
