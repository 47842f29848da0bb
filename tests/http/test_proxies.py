"""Who the client is, behind proxies that are trusted and others that are not."""

from ipaddress import ip_network

import pytest

from soap_server.http.proxies import client_address, is_secure

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_first_address_that_is_no_trusted_proxy(peer: str, forwarded: str, expected: str) -> None:
    """Read from the end, since what stands before it anybody may have written."""
    assert client_address(peer, forwarded, TRUSTED) == expected


@pytest.mark.parametrize(
    ("peer", "over_tls", "proto", "expected"),
    [
        ("192.0.2.1", True, "", True),
        ("192.0.2.1", False, "https", False),
        ("10.0.0.1", False, "https", True),
        ("10.0.0.1", False, "https, http", False),
        ("10.0.0.1", True, "http", False),
        ("10.0.0.1", False, "", False),
    ],
)
def test_encryption_is_what_a_trusted_proxy_says(peer: str, over_tls: bool, proto: str, expected: bool) -> None:
    """And nobody else."""
    assert is_secure(peer, over_tls=over_tls, forwarded_proto=proto, trusted=TRUSTED) is expected
