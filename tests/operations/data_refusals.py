"""Every refusal that an operation of the data service declares, and how it comes about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from db.models import Department, EventCategory
from tests.callers import Directory
from tests.data_access.grants import grant
from tests.operations.happy import HAPPY

Scenario = Callable[[Directory], Any]
CATEGORIES = "event_categories"
EACH_CATEGORY = "SELECT id, code FROM event_categories ORDER BY id"
SUM_OF_IDS = {"DataAggregate": [{"function": "sum", "column": "id"}]}


def tighten(people: Directory, **limits: Any) -> None:
    """Set other limits of the data service for the desk under test."""
    office = people.application.office
    rules = replace(office.rules, data=replace(office.rules.data, **limits))
    object.__setattr__(office, "rules", rules)


def limited(name: str, limits: dict[str, Any], **arguments: Any) -> Scenario:
    """Return a call of somebody who may read a table, under other limits."""

    def run(people: Directory) -> Any:
        grant(people, people.staff, CATEGORIES)
        tighten(people, **limits)
        return getattr(people.staff, name)(**arguments)

    return run


def fetching(name: str, **limits: Any) -> Scenario:
    """Return a call that goes on with a read, under other limits."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        tighten(people, **limits)
        return getattr(caller, name)(**arguments)

    return run


def overflowing(name: str, **arguments: Any) -> Scenario:
    """Return a call that adds up numbers beyond 64 bits."""

    def run(people: Directory) -> Any:
        rows = [{"id": 2**62 + place, "name": f"部门 {place}"} for place in range(2)]
        people.application.database.write(lambda session: session.execute(insert(Department), rows))
        grant(people, people.staff, "departments")
        return getattr(people.staff, name)(**arguments)

    return run


def slow_statement(people: Directory) -> Any:
    """Change a category if 24 million combinations of categories say so."""
    new = [{"code": f"new{n}", "label_en": "New", "label_zh": "新", "active": True} for n in range(30)]
    people.application.database.write(lambda session: session.execute(insert(EventCategory), new))
    grant(people, people.staff, CATEGORIES, "update", "query")
    tighten(people, seconds=0.05, cost=1e18)
    joins = " ".join(f"JOIN event_categories c{n} ON c{n}.active = c0.active" for n in range(1, 5))
    count = f"(SELECT count(*) FROM event_categories c0 {joins})"
    sql = f"UPDATE event_categories SET active = TRUE WHERE {count} > 0 AND code = 'billing'"
    return people.staff.ExecuteStatement(sql=sql)


def granted(name: str, verb: str, **arguments: Any) -> Scenario:
    """Return a call of somebody who may do something with the categories."""

    def run(people: Directory) -> Any:
        grant(people, people.staff, CATEGORIES, verb, "read", "query")
        return getattr(people.staff, name)(**arguments)

    return run


def happy(name: str, **changed: Any) -> Scenario:
    """Return the happy call with some arguments changed."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        return getattr(caller, name)(**{**arguments, **changed})

    return run


def twice(name: str) -> Scenario:
    """Return the happy call, called again as it was."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        getattr(caller, name)(**arguments)
        return getattr(caller, name)(**{**arguments, "requestId": None})

    return run


def crowded(people: Directory) -> Any:
    """Go on with a kept page whose rows refer to more than one answer may have."""
    for number in range(4):
        people.event(customer=f"customer{number}")
    grant(people, people.staff, "events")
    grant(people, people.staff, "users", maxRows=1)
    page = people.staff.ReadTable(table="events", groupBy={"string": ["customer_id"]}, size=2)
    return people.staff.FetchMoreAsDataSet(cursor=page.nextCursor, relatedTables={"string": ["users"]})


def _reads(name: str) -> dict[tuple[str, str], Scenario]:
    by_code = {"table": CATEGORIES, "groupBy": {"string": ["code"]}, "size": 1}
    return {
        (name, "NOT_FOUND"): happy(name, table="sessions"),
        (name, "INVALID_ARGUMENT"): happy(name, size=1_000_001),
        (name, "TIME_LIMIT_EXCEEDED"): limited(name, {"seconds": 1e-6}, table=CATEGORIES),
        (name, "BYTE_LIMIT_EXCEEDED"): limited(name, {"page_bytes": 1}, table=CATEGORIES),
        (name, "ROW_LIMIT_EXCEEDED"): limited(name, {"result_rows": 2}, **by_code),
        (name, "COST_LIMIT_EXCEEDED"): limited(name, {"cost": 0.001}, table=CATEGORIES),
        (name, "QUERY_FAILED"): overflowing(name, table="departments", aggregates=SUM_OF_IDS),
    }


