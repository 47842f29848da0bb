"""The Content-Type of requests: plain envelopes, and packages of an envelope with files."""

from email.message import Message
from functools import cached_property

from soap_server.engine.versions import VERSIONS, SoapVersion

PACKAGE, ROOT = "multipart/related", "application/xop+xml"
_LONGEST = 2000
_MOST_PARAMETERS = 32
"""More than any client sends; the standard library takes time by their square."""


class ContentType:
    """A parsed Content-Type header; RFC 9110 section 8.3.1, parameters as in RFC 2045.

    For a package it is as in RFC 2387 and the SOAP MTOM Recommendation, section 3.2. Where SOAP 1.2 has its action
    is nowhere said: JAX-WS puts it into ``start-info``, CXF and .NET beside it.
    """

    def __init__(self, header: str) -> None:
        message = Message()
        message["Content-Type"] = header[:_LONGEST] if header.count(";", 0, _LONGEST) <= _MOST_PARAMETERS else ""
        self.media_type = message.get_content_type() if message["Content-Type"].strip() else ""
        found = message.get_params([])
        # The first of two counts.
        self._parameters = {name.lower(): str(value) for name, value in reversed(found)}
        self.charset = self.parameter("charset")

    def parameter(self, name: str) -> str:
        """Return a parameter, empty if it is not there."""
        return self._parameters.get(name, "")

    @property
    def is_package(self) -> bool:
        """Whether it is an MTOM package."""
        return self.media_type == PACKAGE and self.parameter("type").lower() == ROOT

    @property
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
