"""The SoapDesk server."""

from soap_server import spyne_imports as _spyne_imports

_spyne_imports.mend()
