"""The services of the desk, a class for each."""
