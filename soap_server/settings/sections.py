"""The sections of the settings: every setting with its type, its default and what it means."""

import json
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, field_validator, model_validator
from pydantic_settings import NoDecode

from db.vocabulary import MAX_DATA_ROWS

_KIB, _MIB = 1024, 1024 * 1024
_RUN_BY_WINDOWS = (
    *("bat", "cmd", "com", "cpl", "exe", "hta", "jar", "js", "jse", "lnk"),
    *("msi", "pif", "ps1", "reg", "scf", "scr", "url", "vbe", "vbs", "wsf"),
)
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Count = Annotated[int, Field(ge=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(value: Any) -> Any:
    """Return the list in a variable of the environment: a,b or JSON's ["a", "b"]."""
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.startswith("[") else [part.strip() for part in value.split(",") if part.strip()]


Networks = Annotated[list[IPv4Network | IPv6Network], NoDecode, BeforeValidator(_listed)]


class Server(_Section):
    """Where the server listens and how clients reach it."""

    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 or :: for all.")
    port: int = Field(8080, ge=0, le=65_535, description="The port to listen on; 0 for any free one.")
    public_url: HttpUrl | None = Field(
        None, description="The URL at which clients reach the server; it stands in the WSDL. Default: host and port."
    )
    workers: int = Field(2, ge=1, le=64, description="Worker processes.")
    threads: int = Field(8, ge=1, le=128, description="Calls that one worker runs at a time.")
    queue: Count = Field(
        64, description="Calls that may wait for a thread in one worker; further ones get SERVER_BUSY."
    )
    calls_per_session: Count = Field(6, description="Calls of one session that one worker runs at a time; others wait.")
    queue_per_session: Count = Field(
        32, description="Calls of one session that may wait in one worker; further ones get SERVER_BUSY."
    )
    connections: Count = Field(1_000, description="Connections that one worker keeps open.")
    connections_per_address: Count = Field(200, description="The same, from one address.")
    trusted_proxies: Networks = Field(
        [], description="Networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."
    )
    hsts_days: int = Field(
        365, ge=0, description="How long browsers that came by https keep to it (HSTS); 0 makes them forget it."
    )
    metrics_networks: Networks = Field(
        [IPv4Network("127.0.0.0/8"), IPv6Network("::1/128")], description="Networks that may read /metrics."
    )
    stop_seconds: Seconds = Field(20, description="How long calls under way may take to finish when the server stops.")
    codec: Literal["compiled", "spyne"] = Field(
        "compiled",
        description="What reads requests and writes answers: functions compiled from the contract at start, or Spyne's "
        "serializer, which does the same and takes far longer, for a day on which the first are doubted.",
    )


class Tls(_Section):
    """Encryption. Without a certificate the server speaks plain HTTP, for a proxy or for one machine."""

    certificate: Path | None = Field(None, description="PEM file with the certificate and its chain.")
    key: Path | None = Field(None, description="PEM file with the private key.")
    client_ca: Path | None = Field(
        None, description="PEM file with the authorities whose client certificates are asked for."
    )
    client_certificates: Literal["optional", "required"] = Field(
        "required", description="With client_ca: whether a client may come without a certificate."
    )

    @model_validator(mode="after")
    def _complete(self) -> "Tls":
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key belong together")
        if self.client_ca is not None and self.certificate is None:
            raise ValueError("client_ca needs a certificate of the server")
        for path in (self.certificate, self.key, self.client_ca):
            if path is not None and not path.is_file():
                raise ValueError(f"there is no file {path}")
        return self


class RequestLimits(_Section):
    """What one request may contain and how long it may take to arrive."""

    body_bytes: int = Field(2 * _MIB, ge=_KIB, le=100 * _MIB, description="The body of an ordinary request.")
    upload_bytes: int = Field(
        10 * _MIB, ge=_KIB, le=100 * _MIB, description="The body of a request of an operation that carries files."
    )
    bodies_bytes: int = Field(
        128 * _MIB, ge=1 * _MIB, description="The bodies that one worker receives or answers at a time, together."
    )
    answers_bytes: int = Field(
        256 * _MIB,
        ge=1 * _MIB,
        description="Answers that one worker keeps for clients who have not read them yet, together; large ones beyond "
        "it get SERVER_BUSY.",
    )
    depth: int = Field(64, ge=8, le=250, description="How deep elements may be nested.")
    elements: int = Field(20_000, ge=100, description="Elements of one request.")
    children: int = Field(5_000, ge=50, description="Children of one element.")
    attributes: int = Field(64, ge=8, le=1_000, description="Attributes of one element, namespaces included.")
    attribute_characters: int = Field(8 * _KIB, ge=256, description="Characters of one attribute.")
    text_characters: int = Field(_MIB, ge=_KIB, description="Characters of one run of text in an ordinary request.")
    comments: int = Field(1_000, ge=0, description="Comments and processing instructions of one request.")
    mime_parts: int = Field(32, ge=2, le=1_000, description="Parts of an MTOM package, the envelope included.")
    mime_header_bytes: int = Field(4 * _KIB, ge=256, description="Headers of one part of a package.")
    header_bytes: int = Field(16 * _KIB, ge=1 * _KIB, description="The request line and the HTTP headers together.")
    headers: int = Field(100, ge=10, description="HTTP headers of one request.")
    header_seconds: Seconds = Field(15, description="How long the headers may take to arrive.")
    body_seconds: Seconds = Field(20, description="How long a body may take at least; large ones get more time.")
    body_bytes_per_second: Count = Field(
        16 * _KIB, description="How fast a body has to arrive after that, and an answer to be read."
    )
    idle_seconds: Seconds = Field(60, description="How long a connection may be idle between requests.")
    write_seconds: Seconds = Field(
        30, description="How long a client may leave an answer unread at least; large ones get more time."
    )


class DatabaseSettings(_Section):
    """Where the data is."""

    url: str = Field(
        "sqlite:///soapdesk.db", description="sqlite:///file or postgresql://user:password@host/name.", repr=False
    )
    connections: int = Field(12, ge=2, le=200, description="Connections that one worker opens at most.")
    busy_seconds: Seconds = Field(10, description="How long to wait for a connection or a lock.")
    statement_seconds: Seconds = Field(30, description="After this PostgreSQL cancels a statement.")

    @field_validator("url")
    @classmethod
    def _known(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url


class Security(_Section):
    """Sessions, passwords and failed logins."""

    session_idle_minutes: Annotated[float, Field(gt=0)] = Field(
        30, description="A session ends after so long without a call."
    )
    session_hours: Annotated[float, Field(gt=0)] = Field(12, description="A session ends after so long in any case.")
    min_password_length: int = Field(10, ge=8, le=64, description="Characters that a new password must have.")
    argon2_memory_kib: int = Field(65_536, ge=8, description="Memory of one password hash (argon2id).")
    argon2_passes: int = Field(3, ge=1, description="Passes of one password hash.")
    argon2_lanes: int = Field(4, ge=1, description="Lanes of one password hash.")
    hashes_at_a_time: int = Field(2, ge=1, description="Password hashes that one worker computes at a time.")
    login_window_minutes: Annotated[float, Field(gt=0)] = Field(
        15,
        description="Failed logins, and the calls of the two settings below, are counted over so long, and too many "
        "close the door for as long.",
    )
    login_failures_per_account_and_source: Count = Field(10, description="Failures of one account from one address.")
    login_failures_per_source: Count = Field(50, description="Failures from one address.")
    login_failures_per_account: Count = Field(100, description="Failures of one account from addresses new to it.")
    registrations_per_source: Count = Field(30, description="Calls of Register from one address.")
    username_checks_per_source: Count = Field(100, description="Calls of IsUsernameAvailable from one address.")

    http_basic: bool = Field(
        True,
        description="Whether calls may carry a user name and password as HTTP Basic, over https. Off for a desk behind "
        "a proxy that asks for passwords of its own.",
    )
    password_memory_seconds: float = Field(
        60,
        ge=0,
        le=3_600,
        description="How long a worker remembers that a password that came with a call was right; 0 hashes it for "
        "every call. A new password and a freeze count at once in any case.",
    )
    message_age_seconds: Seconds = Field(
        300, description="How long after the times in its WS-Security header a message is taken."
    )
    clock_skew_seconds: float = Field(
        300, ge=0, le=86_400, description="How much a client's clock may differ, for the same times."
    )

    @model_validator(mode="after")
    def _hashable(self) -> "Security":
        if self.argon2_memory_kib < 8 * self.argon2_lanes:
            raise ValueError("argon2_memory_kib must be at least 8 times argon2_lanes (RFC 9106, section 3.1)")
        return self


class DeskRules(_Section):
    """The rules of the business."""

    reopening_days: Annotated[float, Field(ge=0)] = Field(14, description="How long a completed event can be reopened.")
    recovery_days: Annotated[float, Field(ge=0)] = Field(30, description="How long a deleted event can be restored.")
    rating_change_hours: Annotated[float, Field(ge=0)] = Field(12, description="How long a rating can be changed.")
    max_attachment_bytes: int = Field(
        5 * _MIB, ge=_KIB, le=7_000_000, description="The largest attachment of one call."
    )
    max_attachments: Count = Field(50, description="Attachments of one event.")
    refused_file_suffixes: Annotated[list[str], NoDecode, BeforeValidator(_listed)] = Field(
        list(_RUN_BY_WINDOWS),
        description="Endings of files that are not taken, since Windows runs them at a click.",
    )


class Uploads(_Section):
    """Files that are too large for one call and come in parts."""

    part_bytes: int = Field(
        4 * _MIB, ge=64 * _KIB, le=7_000_000, description="The largest part, of what is sent and of what is read."
    )
    max_bytes: int = Field(256 * _MIB, ge=_KIB, le=2_000_000_000, description="The largest file.")
    hours: Annotated[float, Field(gt=0)] = Field(24, description="How long an upload may take until it is finished.")
    per_user: Count = Field(10, description="Uploads that one user may have open.")
    bytes_per_user: int = Field(1024 * _MIB, ge=_KIB, description="The files of these uploads, together.")


class Data(_Section):
    """The data service. Nobody can read or change anything through it without a grant of an administrator."""

    queries: bool = Field(True, description="Whether ExecuteQuery is offered to those who have a grant for it.")
    statements: bool = Field(False, description="Whether ExecuteStatement is, which changes rows.")
    reader_url: str | None = Field(
        None,
        description="On PostgreSQL, the URL of the reader role that soapdesk db reader makes; queries need it.",
        repr=False,
    )
    threads: int = Field(2, ge=1, le=64, description="Calls of the data service that one worker runs at a time.")
    seconds: Seconds = Field(5, description="How long one read, query or statement may run.")
    cost: Annotated[float, Field(gt=0)] = Field(
        1_000_000, description="The greatest cost that PostgreSQL may expect of a statement, in its own units."
    )
    page_rows: int = Field(
        50_000, ge=1, le=MAX_DATA_ROWS, description="Rows of one answer, however many are asked for."
    )
    page_bytes: int = Field(8 * _MIB, ge=64 * _KIB, le=64 * 1024 * _MIB, description="Values of one answer.")
    send_seconds: Seconds = Field(60, description="How long an answer that is sent while it is read may take.")
    result_rows: Count = Field(100_000, description="Rows of a query's whole result.")
    result_bytes: int = Field(64 * _MIB, ge=64 * _KIB, description="Values of a query's whole result.")
    statement_rows: Count = Field(100, description="Rows that one statement may change.")
    cursor_minutes: Annotated[float, Field(gt=0)] = Field(
        15, description="How long a result that was not read to its end can be fetched."
    )
    cursors_per_user: Count = Field(5, description="Such results that one user may have; the oldest one ends.")

    @field_validator("reader_url")
    @classmethod
    def _postgresql(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith("postgresql://"):
            raise ValueError("must begin with postgresql://")
        return url


class Web(_Section):
    """The web pages."""

    enabled: bool = Field(True, description="Whether the server has web pages, at /.")
    secret_key: str | None = Field(
        None,
        min_length=32,
        description="Signs the browsers' cookies. Every node needs the same; by default each start makes a new one, "
        "which logs everybody out of the pages.",
        repr=False,
    )
    threads: int = Field(8, ge=1, le=128, description="Pages that one worker makes at a time.")
    queue: Count = Field(64, description="Pages that may wait for a thread in one worker; further ones get 503.")


class Mail(_Section):
    """Messages to people about their events. Without a host none are written."""

    host: str | None = Field(None, description="The SMTP server.")
    port: int = Field(25, ge=1, le=65_535, description="Its port.")
    security: Literal["none", "starttls", "tls"] = Field("none", description="How the connection is encrypted.")
    username: str | None = Field(None, description="The account there, if it wants one.")
    password: str | None = Field(None, description="Its password.", repr=False)
    sender: str = Field("soapdesk@localhost", description="The address that messages come from.")


class Log(_Section):
    """The log, on standard error."""

    format: Literal["text", "json"] = Field("text", description="For people or for machines.")
    level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least level that is logged.")
