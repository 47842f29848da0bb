"""What the Python client costs: ``python -m benchmarks.client``. CPU time, since the machine may be busy."""

import statistics
import time
from collections.abc import Callable

from client_sdk import SupportClient, models, operations
from client_sdk.contract import bundled_contract, read_reply
from client_sdk.messages import Reply, Request
from client_sdk.testing import InProcess
from tests.client_sdk.test_answers import example

ROUNDS = 5


def cost(work: Callable[[], object], times: int = 1) -> str:
    """Return the median CPU milliseconds of a piece of work."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(times):
            work()
        seconds.append((time.process_time() - start) / times)
    return f"{statistics.median(seconds) * 1000:9.3f} ms"


def open_cold() -> None:
    """Open a client in a process that has read no WSDL yet."""
    bundled_contract.cache_clear()
    open_warm()
    bundled_contract("SoapDesk.wsdl")


def open_warm() -> None:
    """Open one more client."""
    SupportClient("http://localhost:8080/soap", token="t").close()


def main() -> None:
    """Print a line for each figure."""
    print(f"open, the WSDL not read yet    {cost(open_cold)}")
    print(f"open, once more                {cost(open_warm, 20)}")
    answer = example("GetEvent")
    print(f"decode the GetEvent example    {cost(lambda: read_reply(operations.GET_EVENT, answer), 200)}")
    with InProcess() as server:
        server.add_user("customer")
        server.add_user("admin", role="admin")
        admin, customer = server.client("admin"), server.client("customer")
        event = customer.events.submit(title="x", content="y")
        print(f"GetEvent, desk included        {cost(lambda: customer.events.get(event.id), 50)}")
        verbs = [models.DataVerb.READ]
        admin.data.grant_access(role="admin", table="events", verbs=verbs, scope=models.RowScope.ALL)
        for number in range(200):
            customer.events.submit(title=f"event {number}", content="y")
        page: list[Reply] = []
        send = server.transport.send

        def keep(request: Request) -> Reply:
            page.append(send(request))
            return page[-1]

        server.transport.send = keep  # type: ignore[method-assign]
        columns = ["id", "title", "status", "submitted_at"]
        admin.data.read_table(table="events", columns=columns).page()
        rows = page[-1]
        print(f"decode 201 rows of 4 columns   {cost(lambda: read_reply(operations.READ_TABLE, rows), 20)}")


if __name__ == "__main__":
    main()
