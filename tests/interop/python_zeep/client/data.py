"""Chapter 7: tables and SQL, as rows and as DataSets."""

from typing import Any

from zeep.wsse.username import UsernameToken

from .desk import Header, Story, connect, items, same, shows, use

CATEGORIES = "SELECT id, code FROM event_categories WHERE code = :code"
RENAME = "UPDATE event_categories SET label_en = :label WHERE code = :code"
BILLING = {"name": "code", "type": "text", "value": "billing"}


def read_data(story: Story) -> None:
    """Grant a table to the staff member, who reads it, and take it back."""
    admin, staff, table = story.administrator, story.staff, "event_categories"
    with shows("ListGrantableTables"):
        same("code" in _columns(items(admin.ListGrantableTables().tables), table), True)
    with shows("GrantDataAccess"):
        verbs = {"DataVerb": ["read", "query", "update"]}
        grant = admin.GrantDataAccess(userId=story.staff_id, table=table, verbs=verbs, scope="all")
        same((grant.user.id, items(grant.verbs), grant.maxRows), (story.staff_id, verbs["DataVerb"], None))
    with shows("ListDataGrants"):
        same([each.id for each in items(admin.ListDataGrants(filter={"userId": story.staff_id}).grants)], [grant.id])
    with shows("ListTables"):
        tables = staff.ListTables()
        same(([each.name for each in items(tables.tables)], tables.statementsEnabled), ([table], True))
    with shows("DescribeTable"):
        described = staff.DescribeTable(table=table)
        types = {column.name: column.type for column in items(described.columns)}
        same((described.key, types["id"], types["active"]), ("id", "integer", "boolean"))
    with shows("ReadTable", "FetchMore"):
        found = [row[0] for row in rows(staff, staff.ReadTable(table=table, columns={"string": ["code"]}, size=3))]
        same((len(found), len(set(found)), "billing" in found), (8, 8, True))
    with shows("ExecuteQuery"):
        answer = staff.ExecuteQuery(sql=CATEGORIES, parameters={"DataParameter": [BILLING]})
        same([row[1] for row in rows(staff, answer)], ["billing"])
    with shows("ExecuteStatement"):
        label = {"name": "label", "type": "text", "value": "Bills"}
        done = staff.ExecuteStatement(sql=RENAME, parameters={"DataParameter": [BILLING, label]}, dryRun=True)
        same((done.verb, done.table, done.rowCount, done.dryRun), ("update", table, 1, True))
    _read_data_sets(story, table)
    with shows("ListDataAccess"):
        log = admin.ListDataAccess(filter={"userId": story.staff_id, "operation": "ExecuteQuery"})
        same(
            [(each.rowCount, each.outcome, items(each.tables)) for each in items(log.accesses)], [(1, "done", [table])]
        )
    with shows("RevokeDataAccess"):
        same(admin.RevokeDataAccess(grantId=grant.id, expectedVersion=grant.version), None)
        same(items(staff.ListTables().tables), [])


def _columns(tables: list[Any], name: str) -> list[str]:
    return [column.name for table in tables if table.name == name for column in items(table.columns)]


# snippet: read rows
def rows(desk: Any, answer: Any) -> list[list[str | None]]:
    """Return all rows of an answer of the data service; NULL is None."""
    found: list[list[str | None]] = []
    while True:
        found += [row["values"]["string"] for row in items(answer.rowSet.rows)]
        if answer.nextCursor is None:
            return found
        answer = desk.FetchMore(cursor=answer.nextCursor)


# end snippet


def _read_data_sets(story: Story, table: str) -> None:
    desk = data_set_service(story.staff_access)
    with shows("ReadTableAsDataSet", "FetchMoreAsDataSet"):
        page = desk.ReadTableAsDataSet(table=table, size=5)
        more = desk.FetchMoreAsDataSet(cursor=page.nextCursor)
        found = data_set_rows(page.ReadTableAsDataSetResult) + data_set_rows(more.FetchMoreAsDataSetResult)
        codes = {row["code"]: row["active"] for row in found}
        same((len(found), len(codes), codes["billing"], more.nextCursor), (8, 8, True, None))
    with shows("ExecuteQueryAsDataSet"):
        page = desk.ExecuteQueryAsDataSet(sql=CATEGORIES, parameters={"DataParameter": [BILLING]})
        same([row["code"] for row in data_set_rows(page.ExecuteQueryAsDataSetResult)], ["billing"])


# snippet: read a data set
def data_set_service(access: Header | UsernameToken) -> Any:
    """Return the service of DataSets; it takes the sessions of the desk."""
    client = connect("DataSetService", "/DataSetService")
    use(client, access)
    return client.service


def data_set_rows(data_set: Any) -> list[Any]:
    """Return the rows of a DataSet with typed values: zeep reads them by the schema that comes with them."""
    return [row for table in data_set["_value_1"]["_value_1"] for row in table.values()]


# end snippet
