"""Rows of a row set as XML, many at a time: no single value is looked at where that can be seen of all together."""

from collections.abc import Sequence

from soap_server.lexical import escape

_START, _END = "<DataRow><values><string>", "</string></values></DataRow>"
_BETWEEN_VALUES, _BETWEEN_ROWS = "</string><string>", _END + _START
_NIL = '<string xsi:nil="true"/>'
# It stands for NULL until the tags are there; XML does not have it, so no text that can be answered does.
_MARK = "\x1d"
_MARKED = f"<string>{_MARK}</string>"

Rows = Sequence[Sequence[str | None]]


def write_rows(rows: Rows) -> str:
    """Return DataRow elements; those without columns are empty.

    :raises ValueError: if a text has the character that stands for NULL here.
    """
    if not rows[0]:
        return "<DataRow><values></values></DataRow>" * len(rows)
    nils = 0
    try:
        text = _joined(rows)
    except TypeError:
        rows, nils = _marked(rows)
        text = _joined(rows)
    if text.count(_MARK) != nils:
        raise ValueError("a text has characters that XML cannot carry")
    # Every < and > is one of a tag, or a text has some.
    tags = (2 * len(rows[0]) + 4) * len(rows)
    if "&" in text or text.count("<") != tags or text.count(">") != tags:
        text = _joined(_escaped(rows))
    return text.replace(_MARKED, _NIL) if nils else text


def _joined(rows: Rows) -> str:
    return f"{_START}{_BETWEEN_ROWS.join(map(_BETWEEN_VALUES.join, rows))}{_END}"  # type: ignore[arg-type]


def _marked(rows: Rows) -> tuple[Rows, int]:
    """Return rows with a mark in the place of each NULL, and how many these are."""
    columns = list(zip(*rows, strict=True))
    nils = sum(column.count(None) for column in columns)
    marked = [
        [_MARK if value is None else value for value in column] if None in column else column for column in columns
    ]
    return list(zip(*marked, strict=True)), nils


def _escaped(rows: Rows) -> Rows:
    """Return rows whose texts are escaped, looking at single ones only in columns that have some with markup."""
    columns = [_escaped_column(column) for column in zip(*rows, strict=True)]
    return list(zip(*columns, strict=True))


def _escaped_column(column: Sequence[str]) -> Sequence[str]:
    text = "".join(column)
    return list(map(escape, column)) if "&" in text or "<" in text or ">" in text else column
