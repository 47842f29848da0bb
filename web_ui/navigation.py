"""What a room brings: its pages, and where they stand in the navigation of each role."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

CUSTOMER, STAFF, ADMIN = "customer", "staff", "admin"
EVERYBODY = frozenset({CUSTOMER, STAFF, ADMIN})


@dataclass(frozen=True)
class Entry:
    """A link of the navigation.

    :ivar endpoint: the page, as url_for takes it.
    :ivar label: a lazy translation.
    :ivar roles: who sees it.
    :ivar starts: whose start page it is; each role has one.
    :ivar order: smaller ones stand first.
    """

    endpoint: str
    label: Any
    roles: frozenset[str] = EVERYBODY
    starts: frozenset[str] = frozenset()
    order: int = 50


@dataclass(frozen=True)
class Room:
    """A feature."""

    blueprint: Blueprint
    entries: tuple[Entry, ...] = ()


def entries_for(rooms: tuple[Room, ...], role: str) -> list[Entry]:
    """Return the links that a role sees, in their order."""
    entries = [entry for room in rooms for entry in room.entries if role in entry.roles]
    return sorted(entries, key=lambda entry: entry.order)


def start_of(rooms: tuple[Room, ...], role: str) -> str | None:
    """Return the endpoint of a role's start page, None for a role that has none."""
    return next((entry.endpoint for room in rooms for entry in room.entries if role in entry.starts), None)
