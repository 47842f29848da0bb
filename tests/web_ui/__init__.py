"""The web pages, through a browser without a network."""
