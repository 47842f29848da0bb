"""What workers share by being forked, and what they must not."""

import json
import subprocess
import sys
from typing import Any

_LOOK = """
import json, os, random, sys
from glob import glob
from soap_server.http import supervisor, worker
from soap_server.http.prepared import prepare
from soap_server.settings import load_settings
settings = load_settings(security={"argon2_memory_kib": 8, "argon2_passes": 1, "argon2_lanes": 1})
prepared = prepare(settings)
print(json.dumps({
    "threads": len(os.listdir("/proc/self/task")),
    "open": [os.readlink(each) for each in glob("/proc/self/fd/*") if int(each[14:]) > 2 and os.path.exists(each)],
    "reactor": "twisted.internet.reactor" in sys.modules,
    "documents": len(prepared.contract.wsdl_documents(settings.public_url)),
}))
ends = os.pipe()
for _ in range(2):
    if not os.fork():
        application = prepared.application()
        made = (application.contract is prepared.contract, random.random(), application.office.new_token())
        os.write(ends[1], json.dumps(made).encode() + b"\\n")
        os._exit(0)
    os.wait()
print(os.read(ends[0], 4096).decode())
"""


def test_nothing_that_belongs_to_one_process_is_prepared() -> None:
    """No thread, no reactor, no file and no socket: a fork would have half of them, and its siblings the other half."""
    found, *forked = _looked()
    documents = found.pop("documents")
    assert found == {"threads": 1, "open": [], "reactor": False}
    assert documents > 1
    assert [is_shared for is_shared, _, _ in forked] == [True, True]


def test_workers_do_not_share_their_chance() -> None:
    """Numbers and tokens that nobody can guess are others in every worker."""
    _, first, second = _looked()
    assert first[1] != second[1]
    assert first[2] != second[2]


def _looked() -> list[Any]:
    command = [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", _LOOK]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in said.splitlines() if line]
