"""What callers see: the types of the contract, and how rows become their values.

A type is a frozen dataclass; its docstring, its members' annotations and their facets are the published
schema, the documentation in it and the checks on what comes in. ``spyne_model`` turns them into Spyne's.
"""

NAMESPACE = "urn:soapdesk:v1"
"""The one target namespace of messages, types, headers and faults."""
