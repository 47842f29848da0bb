"""Python's zeep, in its strict mode. It generates nothing: classes are made from the WSDL when the program runs."""

import sys

from tests.interop.toolchain import Toolchain, Variant, Workshop

COMMAND = (sys.executable, "-m", "client")
PASSWORDS = {"DESK_SOAP": "1.1", "DESK_CREDENTIALS": "UsernameToken"}
CANNOT = {"empty text": "zeep reads an empty element as None; it sends the empty string as it is."}


def prepare(workshop: Workshop) -> None:
    """Take the client as it is: zeep reads the WSDL when it runs."""
    workshop.copy_sources()


TOOLCHAIN = Toolchain(
    name="python_zeep",
    title="Python zeep",
    needs=(f"{sys.executable} -c 'import zeep'",),
    prepare=prepare,
    hello=(sys.executable, "hello.py"),
    version=(sys.executable, "-c", "'import zeep; print(zeep.__version__)'"),
    variants=(
        Variant("SOAP 1.1", COMMAND, {"DESK_SOAP": "1.1"}, cannot=CANNOT),
        Variant("SOAP 1.2", COMMAND, {"DESK_SOAP": "1.2"}, soap="1.2", cannot=CANNOT),
        Variant("UsernameToken over TLS", COMMAND, PASSWORDS, over_tls=True, cannot=CANNOT),
    ),
)
