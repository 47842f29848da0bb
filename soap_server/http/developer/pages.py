"""Which page or file is at which address, and making each of them once, when it is first asked for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from soap_server.app import DESK_NAME, SOAP_PATH, Application
from soap_server.contract import NAMESPACE
from soap_server.engine.interface import BoundOperation
from soap_server.engine.versions import SOAP11, SOAP12, VERSIONS
from soap_server.examples.messages import example_arguments, example_fault, example_request, example_response
from soap_server.http.developer import reading
from soap_server.http.developer.snippets import LANGUAGES
from soap_server.http.developer.snippets.calling import Calling, Fresh
from soap_server.http.developer.wording import first_sentence, with_languages
from soap_server.operations.catalogue import DESK_SERVICES, SERVICES
from soap_server.operations.declaration import Operation, Service

ASSETS_PATH = f"{SOAP_PATH}/-"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of the pages: styles and scripts are files, never in the page."""
_HERE = Path(__file__).parent
_HTML = "text/html; charset=utf-8"
_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Page:
    """A page or a file, with what a browser needs to keep it."""

    media_type: str
    content: bytes
    headers: Mapping[str, str]

    @property
    def etag(self) -> str:
        """Changes with the content."""
        return self.headers["ETag"]


class DeveloperPages:
    """The pages for developers; each is made once.

    :param web_enabled: whether there are web pages that can try an operation.
    """

    def __init__(self, application: Application, *, web_enabled: bool = False) -> None:
        self._application = application
        self._contract = application.contract
        self._public_url = application.settings.public_url
        self._web_enabled = web_enabled
        self._services = {service.name: service for service in SERVICES}
        self._operations = {each.name.lower(): each for service in SERVICES for each in service.operations}
        self._bound = {each.name: each for each in application.contract.everything.operations.values()}
        self._made: dict[tuple[str, ...], Page] = {}
        self._files = _files()
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.filters.update(first_sentence=first_sentence, with_languages=with_languages)
        self._environment.globals.update(
            soap_path=SOAP_PATH,
            roles_of=reading.roles_of,
            files={Path(path).stem: _address(path, page) for path, page in self._files.items()},
        )

    def file(self, path: str) -> Page | None:
        """Return the file at a path, if there is one."""
        return self._files.get(path)

    def overview(self) -> Page:
        """Return the page of all services."""
        return self._page("overview.html", title="SoapDesk services", services=SERVICES)

    def service(self, name: str) -> Page | None:
        """Return the page of a service, if there is one of this name."""
        found = self._services.get(name)
        return self._page("service.html", name, title=found.name, service=found) if found else None

    def operation(self, name: str, service: str | None = None) -> Page | None:
        """Return the page of an operation by its name, in any case; None if the service has no such operation."""
        found = self._operations.get(name.lower())
        if found is None or service not in (None, found.service):
            return None
        made = self._made.get(("operation.html", found.name))
        return made or self._page("operation.html", found.name, title=found.name, **self._shown(found))

    def calling(self, operation: Operation, arguments: Mapping[str, Any] | None = None) -> Calling:
        """Return the call of an operation with the values of the examples, or with others."""
        login = self._operations["login"]
        bound = self._bound[operation.name]
        is_of_desk = self._services[operation.service] in DESK_SERVICES
        values = dict(arguments or example_arguments(operation))
        if operation.takes_request_id:
            values["request_id"] = None
        envelope = example_request(bound, self._contract.header, token="$TOKEN", arguments=values)  # noqa: S106 - no token
        if operation.takes_request_id:
            values["request_id"] = Fresh.ID
        return Calling(
            operation=operation,
            interface=DESK_NAME if is_of_desk else operation.service,
            public_url=self._public_url,
            path=SOAP_PATH if is_of_desk else f"{SOAP_PATH}/{operation.service}",
            arguments=values,
            login=None if operation is login else self.calling(login),
            envelope=envelope.decode(),
        )

    def _page(self, template: str, name: str = "", **values: Any) -> Page:
        key = (template, name)
        if key not in self._made:
            text = self._environment.get_template(template).render(
                wsdl_links=self._wsdl_links, url=self._public_url + SOAP_PATH, web_enabled=self._web_enabled, **values
            )
            self._made[key] = _kept(_HTML, text.encode(), {"Content-Security-Policy": POLICY})
        return self._made[key]

    def _wsdl_links(self, service: Service | None = None) -> list[tuple[str, str]]:
        """Return the WSDLs of a service, or of the whole desk, with what each is for."""
        path = f"{SOAP_PATH}/{service.name}" if service else SOAP_PATH
        words = {
            "wsdl": "WSDL",
            "wsdl=soap12": "WSDL with SOAP 1.2",
            "wsdl=any": "WSDL for Java",
            "wsdl=wss": "WSDL with WS-Security",
        }
        return [
            (f"{self._public_url}{path}?{query}", label)
            for query, label in words.items()
            if (path, query) in self._application.documents
        ]

    def _shown(self, operation: Operation) -> dict[str, Any]:
        calling = self.calling(operation)
        result, result_link = reading.result_type(operation)
        return {
            "operation": operation,
            "service": self._services[operation.service],
            "calling": calling,
            "namespace": NAMESPACE,
            "roles": reading.roles_of(operation),
            "parameters": reading.shown_members(operation.parameters),
            "result": result,
            "result_link": result_link,
            "types": reading.types_of(operation),
            "messages": list(self._messages(self._bound[operation.name])),
            "programs": [(language, write(calling)) for language, write in LANGUAGES.items()],
        }

    def _messages(self, bound: BoundOperation) -> list[tuple[str, str]]:
        encode_detail = self._contract.codec.element_encoder(self._contract.fault, "ServiceFault")
        shown = []
        for version in VERSIONS:
            shown.append((f"SOAP {version.name} request", example_request(bound, self._contract.header, version)))
            shown.append((f"SOAP {version.name} response", example_response(bound, version)))
        shown.append((f"SOAP {SOAP11.name} fault", example_fault(bound, NAMESPACE, encode_detail, SOAP11)))
        shown.append((f"SOAP {SOAP12.name} fault", example_fault(bound, NAMESPACE, encode_detail, SOAP12)))
        return [(label, content.decode()) for label, content in shown]


def _files() -> Mapping[str, Page]:
    return {
        f"{ASSETS_PATH}/{path.name}": _kept(
            _MEDIA_TYPES[path.suffix], path.read_bytes(), {"Cache-Control": "public, max-age=86400"}
        )
        for path in sorted((_HERE / "assets").iterdir())
        if path.suffix in _MEDIA_TYPES
    }


def _kept(media_type: str, content: bytes, headers: Mapping[str, str]) -> Page:
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return Page(media_type, content, {"ETag": etag, **headers})


def _address(path: str, page: Page) -> str:
    """Return a file's address, another one for another content: a browser may keep it without asking."""
    return f"{path}?{page.etag.strip(chr(34))}"
