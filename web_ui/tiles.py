"""Key figures, each with how it changed against the period before, where the desk knows both."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal, format_percent
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web_ui.durations import duration

Number = int | float | Decimal


@dataclass(frozen=True)
class Measure:
    """A kind of figure: how it is written, and what its rise and its fall are called.

    :ivar rise: the tone of a rise: good, bad or neutral.
    :ivar step: what figures are rounded to before they are compared, as they are written; None for whole ones.
    """

    write: Callable[[Number], str]
    more: Any
    less: Any
    rise: str = "neutral"
    step: Decimal | None = None

    def rounded(self, value: Number) -> Decimal:
        """Return a figure as exactly as it is written."""
        exact = Decimal(str(value))
        return exact if self.step is None else exact.quantize(self.step)

    @property
    def fall(self) -> str:
        """The tone of a fall."""
        return {"good": "bad", "bad": "good"}.get(self.rise, self.rise)


@dataclass(frozen=True)
class Change:
    """The change of a figure: in words, as an arrow (up, down or none), as a tone."""

    text: str
    arrow: str
    tone: str
    before: str


@dataclass(frozen=True)
class Tile:
    """A key figure: its name, what it is, a remark, and where a click leads."""

    label: Any
    value: str | None
    change: Change | None = None
    note: str = ""
    href: str = ""


def number(value: Number) -> str:
    """Return 1,234 or 4.25 in the reader's language."""
    return format_decimal(value, locale=get_locale())


def percent(value: Number) -> str:
    """Return a share, such as 12.5%."""
    return format_percent(value, format="#,##0.#%", locale=get_locale())


def mean_score(value: Number) -> str:
    """Return a mean of ratings with one decimal."""
    return format_decimal(value, format="0.0", locale=get_locale())


def exact_score(value: Number) -> str:
    """Return a mean of ratings as exactly as the desk tells it."""
    return format_decimal(value, format="0.00", locale=get_locale())


COUNT = Measure(number, _l("%(amount)s more"), _l("%(amount)s fewer"))
BACKLOG = Measure(number, _l("%(amount)s more"), _l("%(amount)s fewer"), rise="bad")
TIME = Measure(duration, _l("%(amount)s longer"), _l("%(amount)s shorter"), rise="bad")
SCORE = Measure(mean_score, _l("%(amount)s higher"), _l("%(amount)s lower"), rise="good", step=Decimal("0.1"))
SHARE = Measure(percent, _l("%(amount)s higher"), _l("%(amount)s lower"), rise="bad", step=Decimal("0.001"))


def tile(label: Any, value: Number | None, before: Number | None, measure: Measure, **more: Any) -> Tile:
    """Return the tile of a figure; a figure that the desk does not have is None."""
    if value is None:
        return Tile(label, None, **more)
    change = None if before is None else _change(value, before, measure)
    return Tile(label, measure.write(value), change, **more)


def _change(value: Number, before: Number, measure: Measure) -> Change:
    was = measure.write(before)
    if measure.write(value) == was:
        return Change(_("unchanged"), "", "neutral", was)
    difference = measure.rounded(value) - measure.rounded(before)
    words, arrow, tone = (measure.more, "up", measure.rise) if difference > 0 else (measure.less, "down", measure.fall)
    return Change(str(words) % {"amount": measure.write(abs(difference))}, arrow, tone, was)
