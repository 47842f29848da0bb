"""Fuzzing with atheris: ``python -m tests.hostile.fuzz.run FOLDER [options of libFuzzer]``; see scripts/fuzz."""

import hashlib
import importlib
import logging
import sys
from pathlib import Path
from typing import Any

import structlog

# Not a dependency: it is large, and there is none for some systems.
atheris: Any = importlib.import_module("atheris")
with atheris.instrument_imports(include=["soap_server.engine", "soap_server.lexical"]):
    from tests.hostile.fuzz.target import FuzzTarget

KEPT = Path("build/fuzz")


class Kept:
    """Calls a target, and writes down what breaks a rule; libFuzzer's own way to do so ends with Python's."""

    def __init__(self) -> None:
        self._target = FuzzTarget()

    def __call__(self, data: bytes) -> None:
        try:
            self._target(data)
        except Exception:
            path = KEPT / f"crash-{hashlib.sha256(data).hexdigest()[:16]}"
            path.write_bytes(data)
            sys.stderr.write(f"Kept in {path}\n")
            raise


def main() -> None:
    """Fuzz until the options say that it is enough, or a rule is broken."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    atheris.Setup(sys.argv, Kept())
    atheris.Fuzz()


if __name__ == "__main__":
    main()
