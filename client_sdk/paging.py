"""Lists that go on by themselves: the next page is fetched when it is reached."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Pages(Generic[Item, Answer]):
    """All records that a list has, page after page. Nothing is asked before it is needed.

    Iterating yields the records and may be done again; it then asks again from the second page on.

    :param fetch: takes a cursor, None for where the list begins, and returns a page.
    :param items: the member of a page that holds the records.
    """

    def __init__(self, fetch: Callable[[str | None], Any], items: str) -> None:
        self._fetch = fetch
        self._items = items
        self._first: Any = None

    def __repr__(self) -> str:
        return f"<Pages of {self._items}{'' if self._first is None else f', {self.total} in all'}; iterate over them>"

    def page(self) -> Answer:
        """Return the first page as the operation answers it: the records, the total, the next cursor."""
        if self._first is None:
            self._first = self._fetch(None)
        page: Answer = self._first
        return page

    def pages(self) -> Iterator[Answer]:
        """Yield every page as the operation answers it."""
        page: Any = self.page()
        yield page
        while page.next_cursor is not None:
            page = self._fetch(page.next_cursor)
            yield page

    @property
    def total(self) -> int:
        """How many records there are; counting stops at 10,000 unless ``exact_total`` was asked for."""
        page: Any = self.page()
        return int(page.total)

    @property
    def total_is_exact(self) -> bool:
        """Whether counting did not stop."""
        page: Any = self.page()
        return bool(page.total_is_exact)

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from getattr(page, self._items)


class AsyncPages(Generic[Item, Answer]):
    """The same for asyncio: ``async for event in desk.events.list()``."""

    def __init__(self, fetch: Callable[[str | None], Awaitable[Any]], items: str) -> None:
        self._fetch = fetch
        self._items = items
        self._first: Any = None

    async def page(self) -> Answer:
        """Return the first page as the operation answers it."""
        if self._first is None:
            self._first = await self._fetch(None)
        page: Answer = self._first
        return page

    async def pages(self) -> AsyncIterator[Answer]:
        """Yield every page as the operation answers it."""
        page: Any = await self.page()
        yield page
        while page.next_cursor is not None:
            page = await self._fetch(page.next_cursor)
            yield page

    async def total(self) -> int:
        """Return how many records there are; counting stops at 10,000 unless ``exact_total`` was asked for."""
        page: Any = await self.page()
        return int(page.total)

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in getattr(page, self._items):
                yield item
