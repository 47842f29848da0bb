"""DataSets as .NET and Java read them: their own generators, compilers and classes, against a running server."""

import shutil
from pathlib import Path

import pytest
import zeep

from tests.e2e.conftest import PASSWORD, Server
from tests.interop.conftest import USER, log_in
from tests.interop.running import run

pytestmark = [pytest.mark.e2e, pytest.mark.interop]
HERE = Path(__file__).parent
JAXWS = "/usr/share/jaxws/lib/*"
DOTNET = """
column types
captions
NULL
Chinese and emoji
empty and blank text
instants
large whole numbers
decimals
booleans
no rows
primary key
find by key
relations
parents that are not granted
row order
pages of a table
pages of a query
pages of groups
50,000 rows
row states
aliases
names with blanks and markup
names that begin with digits and signs
names of the table and the DataSet
names like escapes
names of many scripts
names that .NET escapes
decimals beyond .NET
groups named like the key
a table related to itself
typed fault
WriteXml and ReadXml
WriteXml and ReadXml as a diffgram
ReadXml of the body
SOAP 1.2
"""
JAVA = """
schema and diffgram
columns
values
empty and blank text
related rows
pages
encoded names
typed fault
"""


@pytest.mark.usefixtures("dotnet")
def test_system_data_reads_the_data_sets(demo_server: Server, tmp_path: Path) -> None:
    """A program with a proxy of wsdl.exe finds every value, key, relation and page where System.Data has them."""
    for namespace, path in (("Desk", "/soap"), ("DeskData", "/soap/DataSetService")):
        proxy = f"/out:{namespace}.cs"
        run(tmp_path, "wsdl", "/nologo", f"/namespace:{namespace}", proxy, f"{demo_server.url}{path}?wsdl")
    shutil.copy(HERE / "dotnet_data_set" / "Program.cs", tmp_path)
    libraries = [f"-r:System.{each}" for each in ("Data", "Web.Services", "Xml")]
    run(tmp_path, "mcs", "-codepage:utf8", *libraries, "Program.cs", "Desk.cs", "DeskData.cs")
    # A program in UTC would not notice instants that became local.
    said = run(tmp_path, "mono", "Program.exe", demo_server.url, USER, PASSWORD, TZ="Asia/Shanghai")
    check(said, DOTNET)


@pytest.mark.usefixtures("java")
def test_java_reads_the_data_sets(demo_server: Server, tmp_path: Path) -> None:
    """A program with a proxy of wsimport finds the schema and the rows as elements."""
    wsdl = f"{demo_server.url}/soap/DataSetService?wsdl=any"
    run(tmp_path, "wsimport", "-Xnocompile", "-extension", "-XadditionalHeaders", "-p", "desk", wsdl)
    shutil.copy(HERE / "java_data_set" / "Program.java", tmp_path)
    generated = [str(path.relative_to(tmp_path)) for path in tmp_path.glob("desk/*.java")]
    run(tmp_path, "javac", "-encoding", "UTF-8", "-cp", JAXWS, "Program.java", *generated)
    token = log_in(zeep.Client(f"{demo_server.url}/soap?wsdl").service, USER)
    check(run(tmp_path, "java", "-cp", f".:{JAXWS}", "Program", token), JAVA)


def check(said: str, names: str) -> None:
    """Check that a program passed all of its checks and left out none."""
    lines = said.splitlines()
    failures = [line for line in lines if not line.startswith("PASS ")]
    assert not failures, "\n".join(failures)
    assert lines == [f"PASS {name}" for name in names.strip().splitlines()]
