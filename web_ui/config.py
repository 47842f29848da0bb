"""What the pages need to know to start."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class WebConfig:
    """How the pages reach the desk and how they are served.

    :ivar soap_url: the desk's address, as the SDK takes it.
    :ivar secret_key: signs the browsers' cookies; the same in every worker and on every node.
    :ivar is_secure: whether browsers come over https, so that cookies may say so.
    :ivar hsts_days: how long browsers that came over https keep to it; None where the server in front says so itself.
    :ivar transport: a transport of the SDK in place of the network.
    :ivar upload_bytes: how many bytes of files one form may carry, together.
    :ivar attempts: how often a call is tried whose repetition is harmless.
    """

    soap_url: str
    secret_key: str
    is_secure: bool = False
    hsts_days: int | None = None
    transport: Any = None
    upload_bytes: int = 7_500_000
    attempts: int = 2
