"""``soapdesk config``: the settings, where they come from, what they mean."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sqlalchemy import make_url

from soap_server.cli.console import ConfigOption, out, settings_from
from soap_server.settings import Settings
from soap_server.settings.secrets import is_secret

_URLS = ("url", "reader_url")
_SECRET = "***"  # noqa: S105 - what is shown instead of one


def config(
    config: ConfigOption = None,
    reference: Annotated[bool, typer.Option("--reference", help="Explain every setting, in Markdown.")] = False,
) -> None:
    """Show the settings in force as TOML, secrets left out."""
    text = settings_reference() if reference else settings_toml(settings_from(config))
    out.print(text, highlight=False, markup=False, soft_wrap=True)


def settings_toml(settings: Settings) -> str:
    """Return the settings in force as a TOML file."""
    lines = []
    for name, section in _sections():
        values = getattr(settings, name)
        lines.append(f"[{name}]")
        shown = (_toml_line(key, getattr(values, key), its) for key, its in section.model_fields.items())
        lines += [*shown, ""]
    return "\n".join(lines).rstrip()


def settings_reference() -> str:
    """Return a Markdown page with every setting, its default and its meaning."""
    lines = [
        "# Settings",
        "",
        "Settings come from a TOML file (`--config`, or the variable `SOAPDESK_CONFIG`), from variables of the",
        "environment and from flags of `soapdesk serve`; what comes later in this list wins. The variable of",
        "`server.port` is `SOAPDESK_SERVER__PORT`; lists have commas there. A wrong setting, or one that there is not,",
        "keeps the server from starting, and is named.",
        "",
        "Settings marked *secret* can stand in a file of their own, which `SOAPDESK_WEB__SECRET_KEY_FILE`, or",
        "`secret_key_file` in the settings file, names; the line feed at its end does not count. They are never shown.",
        "",
        "This page is written by `soapdesk config --reference`.",
    ]
    for name, section in _sections():
        lines += [
            "",
            f"## [{name}]",
            "",
            (section.__doc__ or "").strip(),
            "",
            "| setting | default | meaning |",
            "|---|---|---|",
        ]
        for key, field in section.model_fields.items():
            default = "" if field.default in (None, PydanticUndefined) else f"`{_toml(field.default)}`"
            secret = " *Secret.*" if is_secret(field) else ""
            lines.append(f"| `{key}` | {default} | {field.description}{secret} |")
    return "\n".join(lines)


def _sections() -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield name, field.annotation


def _toml_line(key: str, value: Any, field: FieldInfo) -> str:
    if value is None:
        return f"# {key} ="
    if is_secret(field):
        value = _without_password(str(value)) if key in _URLS else _SECRET
    return f"{key} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _without_password(text: str) -> str:
    url = make_url(text)
    if "password" in url.query:
        url = url.update_query_dict({"password": _SECRET})
    return url.render_as_string()
