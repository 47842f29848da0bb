"""Settings: a TOML file, the environment and flags, checked at start.

What comes later wins: defaults, then the file, then ``SOAPDESK_SECTION__NAME`` variables, then flags.
Every setting has a default that is safe for one machine; ``soapdesk config`` shows them all. A secret can stand in
a file of its own (``secrets.py``).
"""

import os
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import (
    SettingsError as SourceError,
)

from db.vocabulary import Length
from soap_server.desk.desk import DataRules, Rules, UploadRules
from soap_server.engine.limits import Limits, SecurityLimits
from soap_server.settings.secrets import SUFFIX, SecretFileError, is_secret, read_secret_files
from soap_server.settings.sections import (
    Data,
    DatabaseSettings,
    DeskRules,
    Log,
    Mail,
    RequestLimits,
    Security,
    Server,
    Tls,
    Uploads,
    Web,
)

PREFIX = "SOAPDESK_"
FILE_VARIABLE = f"{PREFIX}CONFIG"
_ALL_ADDRESSES = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on
_AROUND_A_FILE = 64 * 1024
# The file that load_settings was given; pydantic-settings asks for the sources where no argument reaches.
_FILE: ContextVar[Path | None] = ContextVar("settings file", default=None)


class SettingsError(Exception):
    """Settings that cannot be used; each line of the text names one of them."""


class _Environment(EnvSettingsSource):
    """Variables, among them those that name the files of secrets."""

    def __call__(self) -> dict[str, Any]:
        return read_secret_files(super().__call__(), self.settings_cls)


class _File(TomlConfigSettingsSource):
    """The settings file, which may name the files of secrets too."""

    def __call__(self) -> dict[str, Any]:
        return read_secret_files(super().__call__(), self.settings_cls)


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    server: Server = Server()
    tls: Tls = Tls()
    limits: RequestLimits = RequestLimits()
    database: DatabaseSettings = DatabaseSettings()
    security: Security = Security()
    desk: DeskRules = DeskRules()
    uploads: Uploads = Uploads()
    data: Data = Data()
    web: Web = Web()
    mail: Mail = Mail()
    log: Log = Log()

    @model_validator(mode="after")
    def _files_fit(self) -> "Settings":
        """Refuse a size of files that no request could carry, base64 and the rest of the message included."""
        for name, size in (
            ("uploads.part_bytes", self.uploads.part_bytes),
            ("desk.max_attachment_bytes", self.desk.max_attachment_bytes),
        ):
            needed = size * 4 // 3 + _AROUND_A_FILE
            if needed > self.limits.upload_bytes:
                raise ValueError(f"{name} of {size} needs a limits.upload_bytes of {needed} at least")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where values come from, the strongest first."""
        file = _FILE.get()
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, _Environment(settings_cls))
        return (*sources, _File(settings_cls, file)) if file else sources

    @property
    def public_url(self) -> str:
        """The URL at which clients reach the server, without a slash at its end."""
        if self.server.public_url is not None:
            return str(self.server.public_url).rstrip("/")
        scheme = "https" if self.tls.certificate else "http"
        host = "localhost" if self.server.host in _ALL_ADDRESSES else self.server.host
        host = f"[{host}]" if ":" in host else host
        return f"{scheme}://{host}:{self.server.port}"

    def rules(self) -> Rules:
        """Return the rules of the business."""
        desk, security = self.desk, self.security
        return Rules(
            reopening_window=timedelta(days=desk.reopening_days),
            recovery_window=timedelta(days=desk.recovery_days),
            rating_change_window=timedelta(hours=desk.rating_change_hours),
            max_attachment_bytes=desk.max_attachment_bytes,
            max_attachments=desk.max_attachments,
            refused_file_suffixes=frozenset(suffix.lower().lstrip(".") for suffix in desk.refused_file_suffixes),
            session_idle=timedelta(minutes=security.session_idle_minutes),
            session_lifetime=timedelta(hours=security.session_hours),
            password_memory=timedelta(seconds=security.password_memory_seconds),
            min_password_length=security.min_password_length,
            login_window=timedelta(minutes=security.login_window_minutes),
            login_failures_per_account_and_source=security.login_failures_per_account_and_source,
            login_failures_per_source=security.login_failures_per_source,
            login_failures_per_account=security.login_failures_per_account,
            registrations_per_source=security.registrations_per_source,
            username_checks_per_source=security.username_checks_per_source,
            notifications=self.mail.host is not None,
            data=self._data_rules(),
            uploads=self._upload_rules(),
        )

    def _data_rules(self) -> DataRules:
        life = timedelta(minutes=self.data.cursor_minutes)
        return DataRules(**_of_the_same_names(DataRules, self.data), cursor_life=life)

    def _upload_rules(self) -> UploadRules:
        return UploadRules(**_of_the_same_names(UploadRules, self.uploads), life=timedelta(hours=self.uploads.hours))

    def engine_limits(self) -> Limits:
        """Return the ceilings of a request's document."""
        return Limits(**_of_the_same_names(Limits, self.limits))

    def security_limits(self) -> SecurityLimits:
        """Return what user names and passwords that come with a call may be like."""
        security = self.security
        return SecurityLimits(
            clock_skew=timedelta(seconds=security.clock_skew_seconds),
            message_age=timedelta(seconds=security.message_age_seconds),
            username_characters=Length.USERNAME,
            password_characters=Length.PASSWORD,
            basic=security.http_basic,
        )


