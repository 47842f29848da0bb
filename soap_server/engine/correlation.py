"""The name by which the log, the audit log and a caller's fault speak of one call."""

import secrets


def new_correlation_id() -> str:
    """Return a name for a call that no other call has."""
    return secrets.token_hex(8)
