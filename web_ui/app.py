"""The application, put together."""

from flask import Flask

from web_ui import desk_access, errors, pages, preferences, security, static_files, translating
from web_ui.config import WebConfig
from web_ui.rooms import ROOMS


def create_app(config: WebConfig) -> Flask:
    """Return the pages as a WSGI application."""
    app = Flask("web_ui", static_url_path="/static")
    app.secret_key = config.secret_key
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.protect(app, config)
    static_files.install(app)
    translating.install(app)
    preferences.install(app)
    desk_access.install(app, config)
    errors.install(app)
    pages.install(app)
    app.extensions["soapdesk rooms"] = ROOMS
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    return app
