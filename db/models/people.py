"""Who uses the desk: accounts, roles and their permissions, departments, sessions, failed logins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, one_of
from db.types import BIG_KEY, Key, references
from db.vocabulary import Language, Length, UserStatus


class Department(Base):
    """A node of the organisation's tree."""

    __tablename__ = "departments"

    id: Mapped[Key]
    parent_id: Mapped[int | None] = references("departments.id")
    name: Mapped[str] = mapped_column(String(Length.DEPARTMENT), unique=True)

    __table_args__ = (CheckConstraint("parent_id <> id", name="own_parent"), Index(None, "parent_id"))


class Role(Base):
    """A named set of permissions.

    ``version`` rises with every change of the set, so that a copy in memory can be checked.
    """

    __tablename__ = "roles"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(Length.ROLE), unique=True)
    built_in: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class RolePermission(Base):
    """One permission of one role."""

    __tablename__ = "role_permissions"

    role_id: Mapped[int] = mapped_column(BIG_KEY, ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True)
    permission: Mapped[str] = mapped_column(String(40), primary_key=True)


class User(Base):
    """An account."""

    __tablename__ = "users"

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(Length.USERNAME))
    username_key: Mapped[str] = mapped_column(String(4 * Length.USERNAME), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    role_id: Mapped[int] = references("roles.id")
    department_id: Mapped[int | None] = references("departments.id")
    display_name: Mapped[str] = mapped_column(String(Length.DISPLAY_NAME))
    email: Mapped[str | None] = mapped_column(String(Length.EMAIL))
    phone: Mapped[str | None] = mapped_column(String(Length.PHONE))
    language: Mapped[Language] = mapped_column(default=Language.ENGLISH)
    status: Mapped[UserStatus] = mapped_column(default=UserStatus.ACTIVE)
    frozen_reason: Mapped[str | None] = mapped_column(String(Length.REASON))
    created_at: Mapped[datetime]
    last_active_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    role: Mapped[Role] = relationship(lazy="raise_on_sql")
    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declaration
    __table_args__ = (
        one_of("language", Language),
        one_of("status", UserStatus),
        Index(None, "role_id", "status"),
        Index(None, "department_id"),
        Index(None, "status", "last_active_at"),
        {"sqlite_autoincrement": True},
    )


class LoginSession(Base):
    """A login that has not ended. Only the SHA-256 digest of its token is kept."""

    __tablename__ = "sessions"

    id: Mapped[Key]
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int] = references("users.id", on_delete="CASCADE")
    address: Mapped[str] = mapped_column(String(Length.ADDRESS))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))


class KnownSource(Base):
    """An address from which an account has logged in; strangers' failures never lock it out there."""

    __tablename__ = "known_sources"

    user_id: Mapped[int] = mapped_column(BIG_KEY, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(Length.ADDRESS), primary_key=True)
    last_login_at: Mapped[datetime]


class UsedNonce(Base):
    """A nonce that came with a user name and password, and is not taken again while its message could be repeated."""

    __tablename__ = "used_nonces"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "expires_at"),)


class LoginThrottle(Base):
    """What is counted of guessers in one bucket.

    Failed logins of an account at a source, of a source or of an account everywhere; calls of an operation by a source.
    """

    __tablename__ = "login_throttles"

    id: Mapped[Key]
    bucket: Mapped[str] = mapped_column(String(400))
    failures: Mapped[int]
    window_started_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("bucket"), Index(None, "window_started_at"))
