"""How pages are asked for and answered, for every list."""

from typing import Any

from db.vocabulary import DEFAULT_PAGE_SIZE
from soap_server.contract.common import Page
from soap_server.desk.paging import PageOf, Paging


def read_page(page: Page | None) -> Paging:
    """Return which part of a list is wanted."""
    if page is None:
        return Paging()
    return Paging(size=page.size or DEFAULT_PAGE_SIZE, cursor=page.cursor, exact_total=bool(page.exact_total))


def totals(page: PageOf[Any]) -> dict[str, Any]:
    """Return the members that every list has beside its records."""
    return {"total": page.total, "total_is_exact": page.total_is_exact, "next_cursor": page.next_cursor}
