"""Measures the desk beside other SOAP servers: ``./scripts/bench``."""