def _queries(name: str) -> dict[tuple[str, str], Scenario]:
    return {
        (name, "DATA_SERVICE_OFF"): limited(name, {"queries": False}, sql=EACH_CATEGORY),
        (name, "QUERY_REFUSED"): happy(name, sql="SELECT * FROM sessions"),
        (name, "INVALID_ARGUMENT"): happy(name, sql=" " * 10),
        (name, "TIME_LIMIT_EXCEEDED"): limited(name, {"seconds": 1e-6}, sql=EACH_CATEGORY),
        (name, "BYTE_LIMIT_EXCEEDED"): limited(name, {"result_bytes": 60}, sql=EACH_CATEGORY, size=1),
        (name, "ROW_LIMIT_EXCEEDED"): limited(name, {"result_rows": 2}, sql=EACH_CATEGORY, size=1),
        (name, "COST_LIMIT_EXCEEDED"): limited(name, {"cost": 0.001}, sql=EACH_CATEGORY),
        (name, "QUERY_FAILED"): overflowing(name, sql="SELECT sum(id) FROM departments"),
    }


def _fetches(name: str) -> dict[tuple[str, str], Scenario]:
    return {
        (name, "CURSOR_INVALID"): happy(name, cursor="nonsense"),
        (name, "INVALID_ARGUMENT"): happy(name, cursor="x" * 601),
        (name, "TIME_LIMIT_EXCEEDED"): fetching(name, seconds=1e-6),
        (name, "BYTE_LIMIT_EXCEEDED"): fetching(name, page_bytes=1),
        (name, "COST_LIMIT_EXCEEDED"): fetching(name, cost=0.001),
    }


NEW_CATEGORY = "INSERT INTO event_categories (code, label_en, label_zh) VALUES ('billing', 'Bills', '账单')"
DATA_REFUSALS: dict[tuple[str, str], Scenario] = {
    **_reads("ReadTable"),
    **_reads("ReadTableAsDataSet"),
    **_queries("ExecuteQuery"),
    **_queries("ExecuteQueryAsDataSet"),
    **_fetches("FetchMore"),
    **_fetches("FetchMoreAsDataSet"),
    ("FetchMoreAsDataSet", "NOT_FOUND"): happy("FetchMoreAsDataSet", relatedTables={"string": ["users"]}),
    ("FetchMoreAsDataSet", "ROW_LIMIT_EXCEEDED"): crowded,
    ("DescribeTable", "NOT_FOUND"): happy("DescribeTable", table="users"),
    ("DescribeTable", "INVALID_ARGUMENT"): happy("DescribeTable", table=" "),
    ("ExecuteStatement", "DATA_SERVICE_OFF"): fetching("ExecuteStatement", statements=False),
    ("ExecuteStatement", "QUERY_FAILED"): happy(
        "ExecuteStatement", sql="UPDATE event_categories SET label_en = 'x' WHERE id + 9223372036854775807 > 5"
    ),
    ("ExecuteStatement", "QUERY_REFUSED"): happy("ExecuteStatement", sql="DELETE FROM events WHERE id = 1"),
    ("ExecuteStatement", "INVALID_ARGUMENT"): happy("ExecuteStatement", sql="x" * 8_001),
    ("ExecuteStatement", "ROW_LIMIT_EXCEEDED"): fetching("ExecuteStatement", statement_rows=0),
    ("ExecuteStatement", "TIME_LIMIT_EXCEEDED"): slow_statement,
    ("ExecuteStatement", "COST_LIMIT_EXCEEDED"): fetching("ExecuteStatement", cost=0.001),
    ("ExecuteStatement", "CONFLICT"): granted("ExecuteStatement", "insert", sql=NEW_CATEGORY),
    ("ListDataGrants", "CURSOR_INVALID"): happy("ListDataGrants", page={"cursor": "bm8"}),
    ("ListDataGrants", "INVALID_ARGUMENT"): happy("ListDataGrants", page={"size": 201}),
    ("ListDataAccess", "CURSOR_INVALID"): happy("ListDataAccess", page={"cursor": "bm8"}),
    ("ListDataAccess", "INVALID_ARGUMENT"): happy("ListDataAccess", page={"size": 201}),
    ("GrantDataAccess", "NOT_FOUND"): happy("GrantDataAccess", userId=999_999),
    ("GrantDataAccess", "CONFLICT"): twice("GrantDataAccess"),
    ("GrantDataAccess", "INVALID_ARGUMENT"): happy("GrantDataAccess", table="sessions"),
    ("RevokeDataAccess", "NOT_FOUND"): twice("RevokeDataAccess"),
    ("RevokeDataAccess", "CONFLICT"): happy("RevokeDataAccess", expectedVersion=9),
    ("RevokeDataAccess", "INVALID_ARGUMENT"): happy("RevokeDataAccess", requestId="x"),
}
ON_POSTGRESQL = {"COST_LIMIT_EXCEEDED"}
"""SQLite has no estimates."""
