"""Grants of the data service: who gets what, and what administrators may not give."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import eq

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from db.dictionary import DICTIONARY, DataTable
from db.models import DataGrant, Role, User
from db.vocabulary import BuiltInRole, DataVerb, RowScope
from soap_server.desk.data.comparing import Condition, check_condition
from soap_server.desk.data.scopes import OF_DEPARTMENTS, OWN
from soap_server.desk.desk import Desk
from soap_server.desk.errors import ConflictError, InvalidArgumentError, NotFoundError
from soap_server.desk.filtering import narrowed
from soap_server.desk.paging import Order, PageOf, Paging, fetch_page

# What everybody who registers may read in full: it says nothing about people.
_PUBLIC_TABLES = frozenset({"event_categories"})
_WITH_PEOPLE = (
    joinedload(DataGrant.role),
    joinedload(DataGrant.user),
    joinedload(DataGrant.granted_by),
)


@dataclass(frozen=True)
class NewGrant:
    """What is granted, to a role or to a user.

    :ivar columns: none for all columns of the table.
    """

    role: str | None
    user_id: int | None
    table: str
    columns: tuple[str, ...]
    verbs: tuple[DataVerb, ...]
    scope: RowScope
    conditions: tuple[Condition, ...]
    max_rows: int | None


@dataclass(frozen=True)
class GrantQuery:
    """Which grants are wanted; None does not restrict."""

    role: str | None = None
    user_id: int | None = None
    table: str | None = None


def grantable_verbs(table: DataTable) -> tuple[DataVerb, ...]:
    """Return what can be granted at all with a table."""
    writable = {
        DataVerb.INSERT: bool(table.insertable),
        DataVerb.UPDATE: bool(table.updatable),
        DataVerb.DELETE: table.deletable,
    }
    return tuple(verb for verb in DataVerb if writable.get(verb, True))


def grantable_scopes(table: DataTable) -> tuple[RowScope, ...]:
    """Return for which rows of a table something can be granted at all."""
    scopes: dict[RowScope, Collection[str]] = {RowScope.OWN: OWN, RowScope.OWN_DEPARTMENT: OF_DEPARTMENTS}
    return tuple(scope for scope in RowScope if scope not in scopes or table.name in scopes[scope])


def list_grants(desk: Desk, wanted: GrantQuery, paging: Paging) -> PageOf[DataGrant]:
    """Return a page of the grants, oldest first."""
    query = narrowed(
        select(DataGrant),
        (DataGrant.user_id, eq, wanted.user_id),
        (DataGrant.table_name, eq, wanted.table),
    )
    if wanted.role is not None:
        query = query.where(DataGrant.role_id.in_(select(Role.id).where(Role.name == wanted.role)))
    return fetch_page(desk, query, order=Order((DataGrant.id,)), paging=paging, scope=wanted, options=_WITH_PEOPLE)


def grant_access(desk: Desk, new: NewGrant, *, expected_version: int | None) -> DataGrant:
    """Grant, or change what was granted to the same role or user with the same table.

    :param expected_version: of the grant that is changed; None for a new one.
    :raises NotFoundError: if there is no such user.
    :raises ConflictError: if there is such a grant already, or it is not the one that the caller saw.
    :raises InvalidArgumentError: if the dictionary does not have it, or it must not be given.
    """
    role, user = _grantee(desk, new)
    table = _table(new)
    _check(new, role, table)
    grant = _find(desk, role, user, new.table)
    granted_by = desk.session.get_one(User, desk.actor.id)
    if (None if grant is None else grant.version) != expected_version:
        seen = "no grant for this yet" if grant is None else "a grant for this, of another version"
        raise ConflictError(f"There is {seen}.", field="expectedVersion")
    if grant is None:
        grant = DataGrant(role=role, user=user, table_name=new.table)
    grant.columns = [name for name in table.columns if name in (*new.columns, table.key) or not new.columns]
    grant.verbs = [verb.value for verb in DataVerb if verb in new.verbs]
    grant.scope = new.scope
    grant.conditions = [
        {"column": each.column, "operator": each.operator.value, "values": list(each.values)} for each in new.conditions
    ]
    grant.max_rows = new.max_rows
    grant.granted_by = granted_by
    grant.granted_at = desk.now
    desk.session.add(grant)
    try:
        desk.session.flush()
    except IntegrityError as error:
        raise ConflictError("Somebody else has granted this in the meantime.") from error
    desk.about("grant", grant.id)
    return grant


def version_of(desk: Desk, new: NewGrant) -> int | None:
    """Return the version of the grant that a new one would change, None if there is none."""
    grant = _find(desk, *_grantee(desk, new), new.table)
    return None if grant is None else grant.version


def revoke_access(desk: Desk, grant_id: int, *, expected_version: int) -> None:
    """Take a grant back. Cursors that depend on it end with it.

    :raises NotFoundError: if there is no such grant.
    :raises ConflictError: if it is not the one that the caller saw.
    """
    desk.about("grant", grant_id)
    grant = desk.session.get(DataGrant, grant_id)
    if grant is None:
        raise NotFoundError("There is no such grant.", field="grantId")
    if grant.version != expected_version:
        raise ConflictError("The grant has changed in the meantime.", field="expectedVersion")
    desk.session.delete(grant)


def end_grants(desk: Desk, user: User) -> None:
    """Take back all that was granted to a user alone: it was given to somebody in the role that they had."""
    ended = desk.session.scalars(delete(DataGrant).where(DataGrant.user_id == user.id).returning(DataGrant.table_name))
    tables = sorted(ended)
    if tables:
        desk.subject = f"user:{user.id}, no longer granted: {', '.join(tables)}"


def _grantee(desk: Desk, new: NewGrant) -> tuple[Role | None, User | None]:
    if (new.role is None) == (new.user_id is None):
        raise InvalidArgumentError("A grant is for either a role or a user.", field="role")
    if new.role is None:
        user = desk.session.get(User, new.user_id)
        if user is None:
            raise NotFoundError("There is no such user.", field="userId")
        return None, user
    role = desk.session.scalar(select(Role).where(Role.name == new.role))
    if role is None:
        raise InvalidArgumentError("There is no such role.", field="role")
    return role, None


def _table(new: NewGrant) -> DataTable:
    table = DICTIONARY.get(new.table)
    if table is None:
        raise InvalidArgumentError(f"The tables are {', '.join(DICTIONARY)}.", field="table")
    for place, name in enumerate(new.columns):
        if name not in table.columns:
            raise InvalidArgumentError(f"The columns are {', '.join(table.columns)}.", field=f"columns[{place}]")
    return table


def _check(new: NewGrant, role: Role | None, table: DataTable) -> None:
    if not new.verbs:
        raise InvalidArgumentError("A grant allows something.", field="verbs")
    for place, verb in enumerate(new.verbs):
        if verb not in grantable_verbs(table):
            raise InvalidArgumentError(f"Nobody may {verb} rows of {table.name}.", field=f"verbs[{place}]")
    if new.scope not in grantable_scopes(table):
        raise InvalidArgumentError(f"Rows of {table.name} are nobody's own.", field="scope")
    is_everybody = role is not None and role.name == BuiltInRole.CUSTOMER
    if is_everybody and new.scope is not RowScope.OWN and table.name not in _PUBLIC_TABLES:
        raise InvalidArgumentError(
            "Whoever registers is a customer: grant customers their own rows only.", field="scope"
        )
    if is_everybody and set(new.verbs) - {DataVerb.READ, DataVerb.QUERY}:
        raise InvalidArgumentError("Whoever registers is a customer: customers may only read.", field="verbs")
    _check_conditions(new.conditions, table)


def _check_conditions(conditions: Sequence[Condition], table: DataTable) -> None:
    for place, condition in enumerate(conditions):
        column = table.columns.get(condition.column)
        if column is None:
            raise InvalidArgumentError("There is no such column.", field=f"conditions[{place}].column")
        try:
            check_condition(condition, column.type)
        except ValueError as error:
            raise InvalidArgumentError(f"{column.name} {error}.", field=f"conditions[{place}]") from error


def _find(desk: Desk, role: Role | None, user: User | None, table: str) -> DataGrant | None:
    whose = DataGrant.role == role if role is not None else DataGrant.user == user
    return desk.session.scalar(select(DataGrant).where(whose, DataGrant.table_name == table).options(*_WITH_PEOPLE))
