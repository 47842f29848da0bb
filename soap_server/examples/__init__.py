"""Example messages: what the published contract shows, and the pages for developers."""
