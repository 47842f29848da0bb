"""What one request may contain, at most."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Limits:
    """Ceilings of a request; the proposal they follow compares Apache CXF, Woodstox, WCF and libxml2.

    :ivar body_bytes: the body of an ordinary request.
    :ivar upload_bytes: the body of a request of an operation that carries files.
    :ivar depth: how deep elements may be nested.
    :ivar mime_parts: of a package, the envelope included.
    :ivar mime_header_bytes: of one part of a package.
    :ivar text_characters: one run of text; where a file may stand, it may be as long as the body.
    """

    body_bytes: int = 2 * 1024 * 1024
    upload_bytes: int = 10 * 1024 * 1024
    depth: int = 64
    elements: int = 20_000
    children: int = 5_000
    attributes: int = 64
    attribute_characters: int = 8 * 1024
    text_characters: int = 1024 * 1024
    comments: int = 1_000
    mime_parts: int = 32
    mime_header_bytes: int = 4 * 1024


@dataclass(frozen=True)
class SecurityLimits:
    """What user names and passwords that come with a call may be like, and how old their message.

    :ivar clock_skew: how much the client's clock may differ from ours, in either direction.
    :ivar message_age: how long after its creation a message is taken.
    :ivar basic: whether HTTP Basic is looked at; behind a proxy that asks for passwords of its own it must not be.
    """

    clock_skew: timedelta = timedelta(minutes=5)
    message_age: timedelta = timedelta(minutes=5)
    username_characters: int = 64
    password_characters: int = 128
    nonce_bytes: int = 128
    basic: bool = True
