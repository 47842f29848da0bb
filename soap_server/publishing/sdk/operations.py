"""The table of operations of the SDK: what the client has to know of each to call it safely."""

from soap_server.operations.catalogue import all_operations
from soap_server.operations.data_set_service import DATA_SETS
from soap_server.operations.declaration import PUBLIC, Operation
from soap_server.publishing.sdk.writing import import_lines, module
from soap_server.sdk_shape.naming import constant_name
from soap_server.sdk_shape.places import model_imports

PATH = "client_sdk/operations.py"


def operations_file() -> dict[str, str]:
    """Return the module of the operations by path."""
    operations = all_operations()
    imports = {"client_sdk.operation": {"Operation"}, **_models(operations)}
    return {
        PATH: module(
            "Every operation of the contract.",
            import_lines(imports),
            [_constant(operation) for operation in operations],
        )
    }


def _models(operations: tuple[Operation, ...]) -> dict[str, set[str]]:
    return model_imports(operation.returns for operation in operations if operation.returns)


def _constant(operation: Operation) -> str:
    facts = {
        "result": operation.returns.__name__ if operation.returns else None,
        "writes": operation.writes or None,
        "takes_request_id": any(parameter.name == "request_id" for parameter in operation.parameters) or None,
        "repeats_harmlessly": operation.repeats_harmlessly or None,
        "public": operation.permission is PUBLIC or None,
        "data_sets": operation.service == DATA_SETS.name or None,
    }
    given = "".join(f", {name}={value}" for name, value in facts.items() if value is not None)
    annotation = "" if operation.returns else ": Operation[None]"
    return f'{constant_name(operation)}{annotation} = Operation("{operation.name}"{given})'
