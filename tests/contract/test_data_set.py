"""DataSets: names, values and what stands in the schema."""

import pytest
from lxml import etree

from db.vocabulary import DataType
from soap_server.contract.data_set import DataSet, DataSetColumn, DataSetRelation, DataSetTable
from soap_server.contract.xml_names import element_name
from soap_server.lexical import checked


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        ("id", "id"),
        ("事件 编号", "事件_x0020_编号"),
        ("1st", "_x0031_st"),
        ("a(b)", "a_x0028_b_x0029_"),
        ("_x0020_", "_x005F_x0020_"),
        ("a.b-c", "a.b-c"),
        ("-a", "_x002D_a"),
    ],
)
def test_names_are_encoded_as_net_does(name: str, encoded: str) -> None:
    """So that columns get their names back."""
    assert element_name(name) == encoded


def test_the_document() -> None:
    """A schema and a diffgram; what is NULL is absent, blanks are kept, keys and relations are told."""
    events = DataSetTable(
        "events",
        [
            DataSetColumn("id", DataType.INTEGER, "Number"),
            DataSetColumn("note", DataType.TEXT, 'With "quotes" & more'),
            DataSetColumn("customer_id", DataType.INTEGER, "Customer"),
        ],
        [["1", " ", "7"], ["2", None, None], ["3", "", "7"], ["4", "<&\r\n>", "7"]],
        key="id",
    )
    users = DataSetTable("users", [DataSetColumn("id", DataType.INTEGER, "Number")], [["7"]], key="id")
    data_set = DataSet([events, users], [DataSetRelation("events", "customer_id", "users", "id")])
    root = etree.fromstring(checked("".join(["<r>", *data_set.xml(), "</r>"])))
    schema, diffgram = root
    xs, ms = "{http://www.w3.org/2001/XMLSchema}", "{urn:schemas-microsoft-com:xml-msdata}"
    captions = [element.get(f"{ms}Caption") for element in schema.iter(f"{xs}element") if element.get(f"{ms}Caption")]
    assert captions[1] == 'With "quotes" & more'
    assert [unique.get(f"{ms}PrimaryKey") for unique in schema.iter(f"{xs}unique")] == ["true", "true"]
    (relation,) = schema.iter(f"{ms}Relationship")
    assert (relation.get(f"{ms}parent"), relation.get(f"{ms}childkey")) == ("users", "customer_id")
    rows = diffgram[0].findall("events")
    assert [row.findtext("note") for row in rows] == [" ", None, "", "<&\r\n>"]
    assert [row.get(f"{ms}rowOrder") for row in rows] == ["0", "1", "2", "3"]
    etree.XMLSchema(schema)
