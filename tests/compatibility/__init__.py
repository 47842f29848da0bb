"""Stubs of released versions keep working."""
