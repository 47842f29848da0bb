"""What commands ask people for: passwords, and texts that are too long for an argument."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from client_sdk.cli.refusals import USAGE, CommandError

PASSWORD_VARIABLE = "SOAPDESK_PASSWORD"  # noqa: S105 - a name


def ask_password(prompt: str, *, again: bool = False) -> str:
    """Return a password from a person who types it unseen, or else the next line of standard input.

    :param again: whether a person types it twice.
    """
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True))
    line = sys.stdin.readline()
    if not line:
        raise CommandError(f"{prompt}: nothing came on standard input.", status=USAGE)
    return line.rstrip("\r\n")


def ask_name(prompt: str) -> str:
    """Return what a person types."""
    if not sys.stdin.isatty():
        raise CommandError(f"{prompt}: give it as an option.", status=USAGE)
    return str(typer.prompt(prompt, err=True))


def long_text(given: str | None, what: str) -> str:
    """Return a text that is given, or comes on standard input for ``-``, or is written in an editor.

    :param what: what the text is, in a word or two.
    """
    if given == "-":
        given = sys.stdin.read()
    elif given is None:
        if not sys.stdin.isatty():
            raise CommandError(f"Give the {what}, or - to read it from standard input.", status=USAGE)
        given = _edited(what)
    if not given.strip():
        raise CommandError(f"The {what} is empty, so nothing was sent.", status=USAGE)
    return given


def _edited(what: str) -> str:
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="soapdesk-") as folder:
        path = Path(folder) / f"{what.replace(' ', '-')}.txt"
        path.touch(mode=0o600)
        ended = subprocess.run([*editor, path], check=False)  # noqa: S603 - the editor that the user chose
        if ended.returncode:
            raise CommandError(f"{editor[0]} ended with status {ended.returncode}, so nothing was sent.")
        return path.read_text(encoding="utf-8")
