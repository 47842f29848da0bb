"""Who the client is when there are proxies in between: only those that are trusted are believed."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the address of the client.

    The header is read from its end: each trusted proxy has appended who spoke to it, and the first
    address that is not a trusted proxy's is the client's. What stands before it anybody may have written.

    :param peer: the address at the other end of the connection.
    :param forwarded_for: the X-Forwarded-For header.
    """
    if not trusted:
        return peer
    address = peer
    for hop in reversed(forwarded_for.split(",")):
        if not is_trusted(address, trusted):
            break
        parsed = _parsed(_without_port(hop.strip()))
        if parsed is None:
            break
        address = str(parsed)
    return address


def is_secure(peer: str, *, over_tls: bool, forwarded_proto: str, trusted: Sequence[Network]) -> bool:
    """Say whether the client's connection is encrypted, to us or to a trusted proxy."""
    if trusted and forwarded_proto and is_trusted(peer, trusted):
        return forwarded_proto.rpartition(",")[2].strip().lower() == "https"
    return over_tls


def is_trusted(address: str, networks: Sequence[Network]) -> bool:
    """Say whether an address is in one of the networks."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _without_port(hop: str) -> str:
    """Return the address of ``192.0.2.1:4711`` or ``[2001:db8::1]:4711``, as some proxies write it."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    # An IPv4 client of a socket that listens on IPv6.
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed
