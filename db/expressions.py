"""Expressions that SQLAlchemy has no words for, each with the same value on both databases."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, Integer, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class ByCode(FunctionElement[Any]):
    """A text that PostgreSQL, too, compares and sorts by character codes, as SQLite does by itself.

    UTF-8 keeps the order of the codes (RFC 3629, section 1), and both databases then compare bytes.
    """

    inherit_cache = True
    name = "by_code"

    def __init__(self, text: ColumnElement[Any]) -> None:
        super().__init__(text)
        self.type = text.type


class Whole(FunctionElement[Any]):
    """An expression that stays together wherever it stands.

    SQLAlchemy leaves out parentheses that do not change a value; PostgreSQL then does not find again, in a larger
    expression, what is grouped by.
    """

    inherit_cache = True
    name = "whole"

    def __init__(self, expression: ColumnElement[Any]) -> None:
        super().__init__(expression)
        self.type = expression.type


@compiles(Whole)
def _compile_whole(element: Whole, compiler: Any, **options: Any) -> str:
    (expression,) = element.clauses
    return f"({compiler.process(expression, **options)})"


def by_code(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a text as one that is ordered by character codes; of another type, the expression as it is."""
    return ByCode(expression) if isinstance(expression.type, String) else expression


@compiles(ByCode)
def _compile(element: ByCode, compiler: Any, **options: Any) -> str:
    (text,) = element.clauses
    inner: str = compiler.process(text, **options)
    return f'(({inner}) COLLATE "C")' if compiler.dialect.name == "postgresql" else inner


_PARTS = {"year": (1, 4), "month": (6, 2), "day": (9, 2), "hour": (12, 2)}


def ascii_lower(text: str) -> str:
    """Return a text with the letters A to Z in lower case, and the others as they are."""
    # Bytes know the letters of ASCII only, none of which is a part of another character in UTF-8. A table of letters
    # would be a hundred times slower, and a statement may ask for it thousands of times in a row.
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def ascii_upper(text: str) -> str:
    """Return a text with the letters a to z in upper case, and the others as they are."""
    return text.encode("utf-8", "surrogatepass").upper().decode("utf-8", "surrogatepass")


class AsciiLower(FunctionElement[str]):
    """A text with the letters A to Z in lower case; others depend on how a PostgreSQL database was made."""

    inherit_cache = True
    name = "ascii_lower"
    type = String()

    def __init__(self, text: ColumnElement[Any]) -> None:
        super().__init__(text)


class AsciiUpper(AsciiLower):
    """A text with the letters a to z in upper case."""

    inherit_cache = True
    name = "ascii_upper"


class WholeNumber(FunctionElement[int]):
    """A whole number that was computed; one beyond 64 bits ends the statement, which SQLite would go on with."""

    inherit_cache = True
    name = "whole_number"
    type = BigInteger()

    def __init__(self, number: ColumnElement[Any]) -> None:
        super().__init__(number)


class Rounded(FunctionElement[float]):
    """A number rounded half away from zero, by the fifteen digits that PostgreSQL's numeric keeps of a double."""

    inherit_cache = True
    name = "rounded"
    type = Double()

    def __init__(self, number: ColumnElement[Any], places: int) -> None:
        super().__init__(number, literal(places, Integer()))


class DatePart(FunctionElement[int]):
    """The year, month, day or hour of an instant, in UTC.

    SQLite's strftime rounds to milliseconds, and so makes the next year of the end of one.
    """

    inherit_cache = True
    type = BigInteger()

    def __init__(self, unit: str, instant: ColumnElement[Any]) -> None:
        super().__init__(instant)
        self.name = f"part_{unit}"
        self.unit = unit


@compiles(AsciiLower)
@compiles(AsciiUpper)
def _compile_ascii(element: AsciiLower, compiler: Any, **options: Any) -> str:
    (text,) = element.clauses
    inner: str = compiler.process(text, **options)
    if compiler.dialect.name == "postgresql":
        return f'{element.name.removeprefix("ascii_")}(({inner}) COLLATE "C")'
    return f"{element.name}({inner})"


@compiles(WholeNumber)
def _compile_whole_number(element: WholeNumber, compiler: Any, **options: Any) -> str:
    (number,) = element.clauses
    inner: str = compiler.process(number, **options)
    return f"CAST({inner} AS BIGINT)" if compiler.dialect.name == "postgresql" else f"whole_number({inner})"


@compiles(Rounded)
def _compile_rounded(element: Rounded, compiler: Any, **options: Any) -> str:
    number, places = (compiler.process(each, **options) for each in element.clauses)
    if compiler.dialect.name == "postgresql":
        return f"CAST(round(CAST({number} AS NUMERIC), {places}) AS DOUBLE PRECISION)"
    return f"rounded({number}, {places})"


@compiles(DatePart)
def _compile_part(element: DatePart, compiler: Any, **options: Any) -> str:
    (instant,) = element.clauses
    inner: str = compiler.process(instant, **options)
    if compiler.dialect.name == "postgresql":
        return f"CAST(EXTRACT({element.unit} FROM {inner}) AS BIGINT)"
    start, length = _PARTS[element.unit]
    return f"CAST(substr({inner}, {start}, {length}) AS INTEGER)"
