"""The login that is kept between commands: where the desk is, who calls, the session's token. Never a password."""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from stat import S_IMODE

OTHERS_MAY = 0o077
FILE_NAME = "login.json"


class KeptLoginError(Exception):
    """The file of the login cannot be used as it is."""


@dataclass(frozen=True)
class KeptLogin:
    """A login that was kept.

    :ivar url: of the desk that the token is for; it is sent nowhere else.
    """

    url: str
    username: str
    token: str = field(repr=False)


def find_login(folder: Path) -> KeptLogin | None:
    """Return the login that is kept in a folder, None if there is none.

    :raises KeptLoginError: if others could read or write it, or if it is damaged.
    """
    path = folder / FILE_NAME
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeptLoginError(f"The file {path} cannot be read: {error.strerror}.") from error
    with os.fdopen(descriptor, encoding="utf-8") as file:
        facts = os.fstat(descriptor)
        # Windows has no such bits; the folder belongs to the user there.
        if hasattr(os, "getuid") and (facts.st_uid != os.getuid() or S_IMODE(facts.st_mode) & OTHERS_MAY):
            raise KeptLoginError(f"Others can read {path}, which has your session. Delete it and log in again.")
        try:
            return KeptLogin(**json.load(file))
        except (ValueError, TypeError) as error:
            raise KeptLoginError(f"The file {path} is damaged. Delete it and log in again.") from error


def keep_login(folder: Path, login: KeptLogin) -> None:
    """Keep a login, whole or not at all; only its owner can read it.

    :raises OSError: if it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=folder)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(login), file)
        Path(temporary).replace(folder / FILE_NAME)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def forget_login(folder: Path) -> None:
    """Take the login away, if one is kept."""
    (folder / FILE_NAME).unlink(missing_ok=True)
