"""User names: what they may consist of, and when two are the same."""

import re
import unicodedata

from db.vocabulary import MIN_USERNAME_LENGTH, Length
from soap_server.desk.errors import InvalidArgumentError

_SIGNS = frozenset("._-@")
_MAX_KEY_LENGTH = 4 * Length.USERNAME
# Letters and marks by their category, but nobody sees them (Unicode's Default_Ignorable_Code_Point).
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def username_key(name: str) -> str:
    """Return what is unique of a user name: neither case nor width matters (Unicode NFKC_Casefold, roughly)."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Composing can bring forth a blank: a lone cedilla becomes a blank with a combining one.
    return unicodedata.normalize("NFKC", folded).strip()


def checked_username(name: str) -> str:
    """Return a new user name in composed form.

    :raises InvalidArgumentError: if it has blanks or signs other than . _ - @, or is too short or long.
    """
    name = unicodedata.normalize("NFC", name.strip())
    if not MIN_USERNAME_LENGTH <= len(name) <= Length.USERNAME:
        raise InvalidArgumentError(
            f"A user name has {MIN_USERNAME_LENGTH} to {Length.USERNAME} characters.", field="username"
        )
    key = username_key(name)
    if len(key) > _MAX_KEY_LENGTH:
        raise InvalidArgumentError("The user name is too long when its signs are written out.", field="username")
    if not (name[0].isalnum() and all(map(_is_allowed, name))) or _INVISIBLE.search(name):
        raise InvalidArgumentError(
            "A user name consists of letters, digits and . _ - @ and starts with a letter or digit.",
            field="username",
        )
    return name


def _is_allowed(character: str) -> bool:
    # Many scripts write their vowels as marks on the letters before them.
    return character.isalnum() or character in _SIGNS or unicodedata.category(character).startswith("M")
