"""Filters of the templates: texts as a page shows them."""

import re

from markupsafe import Markup, escape

_CHINESE = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]+")


def first_sentence(text: str) -> str:
    """Return a documentation's first sentence."""
    sentence, stop, _ = text.partition(". ")
    return sentence + stop.strip()


def with_languages(text: str) -> Markup:
    """Return a text whose Chinese parts say so, for fonts and for programs that read it out."""
    return Markup(_CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped
