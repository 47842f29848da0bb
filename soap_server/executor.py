"""From the engine's calls to the operations: who is calling, and in which threads that is found out."""

from dataclasses import replace
from typing import Any

from soap_server.desk.proofs import Nonce, Presented, Proof, StaleProofError
from soap_server.engine.answers import Entry
from soap_server.engine.call import Call
from soap_server.engine.pipeline import OtherLaneError
from soap_server.operations.declaration import HASHING_LANE, INSTANT_LANE, ORDINARY_LANE
from soap_server.operations.execution import CallRunner
from soap_server.operations.passwords import PasswordCheck


class Executor:
    """Runs calls; a call with a password goes through the hashing lane first if nobody remembers its password."""

    def __init__(self, runner: CallRunner, passwords: PasswordCheck) -> None:
        self._runner = runner
        self._passwords = passwords

    def __call__(self, call: Call) -> Entry:
        """Return the encoded answer.

        :raises OtherLaneError: if it has to be called in another lane.
        """
        if call.password is None:
            header = call.headers.get("SessionHeader")
            return self._run(call, token=header.token if header else None)
        if call.lane == INSTANT_LANE:
            # Whose password it is stands in the database.
            raise OtherLaneError(ORDINARY_LANE)
        given = call.password
        presented = Presented(given.username, given.password, call.peer)
        proof = call.proof or self._proof(call, presented)
        if call.lane not in (None, call.operation.lane):
            raise OtherLaneError(call.operation.lane, proof)
        nonce = Nonce(given.nonce, given.good_until) if given.nonce and given.good_until else None
        try:
            return self._run(call, proof=proof, nonce=nonce)
        except StaleProofError:
            self._passwords.forget(presented)
            return self(replace(call, proof=None))

    def _proof(self, call: Call, presented: Presented) -> Proof:
        known = self._passwords.recall(presented)
        if known is not None:
            return known
        if call.lane not in (None, HASHING_LANE):
            raise OtherLaneError(HASHING_LANE)
        return self._passwords.compare(presented, call.correlation_id)

    def _run(self, call: Call, **caller: Any) -> Entry:
        return self._runner.run(
            call.operation,
            call.arguments,
            address=call.peer,
            correlation_id=call.correlation_id,
            encode=call.encode,
            outlet=call.outlet,
            **caller,
        )
