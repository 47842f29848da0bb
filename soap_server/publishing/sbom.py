"""The bill of materials: what SoapDesk consists of, as CycloneDX 1.6 in JSON, from the lock file.

Run: python -m soap_server.publishing.sbom REPOSITORY [LOCK]

It has no time and no random number, so that the same files give the same bytes.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

_NAMESPACE = UUID("5e5b2f0e-3f0b-5c5e-9a44-6d1f5d0c7f11")  # any UUID; it makes serial numbers ours
_PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?")
_HASH = re.compile(r"\s+--hash=sha256:(?P<digest>[0-9a-f]{64})\s*\\?")


def bill_of_materials(repository: Path, lock: str = "server") -> str:
    """Return the document for a checkout of the repository.

    :param lock: which lock file of ``requirements/``: server, client or dev.
    :raises ValueError: if a line of the lock file is not understood.
    """
    components = [*_locked(repository / "requirements" / f"{lock}.txt"), *_vendored(repository)]
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _itself(repository)},
        "components": sorted(components, key=lambda each: each["bom-ref"]),
    }
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = uuid5(_NAMESPACE, content).urn
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _itself(repository: Path) -> dict[str, Any]:
    settings = ConfigParser()
    settings.read(repository / "setup.cfg", encoding="utf-8")
    its = settings["metadata"]
    return {
        **_component("pypi", its["name"], its["version"]),
        "type": "application",
        "description": its["description"],
        "licenses": [{"license": {"id": its["license"]}}],
    }


def _locked(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the packages of a lock file, each with the digests of the files that are taken for it."""
    current: dict[str, Any] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if found := _PINNED.fullmatch(line):
            if current:
                yield current
            current = _component("pypi", found["name"].lower(), found["version"])
            current["properties"] = [_property("marker", found["marker"])] if found["marker"] else []
        elif (found := _HASH.fullmatch(line)) and current:
            current["properties"].append(_property("sha256", found["digest"]))
        else:
            raise ValueError(f"{path.name}: {line}")
    if current:
        yield current


def _vendored(repository: Path) -> Iterator[dict[str, Any]]:
    """Yield what others wrote and the pages carry with them."""
    folder = repository / "web_ui" / "static" / "vendor"
    for line in (folder / "versions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, package, version, licence, digest = line.split()
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise ValueError(f"{name} is not the file that versions.txt describes")
        yield {
            **_component("npm", package, version),
            "licenses": [{"license": {"id": licence}}],
            "properties": [_property("file", f"web_ui/static/vendor/{name}"), _property("sha256", digest)],
        }


def _component(kind: str, name: str, version: str) -> dict[str, Any]:
    # A scope of npm keeps its slash (package-url specification, "namespace").
    purl = f"pkg:{kind}/{quote(name, safe='/')}@{quote(version, safe='')}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": f"soapdesk:{name}", "value": value}


if __name__ == "__main__":
    sys.stdout.write(bill_of_materials(Path(sys.argv[1]), *sys.argv[2:]))
