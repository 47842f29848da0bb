"""Programs that ask at the wrong address are told where the right one is, in what they speak."""

from collections.abc import Callable

import pytest

from tests.engine.messages import ping
from tests.http.conftest import MemoryServer, get, post
from tests.http.test_requests import fault


@pytest.mark.parametrize("web", [True, False])
@pytest.mark.parametrize("path", ["/", "/Soap", "/soapx", "/soap/Nothing", "/service.asmx"])
def test_a_call_to_a_wrong_address_gets_a_fault(
    make_server: Callable[..., MemoryServer], path: str, *, web: bool
) -> None:
    """Not a page, which no program can read."""
    told = fault(make_server(web={"enabled": web}).connect().ask(post(ping(), path=path)))
    sentence = "There is no service at this address. All operations are at /soap."
    assert (told.code, told.message) == ("UNKNOWN_OPERATION", sentence)


def test_a_slash_at_the_end_does_no_harm(server: MemoryServer) -> None:
    """Some people write one."""
    line = server.connect()
    assert line.ask(post(ping(), path="/soap/"))[0] == 200
    assert line.ask(post(ping(), path="/soap/SystemService/"))[0] == 200


def test_an_operation_of_another_service_is_told_where_it_is(server: MemoryServer) -> None:
    """At the address of that service."""
    told = fault(server.connect().ask(post(ping(), path="/soap/EventService")))
    assert told.message == "The operation Ping is not here but at /soap/SystemService."


@pytest.mark.parametrize("query", ["wsdl", "WSDL", "singleWsdl"])
def test_the_wsdl_of_the_host_is_that_of_the_desk(server: MemoryServer, query: str) -> None:
    """Tools are pointed at the host alone now and then."""
    status, headers, _ = server.connect().ask(get(f"/?{query}"))
    assert (status, headers["location"]) == (302, "/soap?wsdl")
