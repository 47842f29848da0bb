"""Plots are told apart, by people with any kind of colour vision, on light and on dark."""

import itertools
import math
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "web_ui" / "static"
# What people see who lack one kind of cone: Machado, Oliveira and Fernandes, "A physiologically-based model for
# simulation of color vision deficiency" (2009), severity 1, on linear RGB.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
STATES = ("submitted", "assigned", "in_progress", "resolved", "completed", "withdrawn", "deleted")
PRIORITIES = ("low", "normal", "high", "urgent")
Colour = tuple[float, float, float]


def token(sheet: str, name: str, scheme: str) -> Colour:
    """Return a colour of a style sheet as linear RGB."""
    text = (STATIC / sheet).read_text(encoding="utf-8")
    found = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", text)
    assert found, name
    code = found[1 if scheme == "light" else 2]
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of WCAG 2."""
    dark, light = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: Colour, eyes: str) -> Colour:
    """Return where a colour lies in Oklab (Ottosson, 2020) for such eyes, times 100."""
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, colour, strict=True)))) for row in EYES[eyes]
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        100 * (0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short),
        100 * (1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short),
        100 * (0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("names", [STATES, PRIORITIES], ids=["states", "priorities"])
def test_colours_are_told_apart(names: tuple[str, ...], scheme: str) -> None:
    """Any two of them, by everybody; 10 is several times what is just noticed."""
    colours = {name: token("plots.css", f"plot-{name}", scheme) for name in names}
    for eyes in EYES:
        for one, other in itertools.combinations(names, 2):
            distance = math.dist(seen(colours[one], eyes), seen(colours[other], eyes))
            assert distance >= 10, (eyes, one, other, round(distance, 1))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out_from_the_card(scheme: str) -> None:
    """As WCAG 2.2 wants of what is not text (1.4.11)."""
    card = token("tokens.css", "card", scheme)
    for name in (*STATES, *PRIORITIES):
        assert contrast(token("plots.css", f"plot-{name}", scheme), card) >= 3, name
