"""The four jobs as Spyne's services, declared with the desk's own types."""

from io import BytesIO
from typing import Any

import spyne.const
from psycopg_pool import ConnectionPool
from spyne import Application, ServiceBase, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from benchmarks.peers.stock_spyne import desk
from soap_server.contract import NAMESPACE
from soap_server.contract.common import SessionHeader
from soap_server.contract.spyne_model import spyne_member, spyne_result, spyne_type
from soap_server.operations.data_service import DATA
from soap_server.operations.event_service import EVENTS

DECLARED = {operation.name: operation for service in (EVENTS, DATA) for operation in service.operations}
# It collects all garbage once a second in the midst of a call otherwise.
spyne.const.MIN_GC_INTERVAL = float("inf")


def declare(name: str, function: Any) -> Any:
    """Return a function as the operation of this name, with the arguments and the result that the desk's has."""
    operation = DECLARED[name]
    returns: Any = operation.returns
    arguments = [parameter.name for parameter in operation.parameters]
    models = [spyne_member(parameter) for parameter in operation.parameters]
    return rpc(*models, _args=arguments, _returns=spyne_result(returns), _operation_name=name)(function)


def application(pool: ConnectionPool) -> WsgiApplication:
    """Return the application that answers from the database of a pool."""

    def get_event(ctx: Any, event_id: int) -> Any:
        with pool.connection() as connection:
            return desk.get_event(connection, desk.caller_of(connection, ctx.in_header.token, "events:read"), event_id)

    def list_events(ctx: Any, _filter: Any, _sort: Any, _page: Any) -> Any:
        with pool.connection() as connection:
            return desk.list_events(connection, desk.caller_of(connection, ctx.in_header.token, "events:read"))

    def submit_event(ctx: Any, title: str, content: str, *given: Any) -> Any:
        names = ("category", "priority", "customer_id", "attachments", "request_id")
        with pool.connection() as connection:
            caller = desk.caller_of(connection, ctx.in_header.token, "events:submit")
            rest = dict(zip(names, given, strict=True))
            return desk.submit_event(connection, caller, _address(ctx), title, content, rest)

    def read_table(ctx: Any, *given: Any) -> Any:
        names = ("table", "columns", "filter", "order", "aggregates", "group_by", "size", "with_total")
        with pool.connection() as connection:
            caller = desk.caller_of(connection, ctx.in_header.token, "data:use")
            return desk.read_table(connection, caller, _address(ctx), dict(zip(names, given, strict=True)))

    return build(
        {"GetEvent": get_event, "ListEvents": list_events, "SubmitEvent": submit_event, "ReadTable": read_table}
    )


def build(functions: dict[str, Any]) -> WsgiApplication:
    """Return an application of some of the operations, which validates what comes in with libxml2."""
    members = {name: declare(name, function) for name, function in functions.items()}
    header = {"__in_header__": spyne_type(SessionHeader)}
    service = type(ServiceBase)("DeskService", (ServiceBase,), {**header, **members})
    protocols = {"in_protocol": Soap11(validator="lxml"), "out_protocol": Soap11()}
    return WsgiApplication(Application([service], NAMESPACE, name="Desk", **protocols))


def ask(application: WsgiApplication, body: bytes) -> bytes:
    """Return the answer to a request, without a network."""
    environment = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/soap",
        "CONTENT_TYPE": "text/xml; charset=utf-8",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8080",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }
    return b"".join(application(environment, lambda _status, _headers: None))


def _address(ctx: Any) -> str:
    return str(ctx.transport.req_env["REMOTE_ADDR"])
