"""A browser without a network and without script: it keeps cookies, follows links and fills in forms."""

from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from client_sdk.transport import Transport
from web_ui.app import create_app
from web_ui.config import WebConfig

PASSWORD = "seven quiet lanterns"


def pages_of(url: str, transport: Transport) -> Flask:
    """Return the pages of a desk that a transport reaches; what goes wrong in one is raised."""
    app = create_app(WebConfig(url, "k" * 40, transport=transport))
    app.testing = True
    return app


def path_of(app: Flask, endpoint: str, values: Mapping[str, Any]) -> str:
    """Return the path of a page; of ``values`` it takes those that its address has."""
    (rule, *_) = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    return str(app.url_map.bind("localhost").build(endpoint, {name: values[name] for name in rule.arguments}))


class Page:
    """A page that came."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.get_data(as_text=True)
        response.close()
        self.location = response.headers.get("Location", "")

    @property
    def tree(self) -> Any:
        """The document."""
        return html.fromstring(self.text)

    def all(self, xpath: str) -> list[Any]:
        """Return what an XPath finds."""
        found: list[Any] = self.tree.xpath(xpath)
        return found

    def words(self, xpath: str = "//main") -> str:
        """Return the text of what an XPath finds, with single spaces."""
        return " ".join(" ".join(node.text_content() for node in self.all(xpath)).split())

    def form(self, action: str | None = None) -> dict[str, str]:
        """Return the values of the form of the content, or of the one with an action, as a browser would send them."""
        forms: Iterable[Any] = self.tree.forms
        wanted = [form for form in forms if (action is None and form.xpath("ancestor::main")) or form.action == action]
        assert wanted, f"no form {action or 'in the content'}: {self.text}"
        return {name: unescape(value) for name, value in wanted[0].form_values()}


class Browser:
    """Somebody's browser."""

    def __init__(self, app: Flask, *, language: str = "en", peer: str = "192.0.2.9") -> None:
        self.client = app.test_client()
        self._options: dict[str, Any] = {
            "headers": {"Accept-Language": language},
            "environ_base": {"REMOTE_ADDR": peer},
        }

    def get(self, path: str, *, follow: bool = False, headers: dict[str, str] | None = None) -> Page:
        """Open a page."""
        options = {**self._options, "headers": {**self._options["headers"], **(headers or {})}}
        return Page(self.client.get(path, follow_redirects=follow, **options))

    def post(self, path: str, values: dict[str, Any], *, follow: bool = False) -> Page:
        """Send values as they are."""
        return Page(self.client.post(path, data=values, follow_redirects=follow, **self._options))

    def submit(self, path: str, *, action: str | None = None, follow: bool = False, **values: Any) -> Page:
        """Open a page, fill in its form and send it.

        :param action: which form, by its address; by default the first one in the content.
        """
        filled = {**self.get(path).form(action), **values}
        return self.post(action or path, filled, follow=follow)

    def log_in(self, username: str, password: str = PASSWORD) -> "Browser":
        """Log in."""
        assert self.submit("/login", username=username, password=password).status == 303
        return self

    def cookie(self, name: str) -> str | None:
        """Return a cookie's value."""
        found = self.client.get_cookie(name)
        return found.value if found else None

    def set_cookie(self, name: str, value: str) -> None:
        """Keep a cookie, as a script or an earlier visit would have."""
        self.client.set_cookie(name, value)
