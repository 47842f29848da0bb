"""What an installed SoapDesk consists of."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("client_sdk", "db", "soap_server", "web_ui")
METADATA = ("LICENSE", "README.md", "pyproject.toml", "setup.cfg")
GENERATED = shutil.ignore_patterns("__pycache__")


def test_a_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    """Migrations are no package of Python and would be forgotten silently."""
    source = tmp_path / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=GENERATED)
    for name in METADATA:
        shutil.copy(ROOT / name, source)
    there = {path.relative_to(source).as_posix() for room in PACKAGES for path in (source / room).rglob("*.*")}
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", tmp_path, source], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name} == there
