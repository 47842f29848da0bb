"""Periods that readers choose: so many days up to now, or from one day to another, in their time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired, Optional, ValidationError

from client_sdk import errors
from web_ui.forms import DeskForm
from web_ui.preferences import time_zone

_DAY = timedelta(days=1)
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)
"""What can be computed with in every time zone, and the period before it too."""


@dataclass(frozen=True)
class Period:
    """A period as the desk is asked for it.

    :ivar start: its beginning.
    :ivar end: its end, not included; None for now.
    :ivar days: how many days up to now it has; None where the reader chose both ends.
    """

    start: datetime
    end: datetime | None
    days: int | None


def _within_reach(_form: object, field: DateField) -> None:
    if field.data and not _FIRST <= field.data <= _LAST:
        raise ValidationError(_("Please give a day from %(first)s to %(last)s.", first=_FIRST.year, last=_LAST.year))


class PeriodForm(DeskForm):
    """Two days, both of them in the period. They are called like what the desk calls its bounds."""

    period_start = DateField(_l("From"), [Optional()])
    period_end = DateField(_l("To"), [Optional()])

    class Meta(DeskForm.Meta):  # type: ignore[name-defined]
        """It changes nothing, so nobody can be tricked into sending it."""

        csrf = False

    def validate_period_end(self, field: DateField) -> None:
        """Want the days in their order."""
        first, last = self.period_start.data, field.data
        if first and last and last < first:
            raise ValidationError(_("The last day lies before the first."))

    @property
    def is_custom(self) -> bool:
        """Whether the reader gave days."""
        return bool(request.args.get("period_start") or request.args.get("period_end"))


def period_form() -> PeriodForm:
    """Return the form with what the address says."""
    form = PeriodForm(request.args)
    if form.is_custom:
        for field in (form.period_start, form.period_end):
            field.validators = [InputRequired(_l("Please give a day.")), _within_reach]
    form.validate()
    return form


def chosen_period(form: PeriodForm, choices: tuple[int, ...], *, default: int) -> Period:
    """Return the period of a form without errors."""
    if form.is_custom:
        return Period(_midnight(form.period_start.data), _midnight(form.period_end.data + _DAY), None)
    days = next((each for each in choices if str(each) == request.args.get("days")), default)
    today = datetime.now(time_zone()).date()
    return Period(_midnight(today - timedelta(days=days - 1)), None, days)


def utc_offset(moment: datetime) -> int:
    """Return how many minutes the reader's clock is ahead of UTC."""
    offset = moment.astimezone(time_zone()).utcoffset() or timedelta()
    return round(offset.total_seconds() / 60)


def before(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Return the period before one, which is as long."""
    return start - (end - start), start


def is_about_period(error: errors.ServiceFaultError) -> bool:
    """Tell whether the desk refuses a period, for the reader to choose another."""
    return isinstance(error, errors.InvalidArgumentError) and (error.field or "").startswith("period")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=time_zone()).astimezone(UTC)
