"""The story, chapter by chapter: ``python -m client``."""

from .data import read_data
from .desk import Story
from .events import submit_events
from .figures import read_figures
from .handling import assign, carry_to_the_end
from .people import administrate, register
from .refusals import leave, meet_refusals

CHAPTERS = (
    register,
    administrate,
    submit_events,
    assign,
    carry_to_the_end,
    read_figures,
    read_data,
    meet_refusals,
    leave,
)

story = Story()
for chapter in CHAPTERS:
    chapter(story)
