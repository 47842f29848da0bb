"""Grants for tests, made as an administrator makes them."""

from typing import Any

from db.vocabulary import DataVerb
from tests.callers import Caller, Directory

EVERYTHING = tuple(verb.value for verb in DataVerb)


def grant(people: Directory, whom: Caller | str, table: str, *verbs: str, scope: str = "all", **more: Any) -> Any:
    """Grant a user, or the role of a name, something with a table; reading and querying if nothing is said."""
    if isinstance(more.get("columns"), (list, tuple)):
        more["columns"] = {"string": list(more["columns"])}
    if isinstance(more.get("conditions"), (list, tuple)):
        more["conditions"] = {"DataCondition": [condition(*each) for each in more["conditions"]]}
    grantee = {"role": whom} if isinstance(whom, str) else {"userId": whom.id}
    wanted = {"DataVerb": list(verbs or ("read", "query"))}
    return people.admin.GrantDataAccess(table=table, verbs=wanted, scope=scope, **grantee, **more)


def condition(column: str, operator: str, *values: str) -> dict[str, Any]:
    """Return a condition as zeep takes it."""
    return {"column": column, "operator": operator, "values": {"string": list(values)} if values else None}


def parameters(**values: Any) -> dict[str, Any]:
    """Return parameters as zeep takes them: name=("type", "value")."""
    return {"DataParameter": [{"name": n, "type": t, "value": v} for n, (t, v) in values.items()]}


def rows(answer: Any) -> list[list[str | None]]:
    """Return the rows of an answer."""
    found = answer.rowSet.rows
    return [list(row["values"]["string"]) for row in found.DataRow] if found else []


def names(answer: Any) -> list[str]:
    """Return the names of the columns of an answer."""
    return [column.name for column in answer.rowSet.columns.RowSetColumn]


def query(caller: Caller, sql: str, **values: Any) -> list[list[str | None]]:
    """Return the rows that a query answers."""
    return rows(caller.ExecuteQuery(sql=sql, parameters=parameters(**values) if values else None))
