"""Calls that carry a user name and password instead of the token of a session."""

from collections.abc import Callable
from dataclasses import dataclass

from soap_server.desk import login
from soap_server.desk.desk import Office
from soap_server.desk.proofs import Proof, Proofs
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
    on_refusal=None,
    refuses=(),
)


@dataclass(frozen=True)
class Origin:
    """Where a call comes from, and how it is named in the log."""

    address: str
    correlation_id: str


class PasswordCheck:
    """Finds out whether user names and passwords are right.

    :param run: runs an operation, as CallRunner.run does.
    """

    def __init__(self, office: Office, run: Callable[..., Proof]) -> None:
        self._clock = office.clock
        self._run = run
        self._proofs = Proofs(office.rules.password_memory)

    def recall(self, username: str, password: str) -> Proof | None:
        """Return the proof of a password that was right a moment ago; it takes microseconds."""
        return self._proofs.find(username, password, self._clock())

    def compare(self, username: str, password: str, origin: Origin) -> Proof:
        """Return the proof of a password, which takes as long as a login.

        :raises DeskError: as Login does.
        """
        with self._proofs.turn(username, password):
            known = self.recall(username, password)
            if known is not None:
                return known
            proof = self._run(
                _VERIFICATION,
                {"username": username, "password": password},
                address=origin.address,
                correlation_id=origin.correlation_id,
                encode=lambda proof: proof,
            )
            self._proofs.remember(username, password, proof, self._clock())
            return proof

    def forget(self, username: str, password: str) -> None:
        """Compare a password again the next time."""
        self._proofs.forget(username, password)
