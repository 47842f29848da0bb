"""TLS over real sockets: the server's certificate, and clients' certificates."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from client_sdk import SupportClient
from client_sdk.errors import EncryptionError
from soap_server.http.tls import tls_options
from soap_server.settings import SettingsError, load_settings
from tests.e2e.conftest import Serve
from tests.engine.messages import ping

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as files."""

    certificate: Path
    key: Path


def key_usage(*, is_authority: bool) -> x509.KeyUsage:
    """Return what a key is for: an authority signs certificates, everybody else signs handshakes."""
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def issue(folder: Path, name: str, issuer: Pair | None = None, *, address: str = "127.0.0.1") -> Pair:
    """Make a certificate as RFC 5280 wants it, which Python 3.13 checks; without an issuer an authority's."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer, by = key, subject
    if issuer is not None:
        loaded = serialization.load_pem_private_key(issuer.key.read_bytes(), None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        signer, by = loaded, x509.load_pem_x509_certificate(issuer.certificate.read_bytes()).subject
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(key_usage(is_authority=issuer is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    pair = Pair(folder / f"{name}.pem", folder / f"{name}.key")
    pair.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pair.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pair


@pytest.fixture
def authority(tmp_path: Path) -> Pair:
    """An authority."""
    return issue(tmp_path, "authority")


def over_tls(**tls: object) -> dict[str, str]:
    """Settings of TLS, as environment variables."""
    return {f"SOAPDESK_TLS__{name.upper()}": str(value) for name, value in tls.items()}


def test_calls_over_tls(serve: Serve, sqlite_url: str, tmp_path: Path, authority: Pair) -> None:
    """The chain is verified, the WSDL says https, browsers keep to it, and old versions of TLS are refused."""
    own = issue(tmp_path, "server", authority)
    url = serve(sqlite_url, "--workers", "1", **over_tls(certificate=own.certificate, key=own.key)).url
    assert url.startswith("https://")
    wsdl = requests.get(f"{url}/soap?wsdl", verify=str(authority.certificate), timeout=20)
    assert f'location="{url}/soap"' in wsdl.text
    login = requests.get(f"{url}/login", verify=str(authority.certificate), timeout=20)
    assert {each.headers["Strict-Transport-Security"] for each in (wsdl, login)} == {"max-age=31536000"}
    answer = requests.post(
        f"{url}/soap",
        data=ping().encode(),
        headers={"Content-Type": "text/xml"},
        verify=str(authority.certificate),
        timeout=20,
    )
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{url}/healthz", timeout=20)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Without this it is our own OpenSSL that refuses.
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    address = ("127.0.0.1", int(url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=20) as raw, pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        old.wrap_socket(raw, server_hostname="127.0.0.1")


@pytest.mark.parametrize("policy", ["required", "optional"])
def test_client_certificates(serve: Serve, sqlite_url: str, tmp_path: Path, authority: Pair, policy: str) -> None:
    """One of the authority's gets in; none gets in only where it is optional; another's never does."""
    own, client = issue(tmp_path, "server", authority), issue(tmp_path, "client", authority)
    other = issue(tmp_path, "other", issue(tmp_path, "other-authority"))
    settings = over_tls(
        certificate=own.certificate, key=own.key, client_ca=authority.certificate, client_certificates=policy
    )
    url = serve(sqlite_url, "--workers", "1", **settings).url

    def gets_in(pair: Pair | None) -> bool:
        files = (str(pair.certificate), str(pair.key)) if pair else None
        try:
            answer = requests.get(f"{url}/healthz", verify=str(authority.certificate), cert=files, timeout=20)
        except requests.ConnectionError:
            return False
        return answer.status_code == 200

    assert (gets_in(client), gets_in(None), gets_in(other)) == (True, policy == "optional", False)


@pytest.mark.parametrize(
    ("certificate", "key", "message"),
    [
        ("server.pem", "other.key", "tls.key: the key does not belong to the certificate."),
        ("server.key", "server.key", "tls.certificate: "),
        ("server.pem", "server.pem", "tls.key: "),
    ],
)
def test_wrong_files_are_named(tmp_path: Path, authority: Pair, certificate: str, key: str, message: str) -> None:
    """Before anything listens."""
    issue(tmp_path, "server", authority)
    issue(tmp_path, "other", authority)
    settings = load_settings(None, tls={"certificate": tmp_path / certificate, "key": tmp_path / key}).tls
    with pytest.raises(SettingsError, match=f"^{message}"):
        tls_options(settings)


def test_the_sdk_trusts_whom_it_is_told_to(
    serve: Serve, sqlite_url: str, tmp_path: Path, authority: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody else, whatever authorities the machine's environment names for other programs."""
    own, other = issue(tmp_path, "server", authority), issue(tmp_path, "other")
    url = serve(sqlite_url, "--workers", "1", **over_tls(certificate=own.certificate, key=own.key)).url
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other.certificate))
    with SupportClient(f"{url}/soap", verify=str(authority.certificate)) as desk:
        assert desk.system.ping(text="你好").text == "你好"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.certificate))
    with SupportClient(f"{url}/soap", verify=str(other.certificate)) as desk, pytest.raises(EncryptionError):
        desk.system.ping()
