"""The pages for developers: complete, made once, without a script or style inside."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from soap_server.app import Application
from soap_server.http.developer import pages as pages_module
from soap_server.http.developer.pages import DeveloperPages, Page
from soap_server.operations.catalogue import SERVICES
from soap_server.operations.declaration import Operation
from tests.callers import OPERATIONS
from tests.http.conftest import MemoryServer, get

ALL = [*OPERATIONS]
VOID = {"meta", "link", "input", "br"}


class Outline(HTMLParser):
    """Reads a page: its text, ids, links and headings, and whether every element that is opened is closed."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labels: list[str] = []
        self.headings: list[int] = []
        self.attributes: set[str] = set()
        self.inline: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page.content.decode())
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = dict(attrs)
        assert len(given) == len(attrs)
        self.attributes |= set(given)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given]
        self.labels += [given["aria-labelledby"] or ""] if "aria-labelledby" in given else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self._open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which has to be the one that was opened last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text; what stands in a script or a style is inline."""
        self.text += data
        if self._open and self._open[-1] in ("script", "style"):
            self.inline.append(data)


@pytest.fixture
def pages(application: Application) -> DeveloperPages:
    """The pages of a desk."""
    return DeveloperPages(application)


@pytest.fixture
def outlines(pages: DeveloperPages) -> dict[str, Outline]:
    """Every page, read."""
    found = {"": pages.overview()}
    found |= {service.name: pages.service(service.name) for service in SERVICES}  # type: ignore[misc]
    found |= {name: pages.operation(name) for name in ALL}  # type: ignore[misc]
    return {name: Outline(page) for name, page in found.items()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
class TestPages:
    """What holds for every page."""

    def test_they_are_well_formed_and_reachable(self, outlines: dict[str, Outline]) -> None:
        """Every id is there once, every label and every link within the pages leads somewhere."""
        addresses = {"/soap", *(f"/soap/{service.name}" for service in SERVICES)}
        addresses |= {f"/soap/{each.service}?op={each.name}" for each in OPERATIONS.values()} | {"/soap?op=Login"}
        for name, page in outlines.items():
            assert len(page.ids) == len(set(page.ids)), name
            assert set(page.labels) <= set(page.ids), name
            for link in page.links:
                is_ours = link.startswith("/soap") and not link.startswith("/soap/-/")
                assert not is_ours or link in addresses, (name, link)
                assert not link.startswith("#") or link[1:] in page.ids, (name, link)
            assert page.headings[0] == 1, name
            assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), (
                name
            )
        reached = {link for page in outlines.values() for link in page.links}
        assert addresses <= reached

    def test_nothing_is_inline(self, outlines: dict[str, Outline]) -> None:
        """The policy allows no script and no style in a page, and none is there."""
        for page in outlines.values():
            assert "".join(page.inline).strip() == ""
            assert not {name for name in page.attributes if name.startswith("on") or name == "style"}

    @pytest.mark.parametrize("operation", OPERATIONS.values(), ids=ALL)
    def test_an_operation_is_told_completely(self, pages: DeveloperPages, operation: Operation) -> None:
        """Documentation, permission, parameters with their limits, faults with their meanings."""
        page = Outline(pages.operation(operation.name))  # type: ignore[arg-type]
        text = " ".join(page.text.split())
        assert operation.doc in text
        assert str(operation.permission or "everybody") in text
        for member in operation.parameters:
            assert member.doc in text
        for fault in operation.all_refusals:
            assert f"{fault.code}{fault.meaning}" in text
        for label in ("SOAP 1.1 request", "SOAP 1.2 response", "SOAP 1.1 fault", "C#", "Java", "PHP", "Python", "curl"):
            assert label in text
        assert "/try/" not in "".join(page.links)

    def test_an_operation_can_be_tried_where_there_are_web_pages(self, application: Application) -> None:
        """And only there."""
        page = DeveloperPages(application, web_enabled=True).operation("SubmitEvent")
        assert page is not None
        assert "/try/SubmitEvent" in Outline(page).links

    def test_the_pages_for_people_are_linked_where_there_are_some(self, application: Application) -> None:
        """Who comes for the wrong ones finds the others."""
        assert "/" in Outline(DeveloperPages(application, web_enabled=True).overview()).links
        assert "/" not in Outline(DeveloperPages(application).overview()).links

    def test_a_page_is_made_once(self, pages: DeveloperPages) -> None:
        """A request costs a look into a table, whatever the letters' case."""
        assert pages.operation("SubmitEvent") is pages.operation("submitevent", "EventService")
        assert pages.service("EventService") is pages.service("EventService")
        assert pages.operation("SubmitEvent", "UserService") is None


