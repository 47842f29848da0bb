"""Where the WSDL comes from: with this SDK, or from the server by way of a cache on disk.

The one that comes with the SDK suits every desk of version 1 and costs no request. That of the server knows what is
newer than the SDK.
"""

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG

from platformdirs import user_cache_path

from client_sdk.contract import Contract, bundled_contract, contract_in
from client_sdk.errors import NetworkError, UnexpectedAnswerError
from client_sdk.transport import Transport

MAX_AGE_SECONDS = 24 * 3600
MAX_WSDL_BYTES = 4 * 1024 * 1024
_OWNER_ONLY = 0o700


class ServerContracts:
    """Reads the contract from the server, at most once a day for each URL and user of the machine.

    :param folder: of the cache; by default the system's folder for caches of this user.
    """

    def __init__(self, url: str, transport: Transport, *, folder: Path | None = None) -> None:
        self._url = url
        self._transport = transport
        self._folder = folder or user_cache_path("soapdesk-client")
        self._known: dict[str, Contract] = {}

    def contract(self, path: str, query: str, bundled: str) -> Contract:
        """Return the contract at a path below the desk's URL: cached, from the server, or else the bundled one."""
        if bundled not in self._known:
            self._known[bundled] = self._read(f"{self._url}{path}?{query}") or bundled_contract(bundled)
        return self._known[bundled]

    def _read(self, url: str) -> Contract | None:
        """Return a contract that is fresh enough; without a server an older one, None if there is none."""
        cached = self._folder / f"{hashlib.sha256(url.encode()).hexdigest()}.wsdl"
        document, age = read_cached(cached)
        if document is None or age > MAX_AGE_SECONDS:
            try:
                contract = contract_in(fetched := self._fetch(url))
            except NetworkError:
                pass  # An older copy, or the bundled one, serves as well.
            else:
                with suppress(OSError):  # A machine without a place for caches works all the same.
                    write_cached(cached, fetched)
                return contract
        try:
            return contract_in(document) if document is not None else None
        except UnexpectedAnswerError:
            return None

    def _fetch(self, url: str) -> bytes:
        document = self._transport.load(url)
        if len(document) > MAX_WSDL_BYTES:
            raise UnexpectedAnswerError(f"The WSDL is larger than {MAX_WSDL_BYTES} bytes.")
        return document


def read_cached(path: Path) -> tuple[bytes | None, float]:
    """Return a cached document and its age in seconds; None where there is none that can be trusted.

    What another user owns, or could have written, is not trusted, nor is a link.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None, 0.0
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        foreign = hasattr(os, "getuid") and (facts.st_uid != os.getuid() or S_IMODE(facts.st_mode) & 0o022)
        if foreign or not S_ISREG(facts.st_mode) or facts.st_size > MAX_WSDL_BYTES:
            return None, 0.0
        return file.read(), time.time() - facts.st_mtime


def write_cached(path: Path, document: bytes) -> None:
    """Put a document into the cache, whole or not at all.

    :raises OSError: if that is not possible.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(document)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
