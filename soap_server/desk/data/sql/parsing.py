"""From text to a syntax tree of one statement, within limits that keep the parser itself safe."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from sqlglot import TokenType, exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError

from soap_server.desk.errors import QueryRefusedError

MAX_TOKENS = 2_000
MAX_NODES = 2_000
MAX_DEPTH = 30
MAX_CONNECTORS = 60
MAX_STEPS = 15_000
# SQLite's parser has room for a hundred things that are not finished yet: about so many for a node of a kind.
_MAX_UNFINISHED = 80
_UNFINISHED: Mapping[type, int] = {exp.Div: 8, exp.In: 5, exp.Between: 5, exp.Case: 4, exp.Select: 4, exp.Subquery: 4}
_UNFINISHED_OF_A_FUNCTION, _UNFINISHED_OF_OTHERS = 5, 2
_FIELD = "sql"
# What may stand before a parenthesis. The parser tries a name of a type there in two ways, and each of them tries what
# stands inside in two ways again: thirty times date( would take it years.
_BEFORE_PARENTHESIS = frozenset(
    [
        "abs",
        "all",
        "and",
        "as",
        "avg",
        "between",
        "by",
        "case",
        "cast",
        "coalesce",
        "count",
        "date_trunc",
        "distinct",
        "else",
        "exists",
        "extract",
        "from",
        "having",
        "ilike",
        "in",
        "is",
        "join",
        "length",
        "like",
        "limit",
        "lower",
        "max",
        "min",
        "not",
        "now",
        "nullif",
        "offset",
        "on",
        "or",
        "round",
        "select",
        "set",
        "substr",
        "substring",
        "sum",
        "then",
        "trim",
        "union",
        "upper",
        "using",
        "values",
        "when",
        "where",
        "with",
    ]
)
_VALUES = frozenset({TokenType.NUMBER, TokenType.STRING})
_NAME = re.compile(r"[\w .\-/()%#]{1,60}")
# It would write statements that it does not know into the log.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)


_SqlglotParser: Any = Postgres.parser_class


class _TooManyStepsError(Exception):
    """The parser goes back and tries again too often."""


class _Parser(_SqlglotParser):  # type: ignore[misc]
    """A parser that gives up after so many steps; where it can read words in two ways, it may take forever."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._steps = 0

    def _advance(self, times: int = 1) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise _TooManyStepsError
        super()._advance(times)


def refuse(reason: str) -> QueryRefusedError:
    """Return the refusal of a statement."""
    return QueryRefusedError(reason, field=_FIELD)


def parse(sql: str) -> Any:
    """Return the syntax tree of a text that is one statement. PostgreSQL's grammar is the starting point.

    :raises QueryRefusedError: if it is not one statement, has comments, or is too long or too deep.
    """
    try:
        tokens = Postgres().tokenize(sql)
        _check_tokens(tokens)
        statements = [tree for tree in _Parser(dialect=Postgres()).parse(tokens, sql) if tree is not None]
    except SqlglotError as error:
        raise refuse(_place_of(error)) from error
    except (RecursionError, _TooManyStepsError) as error:
        raise refuse("The statement is nested too deeply.") from error
    if len(statements) != 1:
        raise refuse("Exactly one statement is taken at a time.")
    _check_tree(statements[0])
    return statements[0]


def only(node: Any, *arguments: str) -> None:
    """Refuse a node that has more to it than the named parts.

    :raises QueryRefusedError: naming the part.
    """
    for name, value in node.args.items():
        if name not in arguments and value not in (None, False, [], ""):
            raise refuse(f"{name.strip('_').replace('_', ' ').capitalize()} is not taken in {describe(node)}.")


def describe(node: Any) -> str:
    """Return what a node is called, for messages."""
    return type(node).__name__


def name_of(node: Any) -> str:
    """Return the name that an identifier means: as it stands in quotes, in lower case without.

    :raises QueryRefusedError: if it is none, or too long.
    """
    if not isinstance(node, exp.Identifier) or not node.name:
        raise refuse("A name is expected where something else stands.")
    if not _NAME.fullmatch(node.name):
        raise refuse("A name has at most 60 letters of any script, digits, blanks and _ . - / ( ) % #.")
    return str(node.name) if node.args.get("quoted") else str(node.name).lower()


def _check_tokens(tokens: list[Any]) -> None:
    if len(tokens) > MAX_TOKENS:
        raise refuse(f"The statement has more than {MAX_TOKENS} words.")
    if any(token.comments for token in tokens):
        raise refuse("Comments are not taken.")
    kinds = [TokenType.SEMICOLON, *(token.token_type for token in tokens)]
    for before, token, following in zip(kinds, tokens, kinds[2:], strict=False):
        word = token.text.lower()
        is_name = word.replace("_", "a").isalnum() and token.token_type not in _VALUES
        if (
            following is TokenType.L_PAREN
            and is_name
            and word not in _BEFORE_PARENTHESIS
            and before is not TokenType.INTO
        ):
            raise refuse(f"{word[:60]}(...) is not in the dialect of the data service.")
    depth = deepest = 0
    for kind in kinds:
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(kind, 0)
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise refuse(f"Parentheses are nested more than {MAX_DEPTH} deep.")


def _check_tree(tree: Any) -> None:
    count = connectors = 0
    pending = [(tree, 1, 0)]
    while pending:
        node, depth, unfinished = pending.pop()
        count += 1
        is_connector = isinstance(node, exp.Connector)
        connectors += is_connector
        if depth > MAX_DEPTH or unfinished > _MAX_UNFINISHED or count > MAX_NODES:
            raise refuse("The statement is too long or nested too deeply.")
        if connectors > MAX_CONNECTORS:
            raise refuse(f"A statement has at most {MAX_CONNECTORS} AND and OR; take IN for a list of values.")
        # A chain of AND is not deep.
        unfinished += 0 if is_connector else _unfinished(node)
        pending += ((child, depth + (not is_connector), unfinished) for child in node.iter_expressions())


def _unfinished(node: Any) -> int:
    if isinstance(node, exp.Paren):
        return 1
    otherwise = _UNFINISHED_OF_A_FUNCTION if isinstance(node, exp.Func) else _UNFINISHED_OF_OTHERS
    return _UNFINISHED.get(type(node), otherwise)


def _place_of(error: SqlglotError) -> str:
    """Say where the syntax is wrong; the parser's own words repeat the statement."""
    details = getattr(error, "errors", None) or [{}]
    line, column = details[0].get("line"), details[0].get("col")
    where = f" at line {line}, column {column}" if line else ""
    return f"This is not valid SQL{where}."
