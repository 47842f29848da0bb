"""The named parameters of a statement, as fields of its page."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from client_sdk.values import Value, reader_of, utc
from web_ui.data.words import TYPES
from web_ui.preferences import time_zone

MOST = 50
_TEXTS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_NAME = re.compile(r"(?<![:\w]):([A-Za-z_]\w{0,63})")


@dataclass
class Parameter:
    """A value for ``:name``.

    :ivar is_new: whether its field was not on the page that was sent.
    """

    name: str
    type: str
    text: str
    is_new: bool
    problem: str = ""

    def value(self) -> Value:
        """Return what was filled in, None for nothing, and leave a problem behind if it is not of its type."""
        if not self.text and self.type != "text":
            return None
        try:
            if self.type == "dateTime":
                moment = datetime.fromisoformat(self.text)
                return utc(moment if moment.tzinfo else moment.replace(tzinfo=time_zone()))
            return reader_of(self.type)(self.text)
        except (ValueError, ArithmeticError):
            self.problem = _("This is not: %(type)s.", type=TYPES[self.type])
            return None


def read_parameters(sql: str, form: MultiDict[str, str]) -> list[Parameter]:
    """Return the parameters that a statement names, each once, with what the form says of them."""
    names = dict.fromkeys(_NAME.findall(_TEXTS.sub("''", sql)))
    return [_parameter(name, form) for name in list(names)[:MOST]]


def _parameter(name: str, form: MultiDict[str, str]) -> Parameter:
    type_ = form.get(f"type-{name}", "")
    return Parameter(
        name=name,
        type=type_ if type_ in TYPES else "text",
        text=form.get(f"value-{name}", "").strip(),
        is_new=f"value-{name}" not in form,
    )
