"""ReadTable and FetchMore: filters, orders, pages, groups."""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.callers import Caller, Clock, Directory, RefusedError
from tests.data_access.conftest import EVENT_COLUMNS, ReportingDesk
from tests.data_access.grants import condition, grant, names, rows

Table = list[dict[str, str | None]]


def read_all(caller: Caller, table: str, **asked: Any) -> Table:
    """Return every row of a read, page by page."""
    answer = caller.ReadTable(table=table, **asked)
    found = [dict(zip(names(answer), row, strict=True)) for row in rows(answer)]
    while answer.nextCursor:
        answer = caller.FetchMore(cursor=answer.nextCursor)
        found += [dict(zip(names(answer), row, strict=True)) for row in rows(answer)]
    return found


def order(*keys: str) -> dict[str, Any]:
    """Return an order as zeep takes it; a minus is for the greatest first."""
    return {"DataOrder": [{"column": key.lstrip("-"), "descending": key.startswith("-")} for key in keys]}


def sorted_rows(table: Table, *keys: str) -> Table:
    """Return rows in an order, what is absent last, by id in the end."""
    last = keys[-1] if keys else "id"
    found = table
    for key in (*reversed((*keys, "-id" if last.startswith("-") else "id")),):
        name, descending = key.lstrip("-"), key.startswith("-")
        present = [row for row in found if row[name] is not None]
        absent = [row for row in found if row[name] is None]
        is_number = name.endswith(("id", "count"))
        present.sort(key=lambda row: int(row[name] or 0) if is_number else row[name] or "", reverse=descending)
        found = present + absent
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize(
    "keys",
    [(), ("-id",), ("title",), ("-title",), ("status", "-submitted_at"), ("-handler_id", "title"), ("-submitted_at",)],
    ids=str,
)
def test_pages_are_the_whole_in_order(desk: ReportingDesk, keys: tuple[str, ...], size: int) -> None:
    """Whatever the order and the size: every row once, what is absent last."""
    grant_all(desk)
    everything = read_all(desk.people.staff2, "events", size=1000)
    assert len(everything) == 8
    found = read_all(desk.people.staff2, "events", order=order(*keys) if keys else None, size=size)
    assert found == sorted_rows(everything, *keys)


def grant_all(desk: ReportingDesk) -> None:
    """Grant somebody all events, once."""
    held = desk.people.admin.ListDataGrants(filter={"userId": desk.people.staff2.id}).grants
    if not held:
        grant(desk.people, desk.people.staff2, "events", columns=EVENT_COLUMNS)


MATCHES: dict[tuple[str, str, tuple[str, ...]], Callable[[Any], bool]] = {
    ("id", "equal", ("3",)): lambda row: row["id"] == "3",
    ("id", "notEqual", ("3",)): lambda row: row["id"] != "3",
    ("id", "less", ("+003",)): lambda row: int(row["id"]) < 3,
    ("id", "lessOrEqual", (" 3 ",)): lambda row: int(row["id"]) <= 3,
    ("id", "greater", ("3",)): lambda row: int(row["id"]) > 3,
    ("id", "greaterOrEqual", ("3",)): lambda row: int(row["id"]) >= 3,
    ("id", "oneOf", ("1", "3", "99")): lambda row: row["id"] in ("1", "3"),
    ("handler_id", "isNull", ()): lambda row: row["handler_id"] is None,
    ("handler_id", "isNotNull", ()): lambda row: row["handler_id"] is not None,
    ("handler_id", "notEqual", ("2",)): lambda row: row["handler_id"] not in (None, "2"),
    ("title", "equal", ("Zebra",)): lambda row: row["title"] == "Zebra",
    ("title", "less", ("a",)): lambda row: row["title"] < "a",
    ("title", "greater", ("zz",)): lambda row: row["title"] > "zz",
    ("title", "contains", ("%",)): lambda row: "%" in row["title"],
    ("title", "contains", ("发票",)): lambda row: "发票" in row["title"],
    ("title", "contains", ("_",)): lambda row: "_" in row["title"],
    ("title", "contains", ("zebra",)): lambda row: "zebra" in row["title"],
    ("title", "startsWith", ("Ä",)): lambda row: row["title"].startswith("Ä"),
    ("title", "equal", ("a'b",)): lambda row: row["title"] == "a'b",
    ("status", "oneOf", ("submitted", "nonsense")): lambda row: row["status"] == "submitted",
    ("submitted_at", "less", ("2026-11-24T16:30:00+02:00",)): lambda row: row["submitted_at"] < "2026-11-24T14:30:00Z",
    ("submitted_at", "greaterOrEqual", ("2026-11-24T14:30:00Z",)): lambda row: (
        row["submitted_at"] >= "2026-11-24T14:30:00Z"
    ),
}


