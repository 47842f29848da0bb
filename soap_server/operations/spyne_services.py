"""Declared services as Spyne's: one ServiceBase class for each."""

from typing import Any

from spyne import ServiceBase, rpc

from soap_server.contract.spyne_model import spyne_member, spyne_result
from soap_server.operations.declaration import Operation, Service


def spyne_service(service: Service) -> Any:
    """Return the ServiceBase class of a service; each method's descriptor has the Operation as ``udd.operation``."""
    methods = {operation.name: _method(operation) for operation in service.operations}
    return type(ServiceBase)(service.name, (ServiceBase,), {"__doc__": service.doc, **methods})


def _method(operation: Operation) -> Any:
    # A new decorator each time: `rpc` empties its arguments on first use, and a function decorated once
    # and put into two services silently loses its options, permission included, in the second.
    declare = rpc(
        *(spyne_member(parameter) for parameter in operation.parameters),
        _args=[parameter.name for parameter in operation.parameters],
        _returns=spyne_result(operation.returns) if operation.returns else None,
        _udd={"operation": operation},
    )
    return declare(operation.function)
