"""The call in a shell, without a stub."""

import re

from soap_server.contract import NAMESPACE
from soap_server.http.developer.snippets.calling import Calling

_TOKEN = "<token>$TOKEN</token>"  # noqa: S105 - the name of a variable


def curl(calling: Calling) -> str:
    """Return commands for a POSIX shell."""
    if calling.login is None or not calling.needs_token:
        return _command(calling) + "\n"
    login = _command(calling.login).replace("\nXML", "\nXML\n)")
    found = r"""TOKEN=$(printf '%s' "$ANSWER" | sed -n 's:.*<token>\(.*\)</token>.*:\1:p')"""
    return f"ANSWER=$({login}\n{found}\n{_command(calling)}\n"


def _command(calling: Calling) -> str:
    action = f'SOAPAction: "{NAMESPACE}/{calling.operation.name}"'
    # In the text of this kind of document a shell replaces what stands behind a dollar; only the token is meant.
    quoted = re.sub(r"([\\$`])", r"\\\1", calling.envelope).replace(_TOKEN.replace("$", "\\$"), _TOKEN)
    return (
        f"curl --silent --show-error {calling.url} \\\n"
        "  --header 'Content-Type: text/xml; charset=utf-8' \\\n"
        f"  --header '{action}' \\\n"
        f"  --data-binary @- <<XML\n{quoted}XML"
    )
