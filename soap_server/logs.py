"""The log: one line an entry, text or JSON, never a body, a password or a token.

A failure is told by its types and by where it passed, not by its message: messages of drivers and parsers
repeat the values they stumbled over.
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, WrappedLogger

_MAX_VALUE = 500
_MAX_FRAMES = 12
_QUOTED = frozenset(" =\"'")  # values with these in them are quoted


def configure_logging(form: Literal["text", "json"], level: str) -> None:
    """Send every log entry of the process to standard error in one form.

    Our own entries go there straight; only those of libraries take the way through ``logging``, which costs more
    than many a call.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exc_info,
        _shorten,
    ]
    handler = logging.StreamHandler(sys.stderr)
    renderer = _renderer(form)
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=lambda name: _Writer(name, handler),
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=True,
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    logging.getLogger("alembic").setLevel(logging.WARNING)


class _Writer:
    """Writes the lines of one logger, where those of libraries are written too and never into one of them."""

    def __init__(self, name: str, handler: logging.StreamHandler[Any]) -> None:
        self.name = name
        self._handler = handler

    def debug(self, line: str) -> None:
        """Write a line of whatever level."""
        # A log that nobody reads any more is no reason to fail, nor is one that was closed (a ValueError).
        with suppress(OSError, ValueError):
            self._write(line)

    info = warning = error = critical = debug

    def _write(self, line: str) -> None:
        self._handler.acquire()
        try:
            self._handler.stream.write(f"{line}\n")
            self._handler.stream.flush()
        finally:
            self._handler.release()


def _renderer(form: Literal["text", "json"]) -> Any:
    if form == "json":
        return _as_json
    return structlog.dev.ConsoleRenderer(pad_event_to=0) if sys.stderr.isatty() else _as_text


_ENCODE = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def _as_json(_logger: WrappedLogger, _method: str, entry: EventDict) -> str:
    return _ENCODE(entry)


def _as_text(_logger: WrappedLogger, _method: str, entry: EventDict) -> str:
    event = str(entry.pop("event"))
    line = f"{entry.pop('timestamp')} [{entry.pop('level'):<9}] {event if event.isprintable() else repr(event)}"
    facts = "".join([f" {name}={_plain(value)}" for name, value in sorted(entry.items()) if name != "logger"])
    return f"{line} [{entry['logger']}]{facts}"


def _plain(value: Any) -> str:
    is_plain = isinstance(value, str) and value.isprintable() and not _QUOTED.intersection(value)
    return value if is_plain else repr(value)


def failure_facts(error: BaseException) -> dict[str, str]:
    """Return what may be logged of a failure: its types, from the outside in, and where it passed.

    Log with these and never with ``exc_info``: an unconfigured logger would print the values of variables.
    """
    return {
        "error": " < ".join(_told(each) for each in _causes(error)),
        "at": " > ".join(_frames(error.__traceback__)),
    }


def _tell_exc_info(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Tell a failure that a library logged in the same way."""
    info = entry.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    return {**entry, **failure_facts(error)} if isinstance(error, BaseException) else entry


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _told(error: BaseException) -> str:
    name = type(error).__qualname__
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
        return f"{name} {state}" if state else name
    return name


def _frames(traceback: TracebackType | None) -> list[str]:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = "/".join(code.co_filename.split("/")[-2:])
        frames.append(f"{file}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames[-_MAX_FRAMES:]


def _shorten(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    for name, value in entry.items():
        if isinstance(value, str) and len(value) > _MAX_VALUE and name != "at":
            entry[name] = value[:_MAX_VALUE] + "..."
    return entry
