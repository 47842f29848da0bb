"""What GET finds below the address of the services: WSDLs, and the pages for developers."""

from urllib.parse import parse_qsl

from soap_server.app import SOAP_PATH, Application
from soap_server.engine.messages import Response
from soap_server.http.developer.pages import ASSETS_PATH, DeveloperPages, Page

_TEXT = "text/plain; charset=utf-8"


class Documents:
    """Answers for everything that a browser or a generator of stubs asks for."""

    def __init__(self, application: Application) -> None:
        self._wsdls = application.documents
        self._pages = DeveloperPages(application, web_enabled=application.settings.web.enabled)

    def answer(self, path: str, query: str, known: str = "") -> Response:
        """Return what is at a path and query.

        :param known: the ETag of what the browser has already, as If-None-Match says it.
        """
        if path.startswith(f"{ASSETS_PATH}/"):
            return _found(self._pages.file(path), known, "There is no such file.")
        if path != "/" and (path, "wsdl") not in self._wsdls:
            return _nothing("There is no such service. They are listed at /soap.")
        service = path.removeprefix(SOAP_PATH).strip("/")
        if not query:
            page = self._pages.service(service) if service else self._pages.overview()
            return _found(page, known, "There is no such service.")
        name, _, value = query.partition("&")[0].partition("=")
        if name.lower() == "op":
            wanted = dict(parse_qsl(query, max_num_fields=100)).get(name, "")
            page = self._pages.operation(wanted, service or None)
            return _found(page, known, "There is no such operation. They are listed at /soap.")
        return self._wsdl(path, name.lower(), value.lower())

    def _wsdl(self, path: str, name: str, value: str) -> Response:
        wanted = f"wsdl={value}" if value else "wsdl"
        found = self._wsdls.get((path, wanted)) if name in ("wsdl", "singlewsdl") else None
        if found is None:
            return _nothing("There is no such document. Try /soap?wsdl.")
        return Response(200, "text/xml; charset=utf-8", found)


def _found(page: Page | None, known: str, otherwise: str) -> Response:
    if page is None:
        return _nothing(otherwise)
    status = 304 if page.etag in known else 200
    return Response(status, page.media_type, page.content, page.headers)


def _nothing(text: str) -> Response:
    return Response(404, _TEXT, f"{text}\n".encode())
