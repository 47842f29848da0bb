"""DataSets: the XML that .NET makes a ``System.Data.DataSet`` of, handed on as it came."""

from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSetPage:
    """A page of a result as an ADO.NET DataSet, for programs that pass it to .NET.

    :ivar schema: The inline XML schema, UTF-8.
    :ivar diffgram: The DiffGram with the rows, UTF-8.
    :ivar next_cursor: For ``fetch_more``; None on the last page.
    """

    schema: bytes
    diffgram: bytes
    next_cursor: str | None = None


def decode_data_set(response: etree._Element) -> DataSetPage:
    """Return the page in ``<…Response><…Result>schema, diffgram</…Result><nextCursor/></…Response>``."""
    result = response[0]
    namespace = etree.QName(response).namespace
    schema, diffgram = (etree.tostring(part, encoding="UTF-8", with_tail=False) for part in result)
    return DataSetPage(schema=schema, diffgram=diffgram, next_cursor=response.findtext(f"{{{namespace}}}nextCursor"))
