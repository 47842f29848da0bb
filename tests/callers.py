"""Callers: people who speak SOAP to a desk through a stock zeep client, without a network."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

import zeep
from sqlalchemy import insert

from client_sdk.transport import Answer, Responder
from db.models import Role, RolePermission
from db.vocabulary import Permission
from soap_server.app import Application
from soap_server.contract.members import Member, is_contract_type, members_of
from soap_server.desk.accounts import Person, create_account
from soap_server.desk.desk import Desk, Visit
from soap_server.desk.login import Credentials, log_in
from soap_server.engine.messages import Request
from soap_server.operations.catalogue import all_operations
from soap_server.operations.data_set_service import DATA_SETS

PASSWORD = "seven quiet lanterns"
OPERATIONS = {operation.name: operation for operation in all_operations()}


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        """Move by a time given as to timedelta."""
        self.now += timedelta(**time)


class RefusedError(Exception):
    """A ServiceFault, as the caller got it."""

    def __init__(self, detail: Mapping[str, Any]) -> None:
        super().__init__(f"{detail['code']}: {detail['message']} ({detail['field']})")
        self.code: str = detail["code"]
        self.message: str = detail["message"]
        self.field: str | None = detail["field"]
        self.retryable: bool = detail["retryable"]
        self.correlation_id: str = detail["correlationId"]


class Caller:
    """Somebody who calls operations: ``caller.SubmitEvent(title=..., content=...)``.

    Nil is filled in for what is not given, as a generated .NET or Java client does.
    """

    def __init__(self, service: Any, token: str | None = None, id_: int = 0, data_sets: Any = None) -> None:
        self._service = service
        self._data_sets = data_sets
        self.token = token
        self.id = id_

    @cached_property
    def user(self) -> Any:
        """The account, as it was when this was first asked for."""
        return self.GetCurrentUser()

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            headers = {"SessionHeader": {"token": self.token}} if self.token else None
            filled = _filled(OPERATIONS[operation].parameters, arguments)
            is_separate = OPERATIONS[operation].service == DATA_SETS.name
            service = self._data_sets if is_separate else self._service
            try:
                return getattr(service, operation)(**filled, _soapheaders=headers)
            except zeep.exceptions.Fault as fault:
                raise RefusedError(_detail(fault)) from fault

        return call

    def version(self, event_id: int) -> int:
        """The version of an event."""
        return int(self.GetEvent(eventId=event_id).event.version)


class Directory:
    """The people of a desk, made when they are first asked for."""

    def __init__(self, application: Application, service: Any, data_sets: Any = None) -> None:
        self.application = application
        self.stranger = Caller(service, data_sets=data_sets)
        self._service = service
        self._data_sets = data_sets
        self._known: dict[str, Caller] = {}

    def __getattr__(self, name: str) -> Caller:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._known:
            role = {"ad": "admin", "st": "staff"}.get(name[:2], "customer")
            self._known[name] = self.hire(name, role)
        return self._known[name]

    def hire(self, username: str, role: str, *, display_name: str | None = None) -> Caller:
        """Make an account and log in."""
        office = self.application.office

        def work(session: Any) -> tuple[str, int]:
            visit = Visit("CreateUser", "192.0.2.7", "test", office.clock())
            hashed = office.passwords.hash(PASSWORD)
            desk = Desk(session, office, visit, prepared=hashed)
            user = create_account(desk, username=username, person=Person(display_name, None, None, None), role=role)
            logged_in = log_in(
                replace(desk, prepared=Credentials(user.id, hashed, matched=True, better_hash=None)), username=username
            )
            return logged_in.token, user.id

        return self.caller(*office.database.write(work))

    def caller(self, token: str, id_: int = 0) -> Caller:
        """Return whoever has a token."""
        return Caller(self._service, token, id_, self._data_sets)

    def log_in(self, username: str, password: str = PASSWORD) -> Caller:
        """Log in and return the caller."""
        session = self.stranger.Login(username=username, password=password)
        return self.caller(session.token, session.user.id)

    def later(self, **time: float) -> None:
        """Let time pass, after which everybody logs in again."""
        self.application.office.clock.advance(**time)  # type: ignore[attr-defined]
        for name, caller in self._known.items():
            caller.token = self.log_in(name).token

    def with_permissions(self, username: str, *permissions: Permission) -> Caller:
        """Make an account whose role has just these permissions."""
        role = f"role of {username}"

        def work(session: Any) -> None:
            role_id = session.scalar(insert(Role).values(name=role, built_in=False, version=1).returning(Role.id))
            if permissions:
                rows = [{"role_id": role_id, "permission": permission} for permission in permissions]
                session.execute(insert(RolePermission), rows)

        self.application.database.write(work)
        return self.hire(username, role)

    def event(self, state: str = "submitted", *, customer: str = "customer", staff: str = "staff") -> int:
        """Submit an event of ``customer`` and bring it to ``state`` through the operations that lead there."""
        whose, handler, admin = getattr(self, customer), getattr(self, staff), self.admin
        event = whose.SubmitEvent(title="发票抬头有误", content="请更正 invoice 12.")
        for operation in _PATHS[state]:
            version = admin.version(event.id)
            match operation:
                case "AssignEvent":
                    admin.AssignEvent(eventId=event.id, handlerId=handler.id, expectedVersion=version)
                case "PostReply":
                    handler.PostReply(eventId=event.id, text="正在处理")
                case "ResolveEvent":
                    handler.ResolveEvent(eventId=event.id, expectedVersion=version, solution="已更正")
                case "CompleteEvent":
                    whose.CompleteEvent(eventId=event.id, expectedVersion=version)
                case "WithdrawEvent":
                    whose.WithdrawEvent(eventId=event.id, expectedVersion=version)
                case "DeleteWithdrawnEvent":
                    admin.DeleteWithdrawnEvent(eventId=event.id, expectedVersion=version)
        return int(event.id)


_PATHS = {
    "submitted": [],
    "assigned": ["AssignEvent"],
    "in_progress": ["AssignEvent", "PostReply"],
    "resolved": ["AssignEvent", "ResolveEvent"],
    "completed": ["AssignEvent", "ResolveEvent", "CompleteEvent"],
    "withdrawn": ["WithdrawEvent"],
    "deleted": ["WithdrawEvent", "DeleteWithdrawnEvent"],
}


def respond_with(application: Application) -> Responder:
    """Return the function that an InProcessTransport calls."""

    def respond(method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if method == "GET":
            return Answer(200, "text/xml", application.documents[path, query])
        response = application.engine.handle(Request(method, path, query, headers, body, "192.0.2.7"))
        return Answer(response.status, response.content_type, response.whole_body)

    return respond


def new_id() -> str:
    """A fresh requestId."""
    return str(uuid4())


def _filled(parameters: tuple[Member, ...], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments with None for every nillable value that is not given, inside of complex ones too."""
    filled = dict(arguments)
    for member in parameters:
        name = member.wire_name
        given = filled.get(name)
        if member.optional and member.is_value_type:
            filled.setdefault(name, None)
        elif isinstance(given, Mapping) and is_contract_type(member.type) and not member.is_array:
            filled[name] = _filled(members_of(member.type), given)
    return filled


def _detail(fault: zeep.exceptions.Fault) -> dict[str, Any]:
    (service_fault,) = fault.detail
    found = {child.tag.rpartition("}")[2]: child.text for child in service_fault}
    return {"field": None, **found, "retryable": found["retryable"] == "true"}
