"""What the profile asks of those who receive faults: the SDK takes them as other servers may write them."""

import pytest

from client_sdk import errors, operations
from client_sdk.contract import read_reply
from client_sdk.messages import Reply
from tests.client_sdk.conftest import BUSY

_DETAIL = BUSY[BUSY.index(b"<detail>") : BUSY.index(b"</soap:Fault>")]
FAULTS = {
    "R1002: no detail": (_DETAIL, b"", "UNKNOWN"),
    "R1002: nothing in the detail": (_DETAIL, b"<detail/>", "UNKNOWN"),
    "R1002: others in the detail": (b"<detail>", b'<detail><o:Other xmlns:o="urn:o"/><plain/>', "SERVER_BUSY"),
    "R1003: attributes on the detail": (b"<detail>", b'<detail plain="1" o:x="2" xmlns:o="urn:o">', "SERVER_BUSY"),
    "R1016: the language of the faultstring": (b"<faultstring>", b'<faultstring xml:lang="en">', "SERVER_BUSY"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults_of_any_form_are_taken(case: str) -> None:
    """As the faults that they are, whatever else is there."""
    old, new, code = FAULTS[case]
    assert old in BUSY
    with pytest.raises(errors.ServiceFaultError) as raised:
        read_reply(operations.PING, Reply(500, {"content-type": "text/xml"}, BUSY.replace(old, new)))
    assert (raised.value.code, raised.value.message) == (code, "busy")
