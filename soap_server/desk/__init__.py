"""The business: verbs, the lifecycle as a table, permissions, errors. It imports the database only."""
