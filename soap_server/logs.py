"""The log: one line an entry, text or JSON, never a body, a password or a token.

A failure is told by its types and by where it passed, not by its message: messages of drivers and parsers
repeat the values they stumbled over.
"""

import logging
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Literal

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, WrappedLogger

_MAX_VALUE = 500
_MAX_FRAMES = 12


def configure_logging(form: Literal["text", "json"], level: str) -> None:
    """Send every log entry of the process to standard error in one form."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exc_info,
        _shorten,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)


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
