"""Where the pages of events are registered."""

from flask import Blueprint

from web_ui.desk_facts import category_label

BLUEPRINT = Blueprint("events", __name__, template_folder="templates")
BLUEPRINT.add_app_template_filter(category_label, "category")
EVENT = "/events/<int(max=9223372036854775807):event_id>"
"""The address of an event; greater numbers than the desk has lead nowhere."""
