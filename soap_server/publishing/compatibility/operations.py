"""Differences between operations, ports and messages."""

from collections.abc import Iterator

from soap_server.publishing.compatibility.kinds import Change
from soap_server.publishing.compatibility.reading import Contract, Operation


def of_contracts(before: Contract, after: Contract) -> Iterator[Change]:
    """Yield the differences in what there is one of, and in ports and operations."""
    if before.form != after.form:
        yield Change("form-changed", "the schema", before.form, after.form)
    for kind, name in before.names.items():
        if after.names.get(kind) != name:
            yield Change("service-renamed", kind, name, after.names.get(kind, ""))
    yield from _ports(before, after)
    yield from _operations(before, after)


def _ports(before: Contract, after: Contract) -> Iterator[Change]:
    for port, path in before.ports.items():
        if port not in after.ports:
            yield Change("port-removed", f"port {port}")
        elif after.ports[port] != path:
            yield Change("address-changed", f"port {port}", path, after.ports[port])
    yield from (Change("port-added", f"port {port}") for port in after.ports if port not in before.ports)


def _operations(before: Contract, after: Contract) -> Iterator[Change]:
    gone = [name for name in before.operations if name not in after.operations]
    new = [name for name in after.operations if name not in before.operations]
    for name in gone:
        other = next((each for each in new if _look_alike(before, name, after, each)), "")
        if other:
            new.remove(other)
        yield Change("operation-renamed" if other else "operation-removed", name, becomes=other)
    yield from (Change("operation-added", name) for name in new)
    for name, old in before.operations.items():
        if name in after.operations:
            yield from _operation(old, after.operations[name])


def _look_alike(before: Contract, old: str, after: Contract, new: str) -> bool:
    """Say whether two operations take the same members and answer the same types; some are left without any."""
    was, becomes = before.operations[old], after.operations[new]
    sent = before.types.get(was.input, ()) == after.types.get(becomes.input, ())
    types = [
        [each.type for each in side] for side in (before.types.get(was.output, ()), after.types.get(becomes.output, ()))
    ]
    return sent and types[0] == types[1] and (bool(before.types.get(was.input)) or bool(types[0]))


def _operation(old: Operation, new: Operation) -> Iterator[Change]:
    for side, was, becomes in (("request", old.input, new.input), ("answer", old.output, new.output)):
        if was != becomes:
            yield Change("message-changed", f"{old.name} ({side})", was, becomes)
    if old.parts != new.parts:
        yield Change("part-renamed", old.name, ", ".join(old.parts), ", ".join(new.parts))
    yield from (Change("header-required", old.name, becomes=each) for each in sorted(new.headers - old.headers))
    yield from (Change("header-removed", old.name, each) for each in sorted(old.headers - new.headers))
    yield from _faults(old, new)
    yield from _bindings(old, new)


def _faults(old: Operation, new: Operation) -> Iterator[Change]:
    for name, element in old.faults.items():
        if name not in new.faults:
            yield Change("fault-removed", old.name, name)
        elif new.faults[name] != element:
            yield Change("fault-changed", f"{old.name} ({name})", element, new.faults[name])
    yield from (Change("fault-added", old.name, becomes=name) for name in new.faults if name not in old.faults)


def _bindings(old: Operation, new: Operation) -> Iterator[Change]:
    for version, was_bound in old.bindings.items():
        bound = new.bindings.get(version)
        if bound is None:
            yield Change("binding-changed", old.name, f"SOAP {version}")
        elif bound.action != was_bound.action:
            yield Change("action-changed", old.name, was_bound.action, bound.action)
        elif bound.form != was_bound.form:
            yield Change("binding-changed", old.name, was_bound.form, bound.form)
