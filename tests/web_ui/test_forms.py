"""What all forms share."""

import pytest
from flask import Flask

from client_sdk.errors import InvalidArgumentError
from web_ui.events.forms import EditForm, RateForm


@pytest.mark.parametrize(
    ("kind", "wire_name", "name"),
    [
        (EditForm, "title", "title"),
        (EditForm, "content", "content"),
        (EditForm, "priority", "priority"),
        (EditForm, "expectedVersion", ""),
        (EditForm, "noSuchField", ""),
        (RateForm, "score", "score"),
    ],
)
def test_a_refusal_stands_beside_its_field(app: Flask, kind: type, wire_name: str, name: str) -> None:
    """Of whatever kind the field is; above the form if the reader does not see such a field."""
    with app.test_request_context():
        form = kind()
        assert form.take(InvalidArgumentError("INVALID_ARGUMENT", "This is refused.", field=wire_name))
        assert form.errors == {name: ["This is refused."]}
