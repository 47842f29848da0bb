"""What the examples of one operation say, where it is something else than in the others."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from db.vocabulary import DataType, DataVerb, EventStatus, Outcome, UserStatus
from soap_server.contract.data import DataColumn, DataParameter
from soap_server.contract.data_grantable import GrantableColumn
from soap_server.contract.departments import DepartmentNode
from soap_server.examples.values import CURSOR, INSTANT

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
    "SetUserRole": {"role": "staff", "version": 4},
    "FreezeUser": {"status": UserStatus.FROZEN, "frozen_reason": "按公司规定", "version": 4},
    "UnfreezeUser": {"version": 4},
}

_UPLOAD = {"attachment_id": None, "expires_at": INSTANT + timedelta(days=1), "size": 41_943_040}
_GRANTED = {"columns": ["id", "title", "status", "submitted_at", "resolved_at"]}
_MONTH_AGO = INSTANT - timedelta(days=30)
_EVENTS = {"submitted_from": _MONTH_AGO, "submitted_before": None, "text": "发票"}
_LOGGED = {"outcome": Outcome.DONE, "happened_from": _MONTH_AGO, "happened_before": None}
ASKED: Mapping[str, Mapping[str, Any]] = {
    "ListEvents": _EVENTS,
    "ListUnassignedEvents": {**_EVENTS, "statuses": None, "handler_id": None},
    "ListUsers": {"text": "zhang", "inactive_since": None},
    "ListRatings": {"rated_from": _MONTH_AGO, "rated_before": None},
    "ListAuditEntries": _LOGGED,
    "GetAttachment": {"attachment_id": 88},
    "BeginUpload": _UPLOAD,
    "UploadPart": {"offset": 4_194_304, "content": b"..."},
    "GrantDataAccess": _GRANTED,
    "SetUserRole": {"role": "staff"},
    "ExecuteStatement": {
        "sql": "UPDATE event_categories SET active = FALSE WHERE code = :code",
        "parameters": [DataParameter("code", DataType.TEXT, "billing")],
        "dry_run": True,
    },
    "RevokeDataAccess": {"expected_version": 1},
    "ListDataGrants": {"size": 50, "cursor": None},
    "ListDataAccess": {**_LOGGED, "size": 50, "cursor": None},
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
    "GrantDataAccess": _GRANTED,
    "ListDataGrants": _GRANTED,
    "DescribeTable": {
        "columns": [
            _column("id", "Number", "编号", "The event's number."),
            _column("customer_id", "Customer", "客户", "The customer whose event it is.", "users"),
        ]
    },
    "ExecuteStatement": {"verb": DataVerb.UPDATE, "table": "event_categories", "row_count": 1, "dry_run": True},
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
    "ReadTable": {"next_cursor": CURSOR, "total": 412},
    "FetchMore": {"next_cursor": None, "total": None},
}
"""What an operation answers, where it is something else again."""
