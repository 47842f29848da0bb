"""Other SOAP servers that do four jobs of the desk on the desk's own tables, each the way its toolchain means it."""
