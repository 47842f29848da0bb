"""The contract as files: WSDLs, schema, example messages, and what a change of them breaks."""
