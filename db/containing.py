"""Whether stored bytes contain others: the same words for both databases."""

from sqlalchemy import ColumnElement, LargeBinary, func, literal
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute


def contains(session: Session, column: InstrumentedAttribute[bytes | None], part: bytes) -> ColumnElement[bool]:
    """Return the condition that the bytes in ``column`` contain ``part``."""
    sought = literal(part, LargeBinary)
    if session.get_bind().dialect.name == "sqlite":
        return func.instr(column, sought) > 0
    return func.position(sought.op("IN")(column)) > 0
