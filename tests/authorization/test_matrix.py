"""Every operation, by every role, on every kind of row: what comes of it is what is meant.

What else is about rights: tests/operations/test_every_operation.py (no session, a made-up one, an ended one, a role
that has all permissions but the one, a password of somebody else's), tests/desk/test_visibility.py (rows in memory and
in SQL), tests/desk/test_lifecycle.py (every state), tests/operations/test_upload_rights.py (uploads over time),
tests/data_access/test_scopes.py (the rows of grants). Here the outcomes are those of a table that people wrote.
"""

import pytest

from db.vocabulary import BUILT_IN_ROLES, BuiltInRole
from soap_server.operations.declaration import PUBLIC
from tests.authorization.calls import arguments, outcome
from tests.authorization.intent import INTENTS, OUTCOMES, ROLES
from tests.authorization.world import CALLERS, Snapshot, World
from tests.callers import OPERATIONS


def test_every_operation_has_an_intent() -> None:
    """Who adds an operation says what is meant with it; who removes one takes its line away."""
    assert {intent.operation for intent in INTENTS.values()} == set(OPERATIONS)


def test_the_table_has_only_letters_that_mean_something() -> None:
    """A slip of the pen is no outcome."""
    used = {letter for intent in INTENTS.values() for cells in intent.cells.values() for letter in cells}
    assert used == {"+", *OUTCOMES}


@pytest.mark.parametrize("name", INTENTS)
def test_declared_permissions_agree_with_the_table(name: str) -> None:
    """A role without the operation's permission is denied in every cell, and one that has it in some cell is not."""
    intent = INTENTS[name]
    permission = OPERATIONS[intent.operation].permission
    assert set(intent.cells["stranger"]) == ({"+"} if permission is PUBLIC else {"A"})
    for role in CALLERS:
        may = permission is PUBLIC or permission in BUILT_IN_ROLES[BuiltInRole(role)]
        assert (set(intent.cells[role]) != {"P"}) == may, role


def outcomes(world: World, name: str, snapshot: Snapshot | None) -> dict[str, str]:
    """Return what comes of each cell; what a call changed is put back before the next one."""
    intent = INTENTS[name]
    operation = OPERATIONS[intent.operation]
    found: dict[str, str] = {}
    for role in ROLES:
        # What needs no login takes no session either.
        is_stranger = role == "stranger" or operation.permission is PUBLIC
        who = world.people.stranger if is_stranger else world.callers[role]
        cells = ""
        for row in intent.rows[: len(intent.cells[role])]:
            given = arguments(world, "customer" if role == "stranger" else role, row, intent)
            cells += outcome(who, intent, given)
            if snapshot is not None and operation.writes and cells.endswith("+"):
                snapshot.restore()
        found[role] = cells
    return found


@pytest.mark.parametrize("name", INTENTS)
def test_the_cells_are_as_meant(world: World, snapshot: Snapshot, name: str) -> None:
    """For each role and kind of row."""
    assert outcomes(world, name, snapshot) == INTENTS[name].cells, " ".join(INTENTS[name].rows)


READS = [name for name, intent in INTENTS.items() if not OPERATIONS[intent.operation].writes]


@pytest.mark.parametrize("built", ["postgresql"], indirect=True)
def test_what_only_reads_is_as_meant_on_postgresql(world: World) -> None:
    """A sample: the rules are the same statements on both databases."""
    found = {name: outcomes(world, name, None) for name in READS}
    assert found == {name: INTENTS[name].cells for name in READS}
