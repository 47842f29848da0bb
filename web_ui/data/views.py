"""The tables that are granted."""

from typing import Any

from flask import Blueprint, render_template

from client_sdk import errors
from web_ui.data import words
from web_ui.desk_access import desk

BLUEPRINT = Blueprint("data", __name__, template_folder="templates", url_prefix="/data")
REFUSALS = (
    errors.InvalidArgumentError,
    errors.DataLimitError,
    errors.DataServiceOffError,
    errors.QueryFailedError,
    errors.QueryRefusedError,
)
"""What is for the reader to mend in what they asked."""


@BLUEPRINT.app_context_processor
def _words() -> dict[str, Any]:
    return {"data_words": words}


@BLUEPRINT.record_once
def _filters(state: Any) -> None:
    state.app.jinja_env.filters.update(
        data_label=words.label_of, data_description=words.description_of, shown=words.shown
    )


@BLUEPRINT.get("")
def tables() -> str:
    """List them."""
    return render_template("data/tables.html", found=desk.data.list_tables())
