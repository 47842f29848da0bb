"""The bill of materials: all that is locked or vendored, the same bytes every time."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from soap_server.publishing.sbom import bill_of_materials

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the bill is made from."""
    for name in ("requirements", "web_ui/static/vendor"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


@pytest.mark.parametrize("lock", ["client", "server", "dev"])
def test_everything_that_is_locked_is_in_it(lock: str) -> None:
    """Each version with every digest, and the files of others in the pages."""
    document = json.loads(bill_of_materials(ROOT, lock))
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    locked = {f"{name.lower()}=={version}" for name, version in re.findall(r"^(\S+)==(\S+)", text, re.MULTILINE)}
    named = {f"{each['name']}=={each['version']}" for each in document["components"]}
    assert named - locked == {"@picocss/pico==2.1.1", "htmx.org==4.0.1", "chart.js==4.6.1"}
    assert locked <= named
    digests = re.findall(r"sha256:([0-9a-f]{64})", text)
    assert len(properties(document, "sha256")) == len(digests) + 3
    assert set(digests) <= set(properties(document, "sha256"))
    assert len({each["bom-ref"] for each in document["components"]}) == len(document["components"])


def properties(document: dict[str, Any], name: str) -> list[str]:
    """Return the values of a property of all components."""
    found = [each for component in document["components"] for each in component["properties"]]
    return [each["value"] for each in found if each["name"] == f"soapdesk:{name}"]


def test_it_says_where_a_package_is_used() -> None:
    """The lock file is that of every system and Python."""
    assert "sys_platform == 'win32'" in properties(json.loads(bill_of_materials(ROOT)), "marker")


def test_it_has_no_time_and_no_chance(checkout: Path) -> None:
    """Another checkout gives the same bytes, another version a different serial number."""
    first = bill_of_materials(ROOT)
    assert bill_of_materials(checkout) == first
    lock = checkout / "requirements" / "server.txt"
    lock.write_text(lock.read_text().replace("alembic==", "alembic==9", 1))
    assert json.loads(bill_of_materials(checkout))["serialNumber"] != json.loads(first)["serialNumber"]


def test_a_vendored_file_that_was_changed_is_told(checkout: Path) -> None:
    """It would not be what the bill says."""
    with (checkout / "web_ui/static/vendor/htmx.min.js").open("a") as file:
        file.write(" ")
    with pytest.raises(ValueError, match=r"htmx\.min\.js is not the file"):
        bill_of_materials(checkout)


def test_a_line_that_nobody_understands_is_told(checkout: Path) -> None:
    """And not left out."""
    with (checkout / "requirements" / "server.txt").open("a") as file:
        file.write("-e ./local\n")
    with pytest.raises(ValueError, match=r"server\.txt: -e \./local"):
        bill_of_materials(checkout)
