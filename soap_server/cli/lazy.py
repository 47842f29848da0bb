"""Commands that are imported when they are run: nobody waits for what another command needs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class Later(TyperCommand):
    """A command that is known by its name and what it does; the rest is elsewhere.

    :ivar place: a module and, behind a colon, the function or the group of commands in it.
    """

    def __init__(self, name: str, place: str, does: str) -> None:
        super().__init__(name, help=does)
        self.place = place

    def load(self) -> Any:
        """Return the command itself."""
        module, _, name = self.place.partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            command: Any = get_group(found)
        else:
            alone = typer.Typer(add_completion=False)
            alone.command()(found)
            command = get_command(alone)
        command.name = self.name
        return command


class LazyGroup(TyperGroup):
    """A group of such commands.

    :cvar LATER: where each is, and what it does, by name and in the order of the help.
    """

    LATER: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name, (place, does) in self.LATER.items():
            self.add_command(Later(name, place, does))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Return the command that is meant, imported by now, and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Later) else command, rest
