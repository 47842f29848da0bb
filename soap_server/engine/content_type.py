"""The Content-Type of requests: plain envelopes, and packages of an envelope with files."""

import re
from functools import cached_property, lru_cache

from soap_server.engine.versions import VERSIONS, SoapVersion

PACKAGE, ROOT = "multipart/related", "application/xop+xml"
_LONGEST = 2000
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(rf"\s*({_WORD}/{_WORD})\s*(?=;|$)")
_PARAMETER = re.compile(rf';\s*({_WORD})\s*=\s*(?:"((?:[^"\\]|\\.)*)"\s*(?=;|$)|([^;]*))')


class ContentType:
    """A parsed Content-Type header; RFC 9110 section 8.3.1. Of parameters that are there twice the first one counts.

    For a package it is as in RFC 2387 and the SOAP MTOM Recommendation, section 3.2. Where SOAP 1.2 has its action
    is nowhere said: JAX-WS puts it into ``start-info``, CXF and .NET beside it.
    """

    def __init__(self, header: str) -> None:
        found = _MEDIA_TYPE.match(header, 0, _LONGEST)
        self.media_type = found[1].lower() if found else ""
        self._parameters: dict[str, str] = {}
        for name, quoted, plain in _PARAMETER.findall(header, found.end(), _LONGEST) if found else ():
            self._parameters.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or plain.strip())
        self.charset = self.parameter("charset")

    def parameter(self, name: str) -> str:
        """Return a parameter, empty if it is not there."""
        return self._parameters.get(name, "")

    @property
    def is_package(self) -> bool:
        """Whether it is an MTOM package."""
        return self.media_type == PACKAGE and self.parameter("type").lower() == ROOT

    @cached_property
    def version(self) -> SoapVersion | None:
        """The SOAP version that the media type stands for, or None."""
        envelope = self._of_envelope.media_type
        return next((version for version in VERSIONS if version.media_type == envelope), None)

    @property
    def action(self) -> str:
        """The action of SOAP 1.2, empty if it is not there."""
        return self.parameter("action") or (self._of_envelope.parameter("action") if self._is_wrapping else "")

    @property
    def _is_wrapping(self) -> bool:
        return self.is_package or self.media_type == ROOT

    @cached_property
    def _of_envelope(self) -> "ContentType":
        """The type of the envelope itself: of a package ``start-info`` says it, of its root part ``type``."""
        if self.is_package:
            return ContentType(self.parameter("start-info"))
        return ContentType(self.parameter("type")) if self.media_type == ROOT else self


@lru_cache(maxsize=256)
def content_type_of(header: str) -> ContentType:
    """Return the parsed Content-Type; programs send the same one with every call."""
    return ContentType(header)
