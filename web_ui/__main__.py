"""``python -m web_ui``: the pages alone."""

from web_ui.serving import main

main()
