"""TLS: the server's certificate, and client certificates where they are asked for."""

import re
from pathlib import Path

from OpenSSL.crypto import X509
from twisted.internet.ssl import Certificate, CertificateOptions, KeyPair

from soap_server.settings import SettingsError
from soap_server.settings.sections import Tls

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def tls_options(settings: Tls) -> CertificateOptions | None:
    """Return the TLS parameters of the settings, None if the server speaks plain HTTP.

    The protocol is TLS 1.2 or later and the cipher suites are Twisted's defaults.

    :raises SettingsError: if a file is not what its name says, or the key is not the certificate's.
    """
    if settings.certificate is None or settings.key is None:
        return None
    own, *chain = _certificates(settings.certificate, "tls.certificate")
    authorities = _certificates(settings.client_ca, "tls.client_ca") if settings.client_ca else None
    try:
        key = KeyPair.load(settings.key.read_bytes(), 1).original
    except Exception as error:
        raise SettingsError(f"tls.key: {settings.key} is not an unencrypted private key in PEM.") from error
    options = CertificateOptions(
        privateKey=key,
        certificate=own,
        extraCertChain=chain,
        verify=authorities is not None,
        caCerts=authorities,
        requireCertificate=settings.client_certificates == "required",
    )
    try:
        options.getContext().check_privatekey()
    except Exception as error:
        raise SettingsError("tls.key: the key does not belong to the certificate.") from error
    return options


def _certificates(path: Path, setting: str) -> list[X509]:
    blocks = _CERTIFICATE.findall(path.read_bytes())
    if not blocks:
        raise SettingsError(f"{setting}: {path} has no certificate in PEM.")
    return [Certificate.loadPEM(block).original for block in blocks]
