"""What the example messages say: the same every time, and believable."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from db.vocabulary import BucketUnit, DataOperator, DataType, DataVerb, EventStatus, Outcome, UserStatus
from soap_server.contract.common import UserSummary
from soap_server.contract.data import (
    DataColumn,
    DataCondition,
    DataFilter,
    DataOrder,
    DataParameter,
    DataRow,
    RowSet,
    RowSetColumn,
)
from soap_server.contract.data_grantable import GrantableColumn
from soap_server.contract.data_set import DataSet, DataSetColumn, DataSetTable
from soap_server.contract.departments import DepartmentNode

INSTANT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
_STAFF = UserSummary(id=12, display_name="李明")
# What a member of this name says in every example; others get the value of their type.
BY_NAME: Mapping[str, Any] = {
    "actor": UserSummary(id=3, display_name="王芳"),
    "actor_id": 3,
    "actor_name": "王芳",
    "address": "192.0.2.7",
    "assigned_count": 1,
    "attachments": None,
    "author": _STAFF,
    "bucket_unit": BucketUnit.DAY,
    "category": "billing",
    "chinese": "处理中",
    "code": "NOT_FOUND",
    "completed_at": None,
    "content": "发票抬头写错了，请更正后重新开具。",
    "contract_namespace": "urn:soapdesk:v1",
    "correlation_id": "6f1c0a5de2b94c07",
    "count": 1,
    "current_password": "the password in use",
    "cursor": None,
    "customer": UserSummary(id=31, display_name="张伟"),
    "customer_id": None,
    "department": "售后服务部",
    "display_name": "张伟",
    "email": "zhang.wei@example.com",
    "english": "In progress",
    "end": INSTANT,
    "event_id": 1042,
    "expected_version": 3,
    "field": "eventId",
    "file_name": "发票.pdf",
    "fitness": Decimal("0.7500"),
    "from_days": 1,
    "from_status": EventStatus.SUBMITTED,
    "frozen_reason": None,
    "handler": _STAFF,
    "handler_id": 12,
    "idle_seconds": 1800,
    "length": None,
    "max_attachment_bytes": 5_242_880,
    "max_attachments": 50,
    "max_page_size": 200,
    "max_request_bytes": 2_097_152,
    "max_upload_request_bytes": 10_485_760,
    "mean": Decimal("4.50"),
    "media_type": "application/pdf",
    "median_seconds": 5400,
    "message": "There is no such event.",
    "min_password_length": 10,
    "month": "2026-11",
    "must_change_password": False,
    "new_password": "seven quiet lanterns",
    "next_cursor": None,
    "ninetieth_percentile_seconds": 43_200,
    "note": "熟悉发票业务",
    "offset": None,
    "operation": "AssignEvent",
    "opinion": "回复很快，问题解决了。",
    "part_bytes": 4_194_304,
    "password": "four green bicycles",
    "period_end": INSTANT,
    "period_start": INSTANT - timedelta(days=30),
    "phone": "+86 10 5555 0100",
    "product": "SoapDesk",
    "product_version": "1.0.0",
    "rating": None,
    "rating_change_seconds": 43_200,
    "rating_mean": Decimal("4.50"),
    "reason": "按公司规定",
    "received_bytes": 0,
    "recovery_seconds": 2_592_000,
    "reopen_count": 0,
    "reopen_rate": Decimal("0.0625"),
    "reopening_seconds": 1_209_600,
    "reply_count": 2,
    "reply_id": None,
    "request_id": "0b9f3c1e-7a52-4c58-9d0e-2f6b1d7c4a10",
    "resolved_at": None,
    "role": "customer",
    "score": 5,
    "session_idle_seconds": 1800,
    "sha256": bytes(range(32)),
    "size": 50,
    "solution": "已重新开具发票，请查收附件。",
    "staff": _STAFF,
    "staff_id": None,
    "start": datetime(2026, 11, 22, 16, tzinfo=UTC),
    "subject": "event:1042",
    "text": "已收到，今天内处理。",
    "title": "发票抬头有误",
    "to_days": 3,
    "token": "kq3T0n8rW1c9uJx5eGzVd2bYhLsAfM7pQiRtNwEoXyU",
    "total": 1,
    "upload_id": 17,
    "uploaded_by_id": 31,
    "user_id": 31,
    "username": "zhang.wei",
    "utc_offset_minutes": 480,
    "value": "in_progress",
    "version": 3,
}
BY_TYPE: Mapping[type[Any], Any] = {
    bool: True,
    int: 7,
    str: "text",
    bytes: b"%PDF-1.7 ...",
    Decimal: Decimal("1.00"),
    datetime: INSTANT,
    EventStatus: EventStatus.ASSIGNED,
    UserStatus: UserStatus.ACTIVE,
}
LISTS: Mapping[str, list[Any]] = {"allowed_operations": ["PostReply", "ResolveEvent"]}
IDS: Mapping[str, int] = {"Event": 1042, "EventSummary": 1042, "User": 31, "Attachment": 88, "Upload": 17}
_NEW = {"handler": None, "assigned_at": None, "reply_count": 0, "version": 1}
# What an operation leads to, where its answer says more than the values above.
AFTER: Mapping[str, Mapping[str, Any]] = {
    "SubmitEvent": {"status": EventStatus.SUBMITTED, **_NEW},
    "ListUnassignedEvents": {"status": EventStatus.SUBMITTED, **_NEW},
    "UpdateEvent": {"version": 4},
    "AssignEvent": {"version": 4},
    "UnassignEvent": {"status": EventStatus.SUBMITTED, **_NEW, "version": 4},
    "ResolveEvent": {"status": EventStatus.RESOLVED, "resolved_at": INSTANT, "version": 4},
    "CompleteEvent": {"status": EventStatus.COMPLETED, "completed_at": INSTANT, "version": 4},
    "ReopenEvent": {"status": EventStatus.IN_PROGRESS, "reopen_count": 1, "version": 4},
    "WithdrawEvent": {"status": EventStatus.WITHDRAWN, "version": 4},
    "DeleteWithdrawnEvent": {"status": EventStatus.DELETED, "version": 4},
    "RestoreEvent": {"status": EventStatus.WITHDRAWN, "version": 4},
    "Register": {"version": 1},
    "CreateUser": {"version": 1, "must_change_password": True},
    "ResetPassword": {"version": 4, "must_change_password": True},
    "UpdateProfile": {"version": 4},
    "SetUserRole": {"version": 4},
    "FreezeUser": {"status": UserStatus.FROZEN, "frozen_reason": "按公司规定", "version": 4},
    "UnfreezeUser": {"version": 4},
}

DATA_SET = DataSet(
    [
        DataSetTable(
            "events",
            [
                DataSetColumn("id", DataType.INTEGER, "Number"),
                DataSetColumn("title", DataType.TEXT, "Title"),
                DataSetColumn("resolved_at", DataType.DATE_TIME, "Resolved at"),
            ],
            [["1042", "发票抬头有误", "2026-11-23T08:30:00Z"], ["1043", "打印机卡纸", None]],
            key="id",
        )
    ]
)
_ROW_SET = RowSet(
    columns=[
        RowSetColumn("id", DataType.INTEGER, nullable=False, label="Number"),
        RowSetColumn("title", DataType.TEXT, nullable=False, label="Title"),
        RowSetColumn("resolved_at", DataType.DATE_TIME, nullable=True, label="Resolved at"),
    ],
    rows=[DataRow(["1042", "发票抬头有误", "2026-11-23T08:30:00Z"]), DataRow(["1043", "打印机卡纸", None])],
)
_OPEN = DataCondition("status", DataOperator.ONE_OF, ["submitted", "assigned", "in_progress"])
_CURSOR = "7q1BGvCF25BDdAS64VAZHF5Z.WyIxMDQzIl0"
_QUERY = "SELECT e.id, e.title, e.resolved_at FROM events e WHERE e.submitted_at >= :since ORDER BY e.id"
OF_DATA: Mapping[str, Any] = {
    "aggregates": None,
    "any_of": None,
    "all_of": [_OPEN],
    "before_image": None,
    "column": "customer_id",
    "columns": ["id", "title", "resolved_at"],
    "conditions": [_OPEN],
    "cursor": _CURSOR,
    "description": "What customers submitted and want solved.",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "english": "Events",
    "chinese": "事件",
    "dry_run": False,
    "expected_version": None,
    "field": None,
    "filter": DataFilter(all_of=[_OPEN], any_of=None),
    "group_by": None,
    "key": "id",
    "max_rows": 1000,
    "name": "events",
    "next_cursor": _CURSOR,
    "operation": "ExecuteQuery",
    "operator": DataOperator.EQUAL,
    "order": [DataOrder("id", descending=False)],
    "parameters": [DataParameter("since", DataType.DATE_TIME, "2026-11-01T00:00:00Z")],
    "reason": None,
    "references_table": "users",
    "references_column": "id",
    "related_tables": None,
    "role": None,
    "row_count": 2,
    "row_set": _ROW_SET,
    "size": 500,
    "sql": _QUERY,
    "table": "events",
    "tables": ["events"],
    "total": 2,
    "type": DataType.INTEGER,
    "user": UserSummary(id=31, display_name="张伟"),
    "user_id": 31,
    "validate_only": False,
    "verbs": [DataVerb.READ, DataVerb.QUERY],
    "with_total": True,
}
"""What members of the data service say instead."""

_UPLOAD = {"attachment_id": None, "expires_at": INSTANT + timedelta(days=1), "size": 41_943_040}
ASKED: Mapping[str, Mapping[str, Any]] = {
    "BeginUpload": _UPLOAD,
    "UploadPart": {"offset": 4_194_304, "content": b"..."},
    "ExecuteStatement": {
        "sql": "UPDATE event_categories SET active = FALSE WHERE code = :code",
        "parameters": [DataParameter("code", DataType.TEXT, "billing")],
    },
    "RevokeDataAccess": {"expected_version": 1},
    "ListDataGrants": {"size": 50, "cursor": None},
    "ListDataAccess": {"size": 50, "cursor": None},
}
"""What is asked of an operation, where it is something else again."""


def _column(name: str, english: str, chinese: str, description: str, table: str | None = None) -> DataColumn:
    return DataColumn(
        name=name,
        type=DataType.INTEGER,
        nullable=False,
        max_length=None,
        english=english,
        chinese=chinese,
        description=description,
        references_table=table,
        references_column="id" if table else None,
        insertable=False,
        updatable=False,
    )


ANSWERED: Mapping[str, Mapping[str, Any]] = {
    "BeginUpload": _UPLOAD,
    "UploadPart": {**_UPLOAD, "received_bytes": 8_388_608},
    "GetUpload": {**_UPLOAD, "received_bytes": 8_388_608},
    "FinishUpload": _UPLOAD,
    "DescribeTable": {
        "columns": [
            _column("id", "Number", "编号", "The event's number."),
            _column("customer_id", "Customer", "客户", "The customer whose event it is.", "users"),
        ]
    },
    "ExecuteStatement": {"verb": DataVerb.UPDATE, "table": "event_categories", "row_count": 1},
    "ListDataAccess": {
        "outcome": Outcome.DONE,
        "code": None,
        "byte_count": 92,
        "milliseconds": 4,
    },
    "ListGrantableTables": {
        "columns": [
            GrantableColumn("id", DataType.INTEGER, "Number", "编号", "The event's number."),
            GrantableColumn("status", DataType.TEXT, "State", "状态", "Where it stands in its life."),
        ],
        "total": 1,
    },
    "ListAuditEntries": {"outcome": Outcome.DONE, "code": None},
    "ListDepartments": {
        "departments": [DepartmentNode("客户服务中心", None, 0), DepartmentNode("售后服务部", "客户服务中心", 1)],
        "total": 2,
    },
    "ReadTable": {"next_cursor": _CURSOR, "total": 412},
    "FetchMore": {"next_cursor": None, "total": None},
}
"""What an operation answers, where it is something else again."""
