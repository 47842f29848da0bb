"""What is in PostgreSQL's statements beyond the SQL that every engine of its protocol has, by pattern."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

_PATTERNS = {
    "advisory lock": r"SELECT pg_(try_)?advisory",
    "array_to_tsvector": r"array_to_tsvector\(",
    "column storage": r"SET STORAGE",
    "EXPLAIN as JSON": r"FORMAT JSON",
    "FOR KEY SHARE": r"FOR KEY SHARE",
    "FOR SHARE": r"FOR SHARE",
    "FOR UPDATE": r"FOR (NO KEY )?UPDATE",
    "generated column": r"GENERATED ALWAYS AS",
    "GIN index": r"USING gin",
    "lateral join": r"\bLATERAL\b",
    "materialized query": r"AS MATERIALIZED",
    "ON CONFLICT": r"ON CONFLICT",
    "ordered-set aggregate": r"WITHIN GROUP",
    "partial index": r"CREATE (UNIQUE )?INDEX .* WHERE",
    "recursive query": r"WITH RECURSIVE",
    "rights on system functions": r"REVOKE EXECUTE ON FUNCTION",
    "security_barrier": r"security_barrier",
    "settings of a role": r"ALTER ROLE \S+ SET",
    "tsvector": r"tsvector|tsquery|@@",
    # None of these is used. They are here so that none comes in unseen.
    "cursor WITH HOLD": r"WITH HOLD",
    "deferrable constraint": r"\bDEFERRABLE\b|SET CONSTRAINTS",
    "enumerated type": r"CREATE (TYPE|DOMAIN)",
    "exclusion constraint": r"EXCLUDE USING",
    "extension": r"CREATE EXTENSION",
    "function or trigger": r"CREATE (OR REPLACE )?(FUNCTION|PROCEDURE|TRIGGER|CONSTRAINT TRIGGER|RULE)|^\s*DO\b",
    "GiST index": r"USING (gist|spgist|brin|hash)",
    "inheritance": r"\bINHERITS\b",
    "large object": r"SELECT lo_",
    "LISTEN": r"^\s*(UN)?(LISTEN|NOTIFY)\b|SELECT pg_notify",
    "NOWAIT or SKIP LOCKED": r"NOWAIT|SKIP LOCKED",
    "table lock": r"LOCK TABLE",
    "temporary or unlogged table": r"CREATE (TEMP|TEMPORARY|UNLOGGED)",
    "two-phase commit": r"PREPARE TRANSACTION",
    "window function": r"\bOVER \(",
}
_COMPILED = {name: re.compile(pattern, re.IGNORECASE | re.DOTALL) for name, pattern in _PATTERNS.items()}


def features(statement: str) -> set[str]:
    """Return what a statement uses."""
    return {name for name, pattern in _COMPILED.items() if pattern.search(statement)}


@contextmanager
def recorded() -> Iterator[set[str]]:
    """Yield a set that fills with what the statements use that are executed meanwhile, on whatever engine."""
    found: set[str] = set()

    def record(_connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        found.update(features(statement))
        if context is not None and context.execution_options.get("yield_per"):
            found.add("cursor in a transaction")

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", record)
