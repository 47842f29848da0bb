"""Which SDK this is."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def user_agent() -> str:
    """Return what the SDK calls itself to servers."""
    try:
        return f"soapdesk-client/{version('soapdesk')}"
    except PackageNotFoundError:  # used from a folder, without being installed
        return "soapdesk-client"
