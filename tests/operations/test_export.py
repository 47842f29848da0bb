"""Exporting a customer: all that is known of them, and nothing that lets anybody in."""

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from db.models.personal import PERSONAL, Holds
from soap_server.cli.sinks import sink_at
from soap_server.desk.privacy import export
from soap_server.desk.privacy.sections import SECTIONS
from tests.callers import Clock, Directory
from tests.operations.one_customer import NAMES, OF_OTHERS, WORDS, live

SECRETS = ("password_hash", "token_digest", "secret_hash", "fingerprint", "answer", "token", "request")


@pytest.fixture
def exported(people: Directory, clock: Clock, tmp_path: Path) -> Path:
    """The folder of an export."""
    zaphod, _ = live(people)
    people.event("completed")
    write(people, zaphod.id, tmp_path / "zaphod", clock)
    return tmp_path / "zaphod"


def write(people: Directory, user_id: int, path: Path, clock: Clock) -> None:
    """Export as the command does."""
    with sink_at(path) as sink:
        export.export_user(people.application.database, sink, user_id=user_id, key="zaphod.quux", now=clock.now)


def section(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a section."""
    rows: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def test_everything_about_a_customer_is_in_it(exported: Path) -> None:
    """What they are called and wrote, what others wrote to them, the bytes of their files; of others nothing."""
    texts = "".join(path.read_text(encoding="utf-8") for path in exported.rglob("*.json"))
    files = {path.name.partition("-")[2]: path.read_bytes() for path in (exported / "attachments").iterdir()}
    assert [word for word in ("Zaphod.Quux", *NAMES[3:]) if word not in texts] == []
    assert [word for word in (*WORDS, *OF_OTHERS) if word not in texts] == ["Bytewort"]
    assert files == {"Filewort.txt": b"Bytewort" * 9}
    assert "更正" not in texts
    assert len(section(exported, "events")) == 3
    assert [row["text"] for row in section(exported, "internal_notes")] == ["Internalwort"]
    assert section(exported, "failed_logins")
    assert section(exported, "sessions")[0]["address"] == "192.0.2.7"
    assert {row["operation"] for row in section(exported, "audit_log")} >= {"SubmitEvent", "Register", "PostReply"}


def test_every_column_but_secrets_and_copies_is_in_it(exported: Path) -> None:
    """By the table of what columns hold."""
    for each in SECTIONS:
        kinds = PERSONAL[each.model.__tablename__]
        shown = {name for name, kind in kinds.items() if kind not in (Holds.SECRET, Holds.COPY)}
        assert all(set(row) == shown for row in section(exported, each.name)), each.name
        assert not shown & set(SECRETS), each.name


def test_the_manifest_counts_what_is_there(exported: Path, clock: Clock) -> None:
    """So that whoever gets it can see that nothing is missing."""
    manifest = json.loads((exported / "manifest.json").read_text())
    assert manifest["format"] == "soapdesk-export-1"
    assert manifest["exported_at"] == clock.now.isoformat(timespec="microseconds")
    assert manifest["rows"] == {each.name: len(section(exported, each.name)) for each in SECTIONS}
    assert {path.name for path in exported.glob("*.json")} == {
        *(f"{each.name}.json" for each in SECTIONS),
        "manifest.json",
    }


def test_nobody_else_can_read_it(exported: Path) -> None:
    """Neither the folder nor a file."""
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (exported, *exported.rglob("*"))}
    assert modes == {0o700, 0o600}


def test_an_archive_holds_the_same(exported: Path, people: Directory, clock: Clock, tmp_path: Path) -> None:
    """And is as private."""
    target = tmp_path / "zaphod.zip"
    user_id = section(exported, "profile")[0]["id"]
    write(people, user_id, target, clock)
    with zipfile.ZipFile(target) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {str(path.relative_to(exported)): path.read_bytes() for path in exported.rglob("*.*")}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["there", "there.zip"])
def test_what_is_there_is_not_overwritten(tmp_path: Path, name: str) -> None:
    """Folder or archive."""
    with sink_at(tmp_path / name):
        pass
    with pytest.raises(FileExistsError), sink_at(tmp_path / name):
        pass


def test_rows_are_read_some_at_a_time(
    people: Directory, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once, whatever the key is; files in parts."""
    monkeypatch.setattr(export, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(export, "_BYTES_AT_ONCE", 5)
    zaphod, _ = live(people)
    fetched: list[str] = []
    listen: Callable[..., None] = lambda *a: fetched.append(a[2])  # noqa: E731 - an event's listener
    engine = people.application.database.engine
    event.listen(engine, "before_cursor_execute", listen)
    write(people, zaphod.id, tmp_path / "out", clock)
    event.remove(engine, "before_cursor_execute", listen)
    pages = [statement for statement in fetched if "ORDER BY audit_log.id" in statement]
    assert len(pages) > 5
    assert all("LIMIT" in statement for statement in pages)
    ids = [row["id"] for row in section(tmp_path / "out", "audit_log")]
    assert len(ids) == len(set(ids)) > 10
    files = [path.read_bytes() for path in (tmp_path / "out" / "attachments").iterdir()]
    assert files == [b"Bytewort" * 9] * 2
