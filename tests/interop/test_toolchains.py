"""Every stock toolchain, unedited, carries an event through its life and calls every other operation."""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.interop import results
from tests.interop.checks import CHECKS, Said
from tests.interop.registry import RUNS, TOOLCHAINS, run_name
from tests.interop.running import leave_out, missing
from tests.interop.scene import Scene
from tests.interop.toolchain import Toolchain, Variant, Workshop

pytestmark = [pytest.mark.e2e, pytest.mark.interop]
Prepare = Callable[[Toolchain], Workshop]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The desk on which all clients act."""
    scene = Scene(tmp_path_factory.mktemp("scene"))
    yield scene
    scene.close()


@pytest.fixture(scope="session")
def prepared(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """Return a function that makes the client of a toolchain, once."""
    made: dict[str, Workshop] = {}

    def prepare(toolchain: Toolchain) -> Workshop:
        leave_out(missing(toolchain.needs), f"that {toolchain.title} works with the desk")
        if toolchain.name not in made:
            workshop = Workshop(toolchain.sources, tmp_path_factory.mktemp(toolchain.name), f"{scene.plain.url}/soap")
            toolchain.prepare(workshop)
            made[toolchain.name] = workshop
        return made[toolchain.name]

    return prepare


def grouped(toolchain: Toolchain, *values: object, name: str) -> object:
    """Keep what uses one generated client in one process."""
    return pytest.param(toolchain, *values, id=name, marks=pytest.mark.xdist_group(toolchain.name))


@pytest.mark.parametrize(
    ("toolchain", "variant"), [grouped(each, variant, name=run_name(each, variant)) for each, variant in RUNS]
)
def test_a_stock_client_calls_every_operation(
    scene: Scene, prepared: Prepare, toolchain: Toolchain, variant: Variant
) -> None:
    """It says so for each operation and each check, and the server has seen the calls."""
    workshop = prepared(toolchain)
    environment = scene.environment(variant, run_name(toolchain, variant))
    with scene.watched(variant) as seen:
        output = workshop.run(*variant.command, **environment)
    said = Said.read(output)
    results.write(toolchain, variant, said, scene.operations, workshop)
    assert said.failed == {}
    assert said.lacks({*scene.operations, *CHECKS}, variant.cannot) == []
    assert sorted(scene.operations - seen.keys() - variant.cannot.keys()) == []


@pytest.mark.parametrize("toolchain", [grouped(each, name=each.name) for each in TOOLCHAINS if each.hello])
def test_the_program_that_begins_a_page_runs(scene: Scene, prepared: Prepare, toolchain: Toolchain) -> None:
    """As it is: it registers a customer, submits an event, and reads a typed fault."""
    workshop = prepared(toolchain)
    assert toolchain.hello is not None
    output = workshop.run(*toolchain.hello, f"{toolchain.name}.hello", DESK_URL=f"{scene.plain.url}/soap")
    assert re.match(r"\d+ submitted\nCONFLICT", output), output


@pytest.mark.parametrize("toolchain", [grouped(each, name=each.name) for each in TOOLCHAINS if each.inspect])
def test_generated_source_is_what_its_users_expect(prepared: Prepare, toolchain: Toolchain) -> None:
    """No wrappers, flags or types that one has to work around; names and documentation as published."""
    workshop = prepared(toolchain)
    assert toolchain.inspect is not None
    assert toolchain.inspect(workshop) == []
