"""The programs of the pages for developers, as the compilers of .NET, Java and PHP take them, with stock proxies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from soap_server.app import Contract, build_application
from soap_server.http.developer.pages import DeveloperPages
from soap_server.http.developer.snippets import LANGUAGES
from soap_server.settings import load_settings
from tests.callers import OPERATIONS
from tests.conftest import FAST_PASSWORDS
from tests.e2e.conftest import Serve, Server
from tests.interop.running import run
from tests.interop.test_dotnet_data_set import JAXWS

pytestmark = [pytest.mark.e2e, pytest.mark.interop]


@pytest.fixture
def server(serve: Serve, sqlite_url: str) -> Iterator[Server]:
    """A server that tells its WSDLs."""
    running = serve(sqlite_url, "--create", "--workers", "1")
    yield running
    assert running.stop() == 0


def programs(contract: Contract, language: str, url: str = "http://localhost:8080") -> dict[str, str]:
    """Return the program of every operation in a language."""
    settings = load_settings(server={"public_url": url})
    database = Database("sqlite:///none.db")
    application = build_application(settings, database=database, contract=contract, passwords=FAST_PASSWORDS)
    pages = DeveloperPages(application)
    return {name: LANGUAGES[language](pages.calling(each)) for name, each in OPERATIONS.items()}


@pytest.mark.usefixtures("dotnet")
def test_programs_in_csharp_compile(contract: Contract, server: Server, tmp_path: Path) -> None:
    """With the proxies that wsdl.exe makes; the commands stand in the programs."""
    found = programs(contract, "C#", server.url)
    commands = {line for program in found.values() for line in program.splitlines() if line.startswith("// wsdl ")}
    for command in commands:
        run(tmp_path, *command.removeprefix("// ").split())
    for name, program in found.items():
        (tmp_path / f"Of{name}.cs").write_text(f"namespace Of{name} {{\n{program}}}\n", encoding="utf-8")
    sources = sorted(path.name for path in tmp_path.glob("*.cs"))
    libraries = [f"-r:System.{each}" for each in ("Data", "Web.Services", "Xml")]
    run(tmp_path, "mcs", "-codepage:utf8", "-target:library", "-out:All.dll", *libraries, *sources)
    assert len(sources) == len(OPERATIONS) + 2


@pytest.mark.usefixtures("java")
def test_programs_in_java_compile(contract: Contract, server: Server, tmp_path: Path) -> None:
    """With the classes that wsimport makes; the commands stand in the programs."""
    found = programs(contract, "Java", server.url)
    commands = {line for program in found.values() for line in program.splitlines() if line.startswith("// wsimport ")}
    for command in commands:
        run(tmp_path, *command.removeprefix("// ").split(), "-Xnocompile")
    for name, program in found.items():
        folder = tmp_path / "of" / name.lower()
        folder.mkdir(parents=True)
        (folder / "Program.java").write_text(f"package of.{name.lower()};\n{program}", encoding="utf-8")
    sources = [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*.java"))]
    run(tmp_path, "javac", "-encoding", "UTF-8", "-cp", JAXWS, "-d", "classes", *sources)
    assert len(list(tmp_path.glob("classes/of/*/Program.class"))) == len(OPERATIONS)


@pytest.mark.usefixtures("php")
def test_programs_in_php_are_well_formed(contract: Contract, tmp_path: Path) -> None:
    """PHP itself says so."""
    for name, program in programs(contract, "PHP").items():
        (tmp_path / f"{name}.php").write_text(program, encoding="utf-8")
        assert "No syntax errors" in run(tmp_path, "php", "-l", f"{name}.php")