@pytest.mark.parametrize(("column", "operator", "values"), MATCHES, ids=str)
def test_filters_keep_what_matches(desk: ReportingDesk, column: str, operator: str, values: tuple[str, ...]) -> None:
    """Every operator, with the values of every type."""
    grant_all(desk)
    everything = read_all(desk.people.staff2, "events")
    asked = {"allOf": {"DataCondition": [condition(column, operator, *values)]}}
    found = read_all(desk.people.staff2, "events", filter=asked)
    assert found == [row for row in everything if MATCHES[column, operator, values](row)]


def test_conditions_are_combined(desk: ReportingDesk) -> None:
    """All of some, and all of at least one group."""
    grant_all(desk)
    groups = [
        {"conditions": {"DataCondition": [condition("id", "equal", "1")]}},
        {"conditions": {"DataCondition": [condition("id", "greater", "5"), condition("status", "equal", "completed")]}},
    ]
    asked = {
        "allOf": {"DataCondition": [condition("id", "less", "9")]},
        "anyOf": {"DataConditionGroup": groups},
    }
    assert [row["id"] for row in read_all(desk.people.staff2, "events", filter=asked)] == ["1", "8"]


@pytest.mark.parametrize(
    ("column", "operator", "values"),
    [
        ("id", "equal", ("x",)),
        ("id", "equal", ()),
        ("id", "less", ("1", "2")),
        ("id", "contains", ("1",)),
        ("id", "isNull", ("1",)),
        ("id", "oneOf", ()),
        ("id", "equal", ("9223372036854775808",)),
        ("submitted_at", "less", ("yesterday",)),
    ],
    ids=str,
)
def test_filters_that_make_no_sense_are_named(
    desk: ReportingDesk, column: str, operator: str, values: tuple[str, ...]
) -> None:
    """With the path of the condition."""
    grant_all(desk)
    asked = {"allOf": {"DataCondition": [condition(column, operator, *values)]}}
    with pytest.raises(RefusedError) as caught:
        desk.people.staff2.ReadTable(table="events", filter=asked)
    assert (caught.value.code, caught.value.field) == ("INVALID_ARGUMENT", "filter.allOf[0]")


HIDDEN: dict[str, dict[str, Any]] = {
    "columns[1]": {"columns": {"string": ["id", "content"]}},
    "filter.allOf[0].column": {"filter": {"allOf": {"DataCondition": [condition("content", "contains", "a")]}}},
    "filter.anyOf[0].conditions[0].column": {
        "filter": {
            "anyOf": {
                "DataConditionGroup": [{"conditions": {"DataCondition": [condition("content", "isNull")]}}],
            }
        }
    },
    "order[0].column": {"order": order("content")},
    "groupBy[0]": {"groupBy": {"string": ["content"]}},
    "aggregates[0].column": {"aggregates": {"DataAggregate": [{"function": "max", "column": "content"}]}},
}


@pytest.mark.parametrize("field", HIDDEN)
def test_hidden_columns_are_not_there(desk: ReportingDesk, field: str) -> None:
    """Neither to see nor to filter, sort, group or compute by; the same is said of columns that do not exist."""
    told = []
    for hidden in ("content", "nonsense"):
        asked = json.loads(json.dumps(HIDDEN[field]).replace("content", hidden))
        with pytest.raises(RefusedError) as caught:
            desk.reporter.ReadTable(table="events", **asked)
        assert (caught.value.code, caught.value.field) == ("NOT_FOUND", field)
        told.append(caught.value.message)
    assert told[0] == told[1]


def test_groups(desk: ReportingDesk) -> None:
    """Counted, added up, sorted by what is answered, and fetched page by page."""
    grant_all(desk)
    functions = [
        {"function": "count"},
        {"function": "countDistinct", "column": "customer_id"},
        {"function": "sum", "column": "id", "name": "合计"},
        {"function": "min", "column": "title"},
        {"function": "max", "column": "submitted_at"},
        {"function": "avg", "column": "id"},
    ]
    asked = {"groupBy": {"string": ["status"]}, "aggregates": {"DataAggregate": functions}, "order": order("-合计")}
    found = read_all(desk.people.staff2, "events", **asked, size=2)
    everything = read_all(desk.people.staff2, "events")
    for group in found:
        members = [row for row in everything if row["status"] == group["status"]]
        ids = [int(row["id"] or 0) for row in members]
        assert group["count"] == str(len(members))
        assert group["合计"] == str(sum(ids))
        assert group["min_title"] == min(row["title"] or "" for row in members)
        assert float(group["avg_id"] or 0) == pytest.approx(sum(ids) / len(ids), abs=1e-6)
    sums = [int(group["合计"] or 0) for group in found]
    assert sums == sorted(sums, reverse=True)
    assert sum(int(group["count"] or 0) for group in found) == len(everything)


def test_the_total_is_that_of_the_filter(desk: ReportingDesk) -> None:
    """And only counted on request."""
    grant_all(desk)
    caller = desk.people.staff2
    asked = {"allOf": {"DataCondition": [condition("id", "less", "6")]}}
    assert caller.ReadTable(table="events", filter=asked, size=2, withTotal=True).total == 5
    assert caller.ReadTable(table="events", filter=asked, size=2).total is None


