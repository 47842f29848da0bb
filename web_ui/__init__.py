"""The web pages: a thin face for people, itself a client of the SDK."""
