"""The pages before a desk that is an application in memory."""

from flask import Flask

from client_sdk.transport import InProcessTransport
from soap_server.app import Application
from tests.callers import respond_with
from tests.web_ui.browser import pages_of


def pages_before(application: Application) -> Flask:
    """Return the pages of a desk."""
    return pages_of(f"{application.settings.public_url}/soap", InProcessTransport(respond_with(application)))
