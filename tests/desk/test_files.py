"""Names of files that callers send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import Length
from soap_server.desk.files import safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("发票.pdf", "发票.pdf"),
        ("con .txt", "_con .txt"),
        ("\u0958" * 150, "\u0915\u093c" * 75),
        ("\u0958" * 146 + ".pdf", "\u0915\u093c" * 73 + ".pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\a.txt", "a.txt"),
        ("/", "file"),
        ("..", "file"),
        (" . ", "file"),
        ("a<b>:c|d?e*f.txt", "a_b__c_d_e_f.txt"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.", "_com1"),
        ("console.log", "console.log"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\x00b", "a_b"),
        ("e\u0301.txt", "\u00e9.txt"),
    ],
)
def test_names_become_safe(name: str, safe: str) -> None:
    """No path, nothing that Windows refuses, no hidden ending."""
    assert safe_file_name(name) == safe


@given(st.text(min_size=1, max_size=Length.FILE_NAME))
def test_every_name_becomes_a_name(name: str) -> None:
    """Whatever comes in, what comes out is one name and stays the same when made safe again."""
    safe = safe_file_name(name)
    assert safe
    assert len(safe) <= Length.FILE_NAME
    assert "/" not in safe
    assert "\\" not in safe
    assert safe_file_name(safe) == safe
