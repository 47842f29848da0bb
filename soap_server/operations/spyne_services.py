"""Declared services as Spyne's: one ServiceBase class for each."""

from typing import Any

from spyne import ServiceBase, rpc

from soap_server.contract.data_set import DataSetPage
from soap_server.contract.members import members_of
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
        **_returned(operation),
        _udd={"operation": operation},
    )
    return declare(operation.function)


def _returned(operation: Operation) -> dict[str, Any]:
    if operation.returns is None:
        return {"_returns": None}
    if operation.returns is not DataSetPage:
        return {"_returns": spyne_result(operation.returns)}
    # .NET's generators make a method that returns a DataSet when the result stands in the answer itself.
    parts = members_of(DataSetPage)
    names = [f"{operation.name}Result", *(part.wire_name for part in parts[1:])]
    models = [spyne_member(part).customize(sub_name=name) for part, name in zip(parts, names, strict=True)]
    return {"_returns": models, "_out_variable_names": names}
