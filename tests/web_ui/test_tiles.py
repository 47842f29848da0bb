"""Key figures and how they changed."""

from decimal import Decimal

from flask import Flask
from flask_babel import force_locale

from web_ui.tiles import SCORE, tile


def test_a_change_is_that_of_the_figures_as_they_are_shown(app: Flask) -> None:
    """Who subtracts what they read gets what they read."""
    with app.test_request_context("/"), force_locale("en"):
        rating = tile("Mean rating", Decimal("4.24"), Decimal("3.96"), SCORE)
        assert rating.change is not None
        assert (rating.value, rating.change.before, rating.change.text) == ("4.2", "4.0", "0.2 higher")