def _of_the_same_names(rules: type[Any], section: BaseModel) -> dict[str, Any]:
    """Return the settings of a section that are called as the fields of a dataclass."""
    names = rules.__dataclass_fields__.keys() & type(section).model_fields.keys()
    return {name: getattr(section, name) for name in names}


def load_settings(file: Path | None = None, **flags: Any) -> Settings:
    """Return the settings.

    :param file: a TOML file; by default the one that SOAPDESK_CONFIG names, or none.
    :param flags: sections with the values that flags gave: ``server={"port": 8080}``.
    :raises SettingsError: naming each setting that is wrong.
    """
    if file is None and os.environ.get(FILE_VARIABLE):
        file = Path(os.environ[FILE_VARIABLE])
    if file is not None and not file.is_file():
        raise SettingsError(f"There is no settings file {file}.")
    named = _FILE.set(file)
    problems = list(_unknown_variables())
    try:
        settings = Settings(**{name: values for name, values in flags.items() if values})
    except ValidationError as error:
        # A value of several possible types is told of once for each of them.
        problems += dict.fromkeys(_explain(detail) for detail in error.errors())
    except SecretFileError as error:
        problems.append(str(error))
    except (SourceError, ValueError) as error:
        raise SettingsError(f"The settings file {file} cannot be read: {error}") from error
    finally:
        _FILE.reset(named)
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _unknown_variables() -> Iterator[str]:
    """Name the variables of the environment that look like settings and are none.

    Only those that say ``__`` or begin with a section: container platforms make up others, such as
    SOAPDESK_PORT and SOAPDESK_SERVICE_HOST for a service that is called soapdesk.
    """
    known = [
        f"{PREFIX}{section}__{name}".upper()
        for section, field in Settings.model_fields.items()
        for key, its in getattr(field.annotation, "model_fields", {}).items()
        for name in ((key, key + SUFFIX) if is_secret(its) else (key,))
    ]
    sections = {section.upper() for section in Settings.model_fields}
    for variable in sorted(os.environ):
        section, *more = variable.removeprefix(PREFIX).split("_", 1)
        is_ours = variable.startswith(PREFIX) and more and ("__" in variable or section in sections)
        if is_ours and variable not in known:
            close = get_close_matches(variable, known, 1)
            yield f"{variable}: there is no such setting." + (f" Did you mean {close[0]}?" if close else "")


def _explain(detail: Any) -> str:
    # Behind section and key stand places in a list, and the names of what tried to read the value.
    place = [part for part in detail["loc"][2:] if isinstance(part, int)]
    parts = [str(part) for part in (*detail["loc"][:2], *place)]
    name, variable = ".".join(parts), PREFIX + "__".join(parts[:2]).upper()
    if detail["type"] == "extra_forbidden":
        return f"{name}: there is no such setting."
    message = detail["msg"].removeprefix("Value error, ")
    if not parts:
        return f"{message}."
    return f"{name} (or {variable}): {message[0].lower() + message[1:]}."
