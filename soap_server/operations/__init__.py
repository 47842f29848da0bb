"""The operations that callers see: each takes checked values, calls a verb of the desk and renders what it returns."""
