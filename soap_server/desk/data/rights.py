"""What a caller may do through the data service: the grants in force, and the rows that each is for."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_, or_, select
from sqlalchemy.orm import Session

from db.departments import below
from db.dictionary import DICTIONARY, DataColumn, DataTable
from db.models import DataGrant, RolePermission, User
from db.vocabulary import DataOperator, DataVerb, Language, Permission, RowScope
from soap_server.desk.data.comparing import Condition, compare
from soap_server.desk.data.scopes import OF_DEPARTMENTS, OWN, Holder
from soap_server.desk.errors import NotFoundError


@dataclass(frozen=True)
class Right:
    """What one grant lets its holder do with one table.

    :ivar columns: the columns, in the order of the dictionary; the key is always one of them.
    """

    grant_id: int
    version: int
    table: DataTable
    columns: tuple[DataColumn, ...]
    verbs: frozenset[DataVerb]
    scope: RowScope
    conditions: tuple[Condition, ...]
    max_rows: int | None

    @property
    def facts(self) -> object:
        """All that the grant says; SQLite may give the number of a revoked one to the next."""
        names = [column.name for column in self.columns]
        return self.table.name, self.grant_id, self.version, names, sorted(self.verbs), self.scope, self.conditions

    @property
    def names(self) -> frozenset[str]:
        """The names of the columns."""
        return frozenset(column.name for column in self.columns)

    def column(self, name: str, field: str) -> DataColumn:
        """Return a column.

        :raises NotFoundError: if the table has none of this name, or it is not granted; it is not said which.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise NotFoundError(f"The table {self.table.name} has no such column, or you may not read it.", field=field)


@dataclass(frozen=True)
class Rights:
    """All that a caller may do, and what the rows of their grants depend on.

    :ivar holder: the caller.
    """

    holder: Holder
    language: Language
    by_table: Mapping[str, Right]

    @property
    def user_id(self) -> int:
        """The caller's number."""
        return self.holder.user_id

    def to(self, verb: DataVerb, table: str, field: str | None = None) -> Right:
        """Return the right to do something with a table.

        :raises NotFoundError: if there is no such table, or it is not granted for this; it is not said which.
        """
        right = self.by_table.get(table)
        if right is None or verb not in right.verbs:
            raise NotFoundError("There is no such table, or you may not do this with it.", field=field)
        return right

    def may_any(self, *verbs: DataVerb) -> bool:
        """Say whether there is a table with which the caller may do one of these."""
        return any(right.verbs.intersection(verbs) for right in self.by_table.values())

    def rows(self, right: Right, source: FromClause) -> ColumnElement[bool] | None:
        """Return the condition that a row of the table, or of an alias of it, is granted; None if all rows are."""
        types = {name: column.type for name, column in right.table.columns.items()}
        conditions = [compare(source.c[each.column], types[each.column], each) for each in right.conditions]
        if right.scope is RowScope.OWN:
            conditions.append(OWN[right.table.name](source, self.holder))
        elif right.scope is RowScope.OWN_DEPARTMENT:
            conditions.append(OF_DEPARTMENTS[right.table.name](source, self.holder))
        return and_(*conditions) if conditions else None

    def fingerprint(self, tables: Collection[str]) -> str:
        """Return what changes when a grant for one of the tables changes, or what its rows depend on."""
        grants = [self.by_table[name].facts for name in sorted(tables)]
        its = self.holder
        depends_on = its.user_id, its.departments, sorted(its.permissions), grants
        return hashlib.sha256(repr(depends_on).encode()).hexdigest()


def rights_of(session: Session, user_id: int) -> Rights:
    """Return what a user may do. A grant to the user takes the place of one to their role, table by table."""
    user = session.execute(select(User.role_id, User.department_id, User.language).where(User.id == user_id)).one()
    held = or_(DataGrant.user_id == user_id, DataGrant.role_id == user.role_id)
    # The role's first, so that the user's own come over them.
    grants = session.scalars(select(DataGrant).where(held).order_by(DataGrant.user_id.is_not(None), DataGrant.id))
    by_table = {grant.table_name: _right(grant) for grant in grants if grant.table_name in DICTIONARY}
    needs_departments = any(right.scope is RowScope.OWN_DEPARTMENT for right in by_table.values())
    departments = below(session, user.department_id) if needs_departments and user.department_id else ()
    stored = session.scalars(select(RolePermission.permission).where(RolePermission.role_id == user.role_id)).all()
    permissions = frozenset(permission for permission in Permission if permission in stored)
    return Rights(Holder(user_id, tuple(departments), permissions), user.language, by_table)


def _right(grant: DataGrant) -> Right:
    table = DICTIONARY[grant.table_name]
    granted = {*grant.columns, table.key}
    return Right(
        grant_id=grant.id,
        version=grant.version,
        table=table,
        columns=tuple(column for name, column in table.columns.items() if name in granted),
        verbs=frozenset(DataVerb(verb) for verb in grant.verbs),
        scope=grant.scope,
        conditions=tuple(
            Condition(each["column"], DataOperator(each["operator"]), tuple(each["values"]))
            for each in grant.conditions
        ),
        max_rows=grant.max_rows,
    )
