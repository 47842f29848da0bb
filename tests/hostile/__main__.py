"""The whole corpus: ``python -m tests.hostile [--database URL] [--only WORD] [--write PAGE]``; scripts/test --hostile."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from db import schema
from db.engine import Database
from tests.hostile.corpus import all_cases
from tests.hostile.report import Totals, write_section
from tests.hostile.stage import hostile_stage


def main() -> int:
    """Run, print the totals by category and what went wrong; 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--database", help="an empty database; by default one on SQLite that is thrown away")
    parser.add_argument("--only", default="", help="a part of the names of the categories to run")
    parser.add_argument("--write", type=Path, help="the page to write the totals to")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = wanted.database or f"sqlite:///{folder}/desk.db"
        database = Database(url)
        schema.upgrade(database)
        database.dispose()
        with hostile_stage(url) as runner:
            runner.run(case for case in all_cases() if wanted.only in case.category)
            totals = Totals.of(runner)
    print(totals.as_table())
    for failure in totals.failures:
        print(failure)
    if wanted.write:
        write_section(wanted.write, totals, commit=_commit(), database="SQLite" if "sqlite" in url else "PostgreSQL")
    return bool(totals.failures)


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
