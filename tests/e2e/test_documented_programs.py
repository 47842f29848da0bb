"""The Python programs of the documents run, as they stand there, against a server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Serve
from tests.e2e.test_main_job import printed_password

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
ADDRESS = "http://localhost:8080"


def test_the_python_programs_of_the_documents(serve: Serve, sqlite_url: str) -> None:
    """One after the other, as a reader does, on a server that was just started for the first time."""
    server = serve(sqlite_url, "--create", "--workers", "1")
    (password,) = printed_password(server.output)
    assert run("README.md", server.url, password) == ["1 submitted", "CONFLICT", "submitted 1"]
    lines = run("docs/quickstart.md", server.url, password)
    assert lines[0] == "你好"
    assert lines[1] == "2 submitted"
    assert lines[-4:-1] == ["李娜 1.0000", "resolved", "1 5.00"]
    assert lines[-1].startswith("['INVALID_ARGUMENT', 'score', ")
    assert run("docs/data-access.md", server.url, password) == [
        "['event_categories', 'events']",
        "2 ['编号', '状态', '提交时间']",
        "产品故障 2 0",
    ]
    assert run("docs/python.md", server.url, password) == [
        "submitted 1 UTC",
        "打印机卡纸 high",
        "1 1",
        "CONFLICT expectedVersion False",
        "PERMISSION_DENIED Your role does not allow this. True",
        "True",
        "photo.png 100004 True",
        "见附件",
        "assigned 陈洁",
        "1",
        "assigned 1",
        "submitted 1",
        "3 ['integer', 'text', 'dateTime']",
        "3 rows; id,title,submitted_at",
        "Int64 datetime64[us, UTC]",
        "[0, 2]",
        "2030",
        "True",
        "你好",
    ]


def run(document: str, url: str, password: str) -> list[str]:
    """Run all Python of a document as one program and return the lines that it prints."""
    text = (ROOT / document).read_text(encoding="utf-8")
    program = "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    assert ADDRESS in program
    program = program.replace(ADDRESS, url)
    environment = {**os.environ, "ADMIN_PASSWORD": password, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()
