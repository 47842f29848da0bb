"""A program that calls every operation of the desk with zeep."""