def test_a_page_can_be_fetched_again(desk: ReportingDesk) -> None:
    """When its answer was lost on the way."""
    grant_all(desk)
    first = desk.people.staff2.ReadTable(table="events", size=2)
    second = desk.people.staff2.FetchMore(cursor=first.nextCursor)
    assert desk.people.staff2.FetchMore(cursor=first.nextCursor) == second


def test_cursors_are_their_owners(people: Directory, clock: Clock) -> None:
    """Nobody else's, not for ever, and not beyond the grant."""
    for whoever in (people.staff, people.staff2):
        grant(people, whoever, "event_categories")
    first = people.staff.ReadTable(table="event_categories", size=1)
    second = people.staff.ReadTable(table="event_categories", size=1)
    refused(people.staff2, first.nextCursor)
    clock.advance(minutes=10)
    assert people.staff.FetchMore(cursor=first.nextCursor)
    clock.advance(minutes=10)
    assert people.staff.FetchMore(cursor=first.nextCursor), "it is used, so it lives on"
    refused(people.staff, second.nextCursor)
    (granted,) = people.admin.ListDataGrants(filter={"userId": people.staff.id}).grants.DataGrant
    people.admin.RevokeDataAccess(grantId=granted.id, expectedVersion=granted.version)
    refused(people.staff, first.nextCursor)


def test_a_new_grant_does_not_revive_an_old_cursor(people: Directory) -> None:
    """Although SQLite may give it the number of the old one."""
    wide = grant(people, people.staff, "event_categories")
    cursor = people.staff.ExecuteQuery(sql="SELECT id, code FROM event_categories", size=1).nextCursor
    people.admin.RevokeDataAccess(grantId=wide.id, expectedVersion=wide.version)
    grant(people, people.staff, "event_categories", columns=("active",))
    refused(people.staff, cursor)


@pytest.mark.parametrize(
    "position",
    [None, "x", [], [None], [1], ["x"], ["1", "2"], [["1"]], {"a": 1}, ["9" * 30], ["\0"], [True], ["\ud800"]],
)
def test_cursors_that_were_changed_are_refused(desk: ReportingDesk, position: Any) -> None:
    """With the code for it, whatever stands in them."""
    grant_all(desk)
    token = desk.people.staff2.ReadTable(table="events", size=1).nextCursor.partition(".")[0]
    packed = base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")
    refused(desk.people.staff2, f"{token}.{packed}")
    refused(desk.people.staff2, f"{token}.!")
    refused(desk.people.staff2, token)


@pytest.mark.parametrize("key", ["title", "handler_id", "submitted_at"])
@pytest.mark.parametrize("value", ["\ud800", "x\udfff", "\0", 1, 1e999, {}, [[[[]]]]], ids=repr)
def test_positions_that_are_no_text_are_refused(desk: ReportingDesk, key: str, value: Any) -> None:
    """Whatever the type of the column by which the rows are sorted: half of a character is no text either."""
    grant_all(desk)
    token = desk.people.staff2.ReadTable(table="events", order=order(key), size=1).nextCursor.partition(".")[0]
    packed = base64.urlsafe_b64encode(json.dumps([value, "1"]).encode()).decode().rstrip("=")
    refused(desk.people.staff2, f"{token}.{packed}")


def refused(caller: Caller, cursor: str) -> None:
    """Expect that a cursor is refused."""
    with pytest.raises(RefusedError) as caught:
        caller.FetchMore(cursor=cursor)
    assert caught.value.code == "CURSOR_INVALID"


def test_too_many_cursors_end_the_oldest(people: Directory) -> None:
    """Five of a user live."""
    grant(people, people.staff, "event_categories")
    cursors = [people.staff.ReadTable(table="event_categories", size=1).nextCursor for _ in range(6)]
    refused(people.staff, cursors[0])
    for cursor in cursors[1:]:
        assert people.staff.FetchMore(cursor=cursor)


def test_a_grant_can_limit_the_rows_of_an_answer(people: Directory) -> None:
    """The rest is fetched."""
    grant(people, people.staff, "event_categories", maxRows=3)
    answer = people.staff.ReadTable(table="event_categories", size=100)
    assert len(rows(answer)) == 3
    assert len(read_all(people.staff, "event_categories", size=100)) == 8


def test_values_have_the_forms_of_xml_schema(desk: ReportingDesk) -> None:
    """Instants in UTC, booleans in words, what is absent as nil."""
    grant_all(desk)
    (event, *_) = read_all(desk.people.staff2, "events")
    assert event["submitted_at"] == "2026-11-23T08:30:00Z"
    assert datetime.fromisoformat(event["submitted_at"]).tzinfo is not None
    (category, *_) = read_all(desk.reporter, "event_categories")
    assert category["active"] == "true"
