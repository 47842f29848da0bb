"""Stock Spyne under Twisted's WSGIResource, with the desk's own types, and psycopg's pool with prepared statements."""
