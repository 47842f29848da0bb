"""English and Chinese: which one a reader gets, and the translations.

The .po file is read at start. There is no compiled file beside it that could be forgotten or collide in a merge.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale

from web_ui.desk_access import visitor
from web_ui.preferences import chosen_language, time_zone

LANGUAGES = {"en": "English", "zh": "简体中文"}
FOLDER = Path(__file__).with_name("translations")


def po_file(language: str) -> Path:
    """Return the file with the translations into a language."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> NullTranslations:
    """Return the translations into a language; English needs none."""
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    with po_file(language).open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


class PoDomain(Domain):
    """Translations that are read once, at start."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded = {language: load(language) for language in LANGUAGES}

    def get_translations(self) -> NullTranslations:
        """Return the translations for the reader."""
        locale = get_locale()
        return self._loaded[locale.language if locale else "en"]


def select_language() -> str:
    """Return the reader's language: chosen on the page, else of the account, else of the browser."""
    found = visitor()
    account = found.language if found else None
    for language in (chosen_language(), account):
        if language in LANGUAGES:
            return str(language)
    return request.accept_languages.best_match(_ACCEPTED, default="en").partition("-")[0]


# Browsers of Chinese readers ask for zh-CN, zh-Hans, zh-TW ... and not always for zh alone.
_ACCEPTED = ("en", "zh", "zh-CN", "zh-SG", "zh-TW", "zh-HK", "zh-Hans", "zh-Hant", "zh-Hans-CN")


def install(app: Flask) -> None:
    """Translate pages and forms."""
    babel = Babel()
    babel.init_app(app, locale_selector=select_language, timezone_selector=lambda: time_zone().key)
    babel.domain_instance = PoDomain()
    app.context_processor(lambda: {"languages": LANGUAGES, "language": select_language()})
