"""The chain of the audit log: seals that make a changed, missing or inserted row show."""
