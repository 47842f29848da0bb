"""The server: connections, limits, TLS, worker processes, health, metrics, the pages for developers."""
