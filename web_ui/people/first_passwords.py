"""First passwords: made up here, told once, replaced by their owners at the first login."""

import secrets

# Without letters and digits that look alike, since they are often read out or typed from paper.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_up_password() -> str:
    """Return a password of four groups, with about 79 bits of chance."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
