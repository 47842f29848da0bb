"""Secrets in files of their own, as container platforms hand them out.

``SOAPDESK_WEB__SECRET_KEY_FILE=/run/secrets/key`` names one; in a settings file ``secret_key_file = "..."`` says the
same. pydantic-settings reads folders of secrets, but no file that a variable names.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

SUFFIX = "_file"
_MAX_BYTES = 64 * 1024


class SecretFileError(Exception):
    """The file of a secret that cannot be used; the text never holds what is in it."""


def is_secret(field: FieldInfo) -> bool:
    """Say whether a setting is a secret: it is never shown, and may stand in a file of its own."""
    return not field.repr


def read_secret_files(found: Mapping[str, Any], settings: type[BaseModel]) -> dict[str, Any]:
    """Return what one source of settings has, with the contents of files in place of their names.

    :raises SecretFileError: if a file cannot be read, or stands beside the setting itself.
    """
    return {
        name: _read_section(name, values, settings.model_fields[name].annotation)
        if isinstance(values, Mapping) and name in settings.model_fields
        else values
        for name, values in found.items()
    }


def _read_section(name: str, values: Mapping[str, Any], section: Any) -> dict[str, Any]:
    read = dict(values)
    for key, field in section.model_fields.items():
        if not is_secret(field) or key + SUFFIX not in read:
            continue
        path = read.pop(key + SUFFIX)
        if key in read:
            raise SecretFileError(f"{name}.{key}: give either it or {key}{SUFFIX}.")
        read[key] = _secret_in(f"{name}.{key}{SUFFIX}", Path(str(path)))
    return read


def _secret_in(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
        # Editors end files with a line feed, which is no part of the secret.
        secret = content.decode().rstrip("\r\n")
    except OSError as error:
        raise SecretFileError(f"{name}: the file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SecretFileError(f"{name}: the file {path} is not text in UTF-8.") from error
    if not secret or len(content) > _MAX_BYTES:
        raise SecretFileError(f"{name}: the file {path} is empty or too large.")
    return secret
