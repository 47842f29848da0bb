"""Large answers: in several pieces, of which none is copied."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from db.vocabulary import DataType
from soap_server.app import Contract
from soap_server.contract import NAMESPACE
from soap_server.contract.data import DataResult, DataRow, RowSet, RowSetColumn
from soap_server.contract.data_set import DataSet, DataSetColumn, DataSetPage, DataSetTable
from soap_server.engine.answers import envelope
from soap_server.engine.codec import COMPILED
from soap_server.engine.versions import SOAP11
from tests.engine.messages import TNS

_ROWS = 20_000
_VALUES = [("1", "a text of ordinary length, with <markup>", None, "你好")] * _ROWS


def row_set(rows: Any) -> DataResult:
    """Return a page with these rows."""
    columns = [RowSetColumn(name, DataType.TEXT, True, name) for name in "abcd"]
    return DataResult(RowSet(columns, [DataRow(row) for row in rows]), None, None, None)


def data_set(rows: Any) -> DataSetPage:
    """Return the same as a DataSet."""
    columns = [DataSetColumn(name, DataType.TEXT, name) for name in "abcd"]
    return DataSetPage(DataSet([DataSetTable("t", columns, rows)]), None)


PAGES = {"ReadTable": row_set, "ReadTableAsDataSet": data_set}
BOTH = pytest.mark.parametrize("name", PAGES)


def encoder(contract: Contract, name: str) -> Callable[..., list[bytes]]:
    """Return the compiled encoder of an operation's answer."""
    return COMPILED.response_encoder(contract.everything.operations[f"{{{NAMESPACE}}}{name}"].out_message)


@BOTH
def test_rows_become_pieces(contract: Contract, name: str) -> None:
    """Each is large and not too large; together they are the document."""
    pieces = envelope(SOAP11, encoder(contract, name)(PAGES[name](_VALUES)))
    assert len(pieces) > 20
    assert max(map(len, pieces)) < 300_000
    root = etree.fromstring(b"".join(pieces), etree.XMLParser(huge_tree=True))
    tag = f"{{{TNS}}}DataRow" if name == "ReadTable" else "t"
    assert sum(1 for _ in root.iter(tag)) == _ROWS


@BOTH
def test_rows_are_in_memory_once_more(contract: Contract, name: str) -> None:
    """Writing them takes the memory of the answer, and hardly any beside it."""
    encode, page = encoder(contract, name), PAGES[name](_VALUES)
    size = sum(map(len, envelope(SOAP11, encode(page))))
    tracemalloc.start()
    try:
        pieces = envelope(SOAP11, encode(page))
        assert tracemalloc.get_traced_memory()[1] < 1.2 * size
    finally:
        tracemalloc.stop()
    assert sum(map(len, pieces)) == size


def test_a_row_longer_than_a_piece_is_one(contract: Contract) -> None:
    """Rows of a kilobyte and rows of a megabyte are written alike."""
    rows = [("x" * length, None, "&" * 10, "") for length in (10, 1_000_000, 1_000, 200_000, 0)] * 3
    pieces = envelope(SOAP11, encoder(contract, "ReadTable")(row_set(rows)))
    root = etree.fromstring(b"".join(pieces))
    found = [[value.text for value in row[0]] for row in root.iter(f"{{{TNS}}}DataRow")]
    assert found == [[value or None for value in row] for row in rows]


def test_a_small_answer_is_one_piece(contract: Contract) -> None:
    """However many it was written in."""
    assert len(envelope(SOAP11, encoder(contract, "ReadTable")(row_set(_VALUES[:100])))) == 1
