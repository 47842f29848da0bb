"""Rows written many at a time are what they are one by one, whatever their values are."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Double, Numeric, String, cast, literal, null, select, union_all

from db.reading import ReadLimits
from db.types import UtcDateTime
from db.vocabulary import DataType
from soap_server import lexical
from soap_server.contract.data_rows import write_rows
from soap_server.desk.data.values import MAX_INTEGER, write_column, writer
from soap_server.desk.errors import QueryFailedError
from tests.data_access.conftest import ReportingDesk

_LIMITS = ReadLimits(seconds=20, cost=1e9)
_NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
_MICROSECONDS = (0, 1, 10, 100, 120_000, 500_000, 999_999)
_VALUES: dict[DataType, tuple[Any, list[Any]]] = {
    DataType.INTEGER: (BigInteger(), [0, 1, -1, 10**17, 10**18, -(10**18), MAX_INTEGER, -MAX_INTEGER - 1]),
    DataType.DECIMAL: (Double(), [0.0, -0.0, 1.5, 1 / 3, 1e20, -1e-7, 123456.789, 1e-300]),
    DataType.BOOLEAN: (Boolean(), [True, False]),
    DataType.TEXT: (String(), ["", " ", "a<b>&amp;", "你好", "t", "f", "😀", "2026-11-26 12:00:00+00", "x\ny"]),
    DataType.DATE_TIME: (
        UtcDateTime(),
        [
            *(_NOON + timedelta(microseconds=each) for each in _MICROSECONDS),
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        ],
    ),
}
EACH_TYPE = pytest.mark.parametrize("data_type", DataType)


@EACH_TYPE
@pytest.mark.parametrize("with_null", [False, True])
def test_what_a_driver_has_is_written_as_values_are(desk: ReportingDesk, data_type: DataType, with_null: bool) -> None:
    """On both databases, as the text of the server or as what is stored, beside NULL and without."""
    kind, values = _VALUES[data_type]
    given = [*values, None] if with_null else values
    each = [select(cast(null(), kind) if value is None else literal(value, kind)) for value in given]
    statement = union_all(*each)
    with desk.application.office.reader.raw_rows(statement, {}, _LIMITS) as raw:
        (column,) = zip(*raw.take(100), strict=True)
    expected = [None if value is None else writer(data_type)(value) for value in given]
    assert sorted(write_column(data_type, column), key=str) == sorted(expected, key=str)


@EACH_TYPE
def test_nothing_is_written_of_nothing(data_type: DataType) -> None:
    """Neither of no rows nor of NULLs."""
    assert list(write_column(data_type, [])) == []
    assert list(write_column(data_type, [None, None])) == [None, None]


@pytest.mark.parametrize("value", [str(MAX_INTEGER + 1), MAX_INTEGER + 1, -MAX_INTEGER - 2, 1e19])
def test_whole_numbers_beyond_their_type_are_no_texts(value: Any) -> None:
    """As PostgreSQL writes a sum, and as SQLite has it."""
    with pytest.raises(QueryFailedError):
        write_column(DataType.INTEGER, [1 if isinstance(value, int) else "1", value])


def test_numbers_of_postgresql_are_whole(desk: ReportingDesk) -> None:
    """A sum of 64-bit numbers is a numeric there."""
    statement = select(cast(literal(Decimal(12345678901234567), Numeric()), Numeric()))
    if desk.application.database.is_sqlite:
        statement = select(literal(12345678901234567, BigInteger()))
    with desk.application.office.reader.raw_rows(statement, {}, _LIMITS) as raw:
        ((value,),) = raw.take(1)
    assert list(write_column(DataType.INTEGER, [value])) == ["12345678901234567"]


@pytest.mark.parametrize("text", ["2026-11-26 12:00:00.5+02", "2026-11-26T12:00:00", "2026-11-26 12:00:00.1234+00:00"])
def test_instants_in_other_forms_are_read_one_by_one(text: str) -> None:
    """What a server of another style sends is not guessed at."""
    instant = datetime.fromisoformat(text)
    expected = lexical.write_instant(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    assert list(write_column(DataType.DATE_TIME, ["2026-11-26 12:00:00+00", text])) == [
        "2026-11-26T12:00:00Z",
        expected,
    ]


def test_what_is_no_instant_is_none() -> None:
    """PostgreSQL has one that never comes."""
    with pytest.raises(ValueError, match="infinity"):
        write_column(DataType.DATE_TIME, ["infinity"])


_TEXTS = st.text(st.characters(blacklist_characters="\x1d", blacklist_categories=["Cs"]), max_size=8)
_MARKUP = st.sampled_from(["<", ">", "&", "</string>", "<string>", "&amp;", "]]>"])


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.tuples(*[st.none() | _TEXTS | _MARKUP] * n), min_size=1)))
def test_many_rows_are_written_as_one(rows: list[tuple[str | None, ...]]) -> None:
    """Texts with markup or without, and NULL."""

    def element(value: str | None) -> str:
        return '<string xsi:nil="true"/>' if value is None else f"<string>{lexical.escape(value)}</string>"

    expected = "".join(f"<DataRow><values>{''.join(map(element, row))}</values></DataRow>" for row in rows)
    assert write_rows(rows) == expected


@pytest.mark.parametrize("rows", [[("\x1d",)], [("a", None), ("\x1d", "b")]])
def test_what_stands_for_null_meanwhile_is_no_value(rows: list[tuple[str | None, ...]]) -> None:
    """XML cannot carry it anyway."""
    with pytest.raises(ValueError, match="characters"):
        write_rows(rows)


def test_rows_without_columns_are_written() -> None:
    """As empty ones."""
    assert write_rows([(), ()]) == "<DataRow><values></values></DataRow>" * 2
