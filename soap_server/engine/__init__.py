"""Spyne made safe: from the bytes of a request to the bytes of an answer, never an empty 200.

The engine knows no operation by name and imports no Twisted; `soap_server.app` gives it both ends.
"""