@pytest.mark.parametrize(
    ("path", "status", "found"),
    [
        ("/soap", 200, "<title>SoapDesk services</title>"),
        ("/soap/EventService", 200, "<h1>EventService</h1>"),
        ("/soap?op=SubmitEvent", 200, "<h1>SubmitEvent</h1>"),
        ("/soap/EventService?op=SubmitEvent", 200, "<h1>SubmitEvent</h1>"),
        ("/soap/EventService?OP=submitevent", 200, "<h1>SubmitEvent</h1>"),
        ("/soap/UserService?op=SubmitEvent", 404, "no such operation"),
        ("/soap?op=%3Cscript%3E", 404, "no such operation"),
        ("/soap?op=", 404, "no such operation"),
        ("/soap?op", 404, "no such operation"),
        ("/soap/-/developer.css", 200, "prefers-color-scheme: dark"),
        ("/soap/-/filter.js?x", 200, "use strict"),
        ("/soap/-/../developer.css", 404, "no such file"),
        ("/soap/-/", 404, "no such file"),
        ("/soap/-", 404, "no such service"),
    ],
)
def test_pages_have_addresses(server: MemoryServer, path: str, status: int, found: str) -> None:
    """Those that the help pages of .NET have, too."""
    answered, _, body = server.connect().ask(get(path))
    assert (answered, found in body.decode()) == (status, True)


@pytest.mark.parametrize("path", ["/soap", "/soap?op=Login", "/soap/-/developer.css"])
def test_a_browser_keeps_what_it_has(server: MemoryServer, path: str) -> None:
    """It is told by the ETag that nothing changed, and gets it again where something did."""
    _, headers, body = server.connect().ask(get(path))
    status, again, nothing = server.connect().ask(get(path, f"If-None-Match: W/{headers['etag']}"))
    assert (status, nothing, again["etag"]) == (304, b"", headers["etag"])
    assert server.connect().ask(get(path, 'If-None-Match: "x"'))[2] == body
    assert ("max-age" in headers["cache-control"]) == ("/-/" in path)


def test_every_form_of_a_wsdl_is_linked(server: MemoryServer) -> None:
    """From the page of the desk and from that of its service."""
    links = set()
    for path in ("/soap", "/soap/DataSetService"):
        page = server.connect().ask(get(path))[2].decode()
        links |= set(re.findall(rf'href="http://127.0.0.1:8080({path}\?wsdl[^"]*)"', page))
    known = {f"{path}?{query}" for path, query in server.application.documents}
    assert links == {each for each in known if each.startswith(("/soap?", "/soap/DataSetService?"))}


def test_pages_allow_only_files_of_their_own(server: MemoryServer) -> None:
    """No script or style from elsewhere, and none from within."""
    _, headers, body = server.connect().ask(get("/soap"))
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = body.decode()
    assert 'href="http://127.0.0.1:8080/soap/EventService?wsdl"' in page
    for address in re.findall(r'(?:src|href)="(/soap/-/[^"]+)"', page):
        assert server.connect().ask(get(address))[0] == 200


def colours(scheme: str) -> dict[str, str]:
    """Return the named colours of the style, in the light or in the dark scheme."""
    style = (Path(pages_module.__file__).parent / "assets" / "developer.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark if scheme == "dark" else light))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour: WCAG 2.2, definitions."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str) -> None:
    """WCAG 2.2 AA: text by 4.5 to 1 on everything that it stands on, the edges of controls and the focus by 3 to 1."""
    named = colours(scheme)

    def contrast(one: str, other: str) -> float:
        darker, lighter = sorted((luminance(named[one]), luminance(named[other])))
        return (lighter + 0.05) / (darker + 0.05)

    for ground in ("page", "card", "code"):
        for text in ("text", "quiet", "link", "must"):
            assert contrast(text, ground) >= 4.5, (text, ground)
        for edge in ("edge", "focus"):
            assert contrast(edge, ground) >= 3, (edge, ground)
    assert contrast("mark-text", "mark") >= 4.5
