"""Stubs that stock tools generated from the released contract, against this version and against what may come."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from soap_server.publishing.files import RELEASED
from tests.e2e.conftest import Serve
from tests.interop.relay import WAYS, Relay
from tests.interop.running import run
from tests.interop.test_dotnet_data_set import JAXWS

pytestmark = [pytest.mark.e2e, pytest.mark.interop]
HERE = Path(__file__).parent / "old_stubs"
WSDL = Path(__file__).parents[2] / "wsdl" / RELEASED / "SoapDesk.wsdl"
ALL = "张伟 true 1 发票抬头有误 submitted high 张伟 true 1 not_found"


@pytest.fixture
def relay(serve: Serve, sqlite_url: str) -> Iterator[Relay]:
    """Ways to a running server."""
    server = serve(sqlite_url, "--workers", "1")
    made = Relay(server.url)
    yield made
    made.close()
    assert server.stop() == 0


@pytest.mark.usefixtures("dotnet")
def test_a_proxy_of_wsdl_exe_survives_what_version_1_may_add(relay: Relay, tmp_path: Path) -> None:
    """Members are skipped wherever they stand; a value that the enumeration lacks is an error."""
    run(tmp_path, "wsdl", "/nologo", "/namespace:Desk", "/out:Desk.cs", str(WSDL))
    shutil.copy(HERE / "Program.cs", tmp_path)
    libraries = [f"-r:System.{each}" for each in ("Data", "Web.Services", "Xml")]
    run(tmp_path, "mcs", "-codepage:utf8", *libraries, "Program.cs", "Desk.cs")
    said = run(tmp_path, "mono", "Program.exe", *(relay.url(way) for way in WAYS))
    assert said.lower().splitlines() == [
        f"same: {ALL}",
        f"added: {ALL}",
        f"inserted: {ALL}",
        "value: invalidoperationexception",
    ]


@pytest.mark.usefixtures("java")
def test_a_proxy_of_wsimport_survives_what_version_1_may_add(relay: Relay, tmp_path: Path) -> None:
    """Members are skipped wherever they stand; a value that the enumeration lacks is null."""
    options = ("-quiet", "-Xnocompile", "-extension", "-XadditionalHeaders", "-p", "desk")
    run(tmp_path, "wsimport", *options, str(WSDL))
    shutil.copy(HERE / "Program.java", tmp_path)
    generated = [str(path.relative_to(tmp_path)) for path in tmp_path.glob("desk/*.java")]
    run(tmp_path, "javac", "-encoding", "UTF-8", "-cp", JAXWS, "Program.java", *generated)
    said = run(tmp_path, "java", "-cp", f".:{JAXWS}", "Program", *(relay.url(way) for way in WAYS))
    assert said.lower().splitlines() == [
        f"same: {ALL}",
        f"added: {ALL}",
        f"inserted: {ALL}",
        f"value: {ALL.replace('submitted', 'null')}",
    ]
