"""The program with which docs/clients/python-zeep.md begins."""

# snippet: a whole program
import os
import sys
import uuid

import zeep
from zeep.exceptions import Fault

username, password = sys.argv[1], "seven quiet lanterns"
client = zeep.Client(os.environ["DESK_URL"] + "?wsdl")
try:
    client.service.Register(username=username, password=password, displayName="王小明", language="zh")
    session = client.service.Login(username=username, password=password)
    client.set_default_soapheaders({"SessionHeader": {"token": session.token}})
    event = client.service.SubmitEvent(
        title="打印机卡纸", content="每次打印第二页就卡纸。", priority="high", requestId=str(uuid.uuid4())
    )
    print(event.id, event.status)
    client.service.WithdrawEvent(eventId=event.id, expectedVersion=99)
except Fault as fault:
    code = fault.detail.findtext(".//{urn:soapdesk:v1}code") if fault.detail is not None else fault.code
    print(f"{code}: {fault.message}")
# end snippet
