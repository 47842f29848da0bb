"""Folders of generated files: written, and compared with what is there."""

from collections.abc import Mapping
from pathlib import Path


def write_folder(folder: Path, files: Mapping[str, bytes], present: set[str]) -> int:
    """Write files by their paths in a folder, take away those that belong there no more, return their number.

    :param present: the paths of the generated files that are there.
    """
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for stale in present - files.keys():
        (folder / stale).unlink()
    return len(files)


def differing_paths(folder: Path, files: Mapping[str, bytes], present: set[str]) -> list[str]:
    """Return the paths of the files that are missing, different or too many in a folder, sorted."""
    different = {path for path in files.keys() & present if (folder / path).read_bytes() != files[path]}
    return sorted(different | (files.keys() ^ present))
