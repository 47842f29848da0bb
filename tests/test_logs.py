"""The log: one line an entry, and nothing in it that is secret."""

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.engine import Database
from soap_server.logs import configure_logging, failure_facts


@pytest.fixture(autouse=True)
def restored() -> Any:
    """Logging as it was, after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was logged."""
    return capsys.readouterr().err.splitlines()


def fail_with_secret() -> None:
    """Fail with a secret in the message and in a variable."""
    password = "hunter2"
    raise ValueError(f"cannot use {password}")


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Ours and those of libraries, Chinese as it is."""
    configure_logging("json", "info")
    structlog.get_logger("soapdesk.test").info("call", operation="Ping", who="张伟")
    logging.getLogger("library").warning("careful %s", "now")
    first, second = (json.loads(line) for line in lines(capsys))
    assert (first["event"], first["operation"], first["who"], first["level"]) == ("call", "Ping", "张伟", "info")
    assert (second["event"], second["logger"], second["level"]) == ("careful now", "library", "warning")
    assert first["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_failure_is_told_without_values(capsys: pytest.CaptureFixture[str], form: Any) -> None:
    """By its types and its way, on one line, however it was logged."""
    configure_logging(form, "info")
    log = structlog.get_logger("soapdesk.test")
    try:
        try:
            fail_with_secret()
        except ValueError as error:
            raise RuntimeError("outer hunter2") from error
    except RuntimeError as error:
        log.error("failed", **failure_facts(error))  # noqa: TRY400
        log.exception("failed")
        logging.getLogger("library").exception("failed")
    found = lines(capsys)
    assert len(found) == 3
    for line in found:
        assert "hunter2" not in line
        assert "RuntimeError < ValueError" in line
        assert "fail_with_secret" in line or "test_a_failure" in line
        assert len(line) < 2000


def test_a_failed_statement_is_told_by_its_state(database: Database) -> None:
    """Without the statement's values."""
    with pytest.raises(IntegrityError) as caught:
        database.write(lambda session: session.execute(text("INSERT INTO departments (name) VALUES (NULL)")))
    told = failure_facts(caught.value)["error"]
    assert told.startswith("IntegrityError " + ("SQLITE_CONSTRAINT_NOTNULL" if database.is_sqlite else "23502"))


def test_long_values_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """No entry floods the log."""
    configure_logging("json", "info")
    structlog.get_logger("soapdesk.test").info("call", peer="x" * 10_000)
    assert len(lines(capsys)[0]) < 1000


def test_levels_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below is not written."""
    configure_logging("text", "warning")
    log = structlog.get_logger("soapdesk.test")
    log.info("no")
    log.warning("yes")
    assert len(lines(capsys)) == 1


@pytest.mark.parametrize("path", [os.devnull, "/dev/full"])
def test_a_log_that_cannot_be_written_fails_no_call(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Whether its file was closed, or the disk is full."""
    with suppress(OSError), Path(path).open("w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stderr", stream)
        configure_logging("text", "info")
        if path == os.devnull:
            stream.close()
        structlog.get_logger("soapdesk.test").info("call")
