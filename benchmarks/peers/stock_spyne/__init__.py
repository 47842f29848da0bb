"""Stock Spyne under Twisted's WSGIResource, with the desk's own types, and psycopg's pool with prepared statements."""

# Before anything imports Spyne: it makes Spyne importable on newer Pythons.
import soap_server  # noqa: F401
