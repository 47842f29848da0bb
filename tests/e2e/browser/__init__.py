"""The web pages in Chromium."""
