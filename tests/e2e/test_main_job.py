"""The main job, from a first start to a rating: a stock zeep client over HTTP against a durable database."""

from typing import Any

import pytest
import zeep

from tests.e2e.conftest import PASSWORD, Serve

pytestmark = pytest.mark.e2e
WORKERS = ("--workers", "2", "--create")


class Caller:
    """Somebody who is logged in, with the service as their client sees it.

    :param service: a service of a stock zeep client.
    """

    def __init__(self, service: Any, username: str, password: str) -> None:
        self._service = service
        self._header = {"SessionHeader": {"token": service.Login(username=username, password=password).token}}

    def __getattr__(self, operation: str) -> Any:
        return lambda **arguments: self._service[operation](**arguments, _soapheaders=self._header)


def fault_code(fault: zeep.exceptions.Fault) -> str | None:
    """Return the code of a typed fault."""
    (detail,) = fault.detail
    code: str | None = detail.findtext("{urn:soapdesk:v1}code")
    return code


def live(service: Any, customer_name: str, staff: Caller, admin: Caller) -> int:
    """Carry an event through its life and return its id."""
    service.Register(username=customer_name, password=PASSWORD, displayName="张伟", language="zh")
    customer = Caller(service, customer_name, PASSWORD)
    content = bytes(range(256)) * 4096
    event = customer.SubmitEvent(
        title="打印机卡纸 😀",
        content="型号 X200，\r\n每次打印第二页就卡纸。",
        category="product",
        priority="high",
        attachments={"NewAttachment": [{"fileName": "照片.jpg", "mediaType": "image/jpeg", "content": content}]},
    )
    handler = staff.GetCurrentUser()
    assigned = admin.AssignEvent(eventId=event.id, handlerId=handler.id, expectedVersion=event.version)
    assert (assigned.status, assigned.handler.displayName) == ("assigned", "李娜")
    staff.PostReply(eventId=event.id, text="请问是双面打印吗？")
    staff.PostReply(eventId=event.id, text="已经是本周第三台。", internal=True)
    customer.PostReply(eventId=event.id, text="是的。")
    details = staff.GetEvent(eventId=event.id)
    assert staff.GetAttachment(attachmentId=details.attachments.Attachment[0].id).content == content
    resolved = staff.ResolveEvent(eventId=event.id, expectedVersion=details.event.version, solution="更换搓纸轮")
    with pytest.raises(zeep.exceptions.Fault) as caught:
        customer.CompleteEvent(eventId=event.id, expectedVersion=1)
    assert fault_code(caught.value) == "CONFLICT"
    completed = customer.CompleteEvent(eventId=event.id, expectedVersion=resolved.version)
    customer.RateEvent(eventId=event.id, expectedVersion=completed.version, score=5, opinion="很快！")
    check_end(customer, event.id)
    return int(event.id)


def check_end(customer: Caller, event_id: int) -> None:
    """Check what the customer finds of an event that was lived through."""
    final = customer.GetEvent(eventId=event_id)
    assert (final.event.status, final.rating.score, final.event.title) == ("completed", 5, "打印机卡纸 😀")
    assert final.event.content == "型号 X200，\r\n每次打印第二页就卡纸。"
    assert [reply.kind for reply in final.replies.Reply] == ["reply", "reply", "solution"]


def printed_password(output: list[str]) -> list[str]:
    """Return the passwords that a server has printed."""
    return [line.split()[-1] for line in output if line.startswith("password:")]


def test_the_main_job_on_both_soap_versions(serve: Serve, empty_database_url: str) -> None:
    """From nothing; after a restart it is all there, and no second password is printed."""
    server = serve(empty_database_url, *WORKERS)
    client = zeep.Client(f"{server.url}/soap?wsdl=soap12")
    service, service12 = (client.bind("SoapDesk", port) for port in ("SoapDeskSoap", "SoapDeskSoap12"))
    (generated,) = printed_password(server.output)
    admin = Caller(service, "admin", generated)
    admin.CreateUser(username="lina", password=generated, displayName="李娜", role="staff")
    Caller(service, "lina", generated).ChangePassword(currentPassword=generated, newPassword=PASSWORD)
    staff = Caller(service12, "lina", PASSWORD)
    live(service, "customer11", staff, admin)
    event_id = live(service12, "customer12", staff, admin)
    assert server.stop() == 0
    assert {call["operation"] for call in server.calls()} >= {"Register", "Login", "SubmitEvent", "RateEvent"}
    log = "".join(server.log)
    for secret in (PASSWORD, generated, "打印机", "更换搓纸轮", "李娜"):
        assert secret not in log

    again = serve(empty_database_url, *WORKERS)
    client = zeep.Client(f"{again.url}/soap?wsdl")
    check_end(Caller(client.service, "customer12", PASSWORD), event_id)
    assert again.stop() == 0
    assert printed_password(again.output) == []
