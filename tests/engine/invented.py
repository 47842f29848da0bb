"""Invented values: strategies for everything that the contract's types can hold."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from db.vocabulary import DataType
from soap_server.contract.data_set import DataSet, DataSetColumn, DataSetTable
from soap_server.contract.members import Member, Text, is_contract_type, members_of

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n\r"), max_size=20
)
SIMPLE: dict[type[Any], st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    str: TEXT,
    int: st.integers(-(2**31), 2**31 - 1),
    # Some so long that they are worth a part of a package.
    bytes: st.binary(max_size=20) | st.binary(min_size=1, max_size=3).map(lambda data: data * 800),
    Decimal: st.decimals(-(10**6), 10**6, places=4),
    datetime: st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)),  # noqa: DTZ001
}

_ROWS = st.lists(st.tuples(st.none() | TEXT, st.none() | TEXT), max_size=3)
SIMPLE[DataSet] = _ROWS.map(
    lambda rows: DataSet(
        [DataSetTable("a table", [DataSetColumn(name, DataType.TEXT, "<Label>") for name in ("id", "1 & 2")], rows)]
    )
)


def values(member: Member, *, with_facets: bool = True) -> st.SearchStrategy[Any]:
    """Return a strategy for a member, None where that is allowed.

    :param with_facets: whether they keep the facets; without, they may be blank, too long or out of range.
    """
    one = SIMPLE.get(member.type)
    facets = [facet for facet in member.facets if isinstance(facet, Text)] if with_facets else []
    if facets:
        least, is_line = max(facet.min for facet in facets), any(facet.line for facet in facets)
        one = st.just("x" * max(1, least)) if is_line else TEXT.map(lambda text: text + "x" * least)
    if one is None:
        one = (
            st.sampled_from(member.type)
            if issubclass(member.type, StrEnum)
            else instances(member.type, with_facets=with_facets)
        )
    if member.nillable_items:
        one = st.none() | one
    some = st.lists(one, max_size=3) if member.is_array else one
    return st.none() | some if member.optional else some


def instances(contract_type: Any, *, with_facets: bool = True) -> st.SearchStrategy[Any]:
    """Return a strategy for values of a contract type."""
    members = {member.name: values(member, with_facets=with_facets) for member in members_of(contract_type)}
    return st.builds(contract_type, **members)


def answers(returned: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for what an operation answers."""
    if returned is None:
        return st.none()
    return instances(returned) if is_contract_type(returned) else SIMPLE[returned]
