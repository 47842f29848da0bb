"""Example messages: one believable request, response and fault for each operation, always the same."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from lxml import etree

from db.vocabulary import EventStatus, UserStatus
from soap_server.contract.common import ServiceFault, SessionHeader, UserSummary
from soap_server.contract.members import Member, is_contract_type, members_of
from soap_server.desk.errors import InvalidArgumentError
from soap_server.engine.answers import FaultWriter, envelope
from soap_server.engine.codec import Encoder, encoder
from soap_server.engine.faults import SoapFault
from soap_server.engine.interface import BoundOperation
from soap_server.engine.versions import SOAP11, XSI
from soap_server.operations.declaration import PUBLIC, Operation

_STAFF = UserSummary(id=12, display_name="李明")
# What a member of this name says in every example; others get the value of their type.
_BY_NAME: Mapping[str, Any] = {
    "actor": UserSummary(id=3, display_name="王芳"),
    "assigned_count": 1,
    "attachments": None,
    "author": _STAFF,
    "category": "billing",
    "chinese": "处理中",
    "code": "NOT_FOUND",
    "completed_at": None,
    "content": "发票抬头写错了，请更正后重新开具。",
    "contract_namespace": "urn:soapdesk:v1",
    "correlation_id": "6f1c0a5de2b94c07",
    "count": 1,
    "current_password": "the password in use",
    "customer": UserSummary(id=31, display_name="张伟"),
    "customer_id": None,
    "department": "售后服务部",
    "display_name": "张伟",
    "email": "zhang.wei@example.com",
    "english": "In progress",
    "event_id": 1042,
    "expected_version": 3,
    "field": "eventId",
    "file_name": "发票.pdf",
    "fitness": Decimal("0.7500"),
    "from_status": EventStatus.SUBMITTED,
    "frozen_reason": None,
    "handler": _STAFF,
    "handler_id": 12,
    "idle_seconds": 1800,
    "max_attachment_bytes": 5_242_880,
    "max_attachments": 50,
    "max_page_size": 200,
    "max_request_bytes": 2_097_152,
    "max_upload_request_bytes": 10_485_760,
    "media_type": "application/pdf",
    "message": "There is no such event.",
    "min_password_length": 10,
    "must_change_password": False,
    "new_password": "seven quiet lanterns",
    "next_cursor": None,
    "note": "熟悉发票业务",
    "operation": "AssignEvent",
    "opinion": "回复很快，问题解决了。",
    "password": "four green bicycles",
    "phone": "+86 10 5555 0100",
    "product": "SoapDesk",
    "product_version": "1.0.0",
    "rating": None,
    "rating_change_seconds": 43_200,
    "rating_mean": Decimal("4.50"),
    "reason": "按公司规定",
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
    "text": "已收到，今天内处理。",
    "title": "发票抬头有误",
    "token": "kq3T0n8rW1c9uJx5eGzVd2bYhLsAfM7pQiRtNwEoXyU",
    "total": 1,
    "uploaded_by_id": 31,
    "user_id": 31,
    "username": "zhang.wei",
    "value": "in_progress",
    "version": 3,
}
_INSTANT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
_BY_TYPE: Mapping[type[Any], Any] = {
    bool: True,
    int: 7,
    str: "text",
    bytes: b"%PDF-1.7 ...",
    Decimal: Decimal("1.00"),
    datetime: _INSTANT,
    EventStatus: EventStatus.ASSIGNED,
    UserStatus: UserStatus.ACTIVE,
}
_LISTS: Mapping[str, list[Any]] = {"allowed_operations": ["PostReply", "ResolveEvent"]}
_IDS: Mapping[str, int] = {"Event": 1042, "EventSummary": 1042, "User": 31, "Attachment": 88}
_NEW = {"handler": None, "assigned_at": None, "reply_count": 0, "version": 1}
# What an operation leads to, where its answer says more than the values above.
_AFTER: Mapping[str, Mapping[str, Any]] = {
    "SubmitEvent": {"status": EventStatus.SUBMITTED, **_NEW},
    "ListUnassignedEvents": {"status": EventStatus.SUBMITTED, **_NEW},
    "UpdateEvent": {"version": 4},
    "AssignEvent": {"version": 4},
    "UnassignEvent": {"status": EventStatus.SUBMITTED, **_NEW, "version": 4},
    "ResolveEvent": {"status": EventStatus.RESOLVED, "resolved_at": _INSTANT, "version": 4},
    "CompleteEvent": {"status": EventStatus.COMPLETED, "completed_at": _INSTANT, "version": 4},
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


def example_request(operation: BoundOperation, header: Any) -> bytes:
    """Return a SOAP 1.1 request."""
    declared: Operation = operation.declared
    namespace = operation.tag[1:].partition("}")[0]
    pieces: list[str] = []
    write = encoder(operation.in_message, operation.name)
    write(pieces, SimpleNamespace(**{member.name: _value(member, _BY_NAME) for member in declared.parameters}))
    entry = _with_namespace(pieces, namespace)
    head = ""
    if declared.permission is not PUBLIC:
        in_header: list[str] = []
        encoder(header, "SessionHeader")(in_header, SessionHeader(_BY_NAME["token"]))
        head = f"<soap:Header>{_with_namespace(in_header, namespace)}</soap:Header>"
    text = (
        f'<soap:Envelope xmlns:soap="{SOAP11.namespace}" xmlns:xsi="{XSI}">{head}'
        f"<soap:Body>{entry}</soap:Body></soap:Envelope>"
    )
    return _indented(text.encode())


def example_response(operation: BoundOperation) -> bytes:
    """Return a SOAP 1.1 response."""
    declared: Operation = operation.declared
    values = {**_BY_NAME, **_AFTER.get(operation.name, {})}
    value = _instance(declared.returns, values) if is_contract_type(declared.returns) else True
    return _indented(envelope(SOAP11, operation.encode(value)))


def example_fault(operation: BoundOperation, namespace: str, encode_detail: Encoder) -> bytes:
    """Return a SOAP 1.1 fault that the operation may answer: the last of its own refusals."""
    declared: Operation = operation.declared
    refusals = declared.refuses or declared.all_refusals or (InvalidArgumentError,)
    refusal = refusals[-1]
    fault = SoapFault(refusal.code, refusal.meaning, retryable=refusal.retryable)
    writer = FaultWriter(namespace, encode_detail, ServiceFault)
    return _indented(writer.response(SOAP11, fault, _BY_NAME["correlation_id"], "").body)


def _value(member: Member, values: Mapping[str, Any]) -> Any:
    if member.is_array:
        if member.name == "attachments" and member.optional:
            return None
        return _LISTS.get(member.name, [_item(member, values)])
    named = values.get(member.name, _item(member, values))
    if named is None:
        return None if member.optional else _item(member, values)
    return named if isinstance(named, member.type) else _item(member, values)


def _item(member: Member, values: Mapping[str, Any]) -> Any:
    if is_contract_type(member.type):
        return _instance(member.type, values)
    if member.type in _BY_TYPE:
        return _BY_TYPE[member.type]
    return list(member.type)[1]


def _instance(contract_type: Any, values: Mapping[str, Any]) -> Any:
    found = {member.name: _value(member, values) for member in members_of(contract_type)}
    if contract_type.__name__ in _IDS:
        found["id"] = _IDS[contract_type.__name__]
    return contract_type(**found)


def _with_namespace(pieces: list[str], namespace: str) -> str:
    first, *rest = pieces
    return first.replace(">", f' xmlns="{namespace}">', 1) + "".join(rest)


def _indented(document: bytes) -> bytes:
    root = etree.fromstring(document)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
