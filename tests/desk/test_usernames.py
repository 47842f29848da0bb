"""User names: when two are the same, and what they may consist of."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from soap_server.desk.errors import InvalidArgumentError
from soap_server.desk.usernames import checked_username, username_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "aLICE"),
        ("ＡＬＩＣＥ", "alice"),
        ("straße", "STRASSE"),
        ("é", "e\u0301"),
        ("ｶﾞ", "ガ"),
        (" bob ", "bob"),
    ],
)
def test_case_and_width_do_not_matter(one: str, other: str) -> None:
    """The key is what has to be unique."""
    assert username_key(one) == username_key(other)


@pytest.mark.parametrize("name", ["张伟", "alice.morgan", "a_b-c@d", "Ünal", "用户2026", "O2", "สมหญิง", "प्रिया"])
def test_good_names(name: str) -> None:
    """Letters of any script, digits and a few signs."""
    assert checked_username(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "x" * 65,
        "two words",
        "-a",
        ".a",
        "a/b",
        "<script>",
        "a\tb",
        "😀😀",
        "a'b",
        "",
        "alice\u3164",
        "\u115fbob",
        "\ufdfa" * 20,
        "a\ufe0fb",
        "\u0301a",
        "_a",
    ],
)
def test_bad_names(name: str) -> None:
    """Nothing that looks like something else somewhere else."""
    with pytest.raises(InvalidArgumentError) as caught:
        checked_username(name)
    assert caught.value.field == "username"


@example("¸")
@given(st.text())
def test_the_key_of_a_key_is_itself(name: str) -> None:
    """Folding is finished after one time."""
    assert username_key(username_key(name)) == username_key(name)
