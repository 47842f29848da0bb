r"""What a seal is: a row's place in the chain, and a digest of it and of everything before it.

The digest of a row is SHA-256 over the 32 bytes of the digest before it (zeros for the first) and the row's
canonical form: a JSON array of id, happened_at, actor_id, operation, outcome, code, subject, address and
correlation_id, without blanks, in ASCII with ``\u`` escapes, absent values as null, the time in UTC with six
digits of a second: ``2026-11-23T08:30:00.000000+00:00``. It says nothing of the database that keeps the row, so a
log that moved from SQLite to PostgreSQL has the same digests.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from db.models import AuditEntry

COUNTER = "audit"
"""The counter that holds the position of the last seal; whoever seals holds its lock."""
BEGINNING = bytes(32)
"""What stands for the digest before the first row."""
CONTENT = (
    AuditEntry.id,
    AuditEntry.happened_at,
    AuditEntry.actor_id,
    AuditEntry.operation,
    AuditEntry.outcome,
    AuditEntry.code,
    AuditEntry.subject,
    AuditEntry.address,
    AuditEntry.correlation_id,
)
"""The columns of the canonical form, in its order."""
_SEAL = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Seal:
    """A place in the chain and the digest there. Kept elsewhere it is an anchor; its text is ``12:9f86d0...``."""

    position: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.position}:{self.digest.hex()}"

    @classmethod
    def parse(cls, value: str) -> "Seal":
        """Return the seal that a text stands for.

        :raises ValueError: if it is not one.
        """
        found = _SEAL.fullmatch(value.strip())
        if found is None:
            raise ValueError(f"This is not an anchor: {value.strip()}")
        return cls(int(found[1]), bytes.fromhex(found[2]))


def canonical(row: Sequence[Any]) -> bytes:
    """Return the canonical form of a row that begins with CONTENT."""
    values = [_plain(value) for value in row[: len(CONTENT)]]
    return json.dumps(values, separators=(",", ":")).encode("ascii")


def digest_after(previous: bytes, row: Sequence[Any]) -> bytes:
    """Return the digest of a row that follows the one with the digest ``previous``."""
    return hashlib.sha256(previous + canonical(row)).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, str) else value
