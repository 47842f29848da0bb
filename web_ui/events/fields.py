"""Fields that forms of events share."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from web_ui.characters import as_xml
from web_ui.desk_facts import server_info
from web_ui.forms import WriteForm, version_field

TITLE, CONTENT, OPINION, REASON, SEARCH = 200, 20_000, 2_000, 500, 100
FILES_AT_ONCE = 10
REQUIRED = DataRequired(_l("Please fill this in."))


def at_most(count: int) -> Length:
    """Refuse longer text; browsers stop there as well."""
    return Length(max=count, message=_l("At most %(max)d characters."))


def line(label: Any, longest: int, **options: Any) -> StringField:
    """Return a field for one line that is wanted."""
    return StringField(label, [REQUIRED, at_most(longest)], filters=[_trimmed], **options)


def text(label: Any, longest: int, *, optional: bool = False, **options: Any) -> TextAreaField:
    """Return a field for text of several lines."""
    return TextAreaField(label, [Optional() if optional else REQUIRED, at_most(longest)], filters=[_plain], **options)


class VersionForm(WriteForm):
    """A form on a record; it knows which version of it the reader has seen."""

    expected_version = version_field()

    def show_version(self, version: int) -> None:
        """Let the form be about the record as it is shown, even if it was sent for an earlier version."""
        self.expected_version.data = version
        self.expected_version.raw_data = None


class UploadField(MultipleFileField):
    """Files to be attached.

    :param at_once: whether all of them go in one call, which takes fewer than an event may have.
    """

    def __init__(self, *args: Any, at_once: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self._at_once = at_once

    def files(self) -> list[tuple[str, bytes]]:
        """Return the files that were chosen: name and bytes."""
        return [(as_xml(file.filename), file.read()) for file in self.data or () if file and file.filename]

    def pre_validate(self, _form: Any) -> None:
        """Refuse more files than one call takes, in words for people."""
        if self._at_once and sum(1 for file in self.data or () if file and file.filename) > FILES_AT_ONCE:
            raise ValidationError(_("These are too many files."))

    @property
    def limits(self) -> dict[str, int]:
        """What a script checks before it sends; the desk checks it again."""
        info = server_info()
        return {
            "file-bytes": info.max_attachment_bytes,
            "files": min(FILES_AT_ONCE, info.max_attachments) if self._at_once else info.max_attachments,
            "all-bytes": current_app.extensions["soapdesk"].upload_bytes,
        }


def _plain(value: str | None) -> str | None:
    """Return text with the line ends that the desk keeps; browsers send two characters for each."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip("\n") if value else value


def _trimmed(value: str | None) -> str | None:
    return value.strip() if value else value
