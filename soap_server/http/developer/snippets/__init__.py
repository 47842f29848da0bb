"""Programs that call an operation, written from its declaration for each language's stock tool, or for the SDK."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from soap_server.http.developer.snippets.calling import Calling
from soap_server.http.developer.snippets.csharp import csharp
from soap_server.http.developer.snippets.curl import curl
from soap_server.http.developer.snippets.java import java
from soap_server.http.developer.snippets.php import php
from soap_server.http.developer.snippets.python import python

LANGUAGES: Mapping[str, Callable[[Calling], str]] = MappingProxyType(
    {"C#": csharp, "Java": java, "PHP": php, "Python": python, "curl": curl}
)
"""What writes the program of each language, in the order in which they are shown."""
