"""deploy/ha/db/archive-wal, PostgreSQL's archive_command of the set-up with several machines."""

import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "deploy/ha/db/archive-wal"
NAME = "000000010000000000000001"


def archive(folder: Path, content: bytes) -> int:
    """Archive a segment with some content, and return how that ended."""
    segment = folder / "segment"
    segment.write_bytes(content)
    (folder / "archive").mkdir(exist_ok=True)
    return subprocess.run([SCRIPT, segment, NAME, folder / "archive"], check=False).returncode


def test_a_segment_is_kept_once(tmp_path: Path) -> None:
    """Asked again after a crash the answer is yes, and nothing else is left in the folder."""
    assert [archive(tmp_path, b"log"), archive(tmp_path, b"log")] == [0, 0]
    assert [(each.name, each.read_bytes()) for each in (tmp_path / "archive").iterdir()] == [(NAME, b"log")]


def test_another_history_is_refused(tmp_path: Path) -> None:
    """Two primaries cannot both archive; the first one's segment stays."""
    assert archive(tmp_path, b"one history") == 0
    assert archive(tmp_path, b"another") != 0
    assert (tmp_path / "archive" / NAME).read_bytes() == b"one history"


def test_a_folder_that_is_away_is_a_failure(tmp_path: Path) -> None:
    """PostgreSQL keeps the segment then and asks again."""
    segment = tmp_path / "segment"
    segment.write_bytes(b"log")
    failed = subprocess.run([SCRIPT, segment, NAME, tmp_path / "none"], check=False, capture_output=True)
    assert failed.returncode != 0
