"""Makes Spyne 2.14 importable on Python 3.12 and later, and silent on 3.11.

Spyne carries a copy of ``six`` 1.14, whose import hook lacks ``find_spec``: Python 3.12 no longer asks
the old ``find_module``, so ``import spyne`` fails there (arskom/spyne issues 708 and 711), and 3.11 warns.
Registering the real ``six`` under the copy's name before the first import mends both.
Spyne also imports ``cgi``, deprecated in 3.11 and gone in 3.13 (issue 712), where the ``legacy-cgi``
package brings it back. This has to run before anything imports Spyne, so the package's ``__init__`` calls it.
"""

import logging
import sys
import warnings

import six
import six.moves
import six.moves.collections_abc
import six.moves.http_cookies
import six.moves.urllib.parse

_COPY = "spyne.util.six"


def mend() -> None:
    """Silence Spyne, register ``six`` as Spyne's copy of it, and import ``cgi`` without its deprecation warning."""
    if _COPY in sys.modules:
        return
    # Spyne writes whole request bodies to its log. Nothing of ours reads its loggers.
    logging.getLogger("spyne").setLevel(logging.CRITICAL)
    logging.getLogger("spyne.protocol.soap.soap11.invalid").setLevel(logging.CRITICAL + 1)
    six.get_function_name = lambda function: function.__name__  # type: ignore[attr-defined] # Spyne's own addition
    modules = {
        "": six,
        ".moves": six.moves,
        ".moves.collections_abc": six.moves.collections_abc,
        ".moves.http_cookies": six.moves.http_cookies,
        ".moves.urllib": six.moves.urllib,
        ".moves.urllib.parse": six.moves.urllib.parse,
    }
    sys.modules.update({_COPY + name: module for name, module in modules.items()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import cgi  # noqa: F401, PLC0415 - imported here for its side effect on sys.modules
