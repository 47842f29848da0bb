"""Calls that carry a user name and password instead of the token of a session."""

from collections.abc import Callable

from soap_server.desk import login
from soap_server.desk.desk import Office
from soap_server.desk.errors import LoginThrottledError
from soap_server.desk.proofs import Presented, Proof, Proofs
from soap_server.operations.declaration import PUBLIC, Operation

# What Login does, short of opening a session: it is counted, compared, throttled and audited as a login.
_VERIFICATION = Operation(
    name="Login",
    service="",
    function=login.prove,
    doc="",
    parameters=(),
    returns=None,
    permission=PUBLIC,
    writes=True,
    takes_request_id=False,
    repeats_harmlessly=False,
    large_body=False,
    prepare=login.check_credentials,
    reads_data=False,
    waits=True,
    on_refusal=None,
    refuses=(),
)


class PasswordCheck:
    """Finds out whether user names and passwords are right.

    :param run: runs an operation, as CallRunner.run does.
    """

    def __init__(self, office: Office, run: Callable[..., Proof]) -> None:
        self._clock = office.clock
        self._run = run
        self._proofs = Proofs(office.rules.password_memory)

    def recall(self, presented: Presented) -> Proof | None:
        """Return the proof of a password that was right a moment ago; it takes microseconds."""
        return self._proofs.find(presented, self._clock())

    def compare(self, presented: Presented, correlation_id: str) -> Proof:
        """Return the proof of a password, which takes as long as a login.

        :param correlation_id: of the call that it came with.
        :raises DeskError: as Login does.
        """
        with self._proofs.turn(presented):
            known = self.recall(presented)
            if known is not None:
                return known
            try:
                proof = self._run(
                    _VERIFICATION,
                    {"username": presented.username, "password": presented.password},
                    address=presented.address,
                    correlation_id=correlation_id,
                    encode=lambda proof: proof,
                )
            except LoginThrottledError:
                # Somebody guesses. What is remembered would tell them of the right one, at a thousand guesses a second.
                self._proofs.forget(presented)
                raise
            self._proofs.remember(presented, proof, self._clock())
            return proof

    def forget(self, presented: Presented) -> None:
        """Compare a password again the next time."""
        self._proofs.forget(presented)
