"""The server: connections, limits, TLS, worker processes, health, metrics, the help page."""
