"""What is made once, before the workers are forked, and shared by them: the modules, the contract and its documents.

Their memory stays one until somebody writes to it. So nothing is made here that belongs to one process: no connection
to a database, no thread, no reactor, no key (``tests/http/test_prepared.py`` looks).
"""

import gc
from dataclasses import dataclass

from sqlalchemy.orm import configure_mappers

from soap_server.app import Application, Contract, build_application, build_contract
from soap_server.desk.passwords import Passwords
from soap_server.engine.codec import codec_named
from soap_server.office import build_passwords
from soap_server.settings import Settings


@dataclass(frozen=True)
class Prepared:
    """What workers share.

    :ivar passwords: with the hash that stands for nobody's, which takes as long to make as a login.
    """

    settings: Settings
    contract: Contract
    passwords: Passwords

    def application(self) -> Application:
        """Return the desk of one worker, with its own connections and its own memory of passwords."""
        return build_application(self.settings, contract=self.contract, passwords=self.passwords)


def prepare(settings: Settings) -> Prepared:
    """Make what workers share."""
    contract = build_contract(codec_named(settings.server.codec))
    contract.wsdl_documents(settings.public_url)
    _ = contract.validator
    configure_mappers()
    # In no thread beside it: one that has been joined can still be there for a moment, and be there at the fork.
    passwords = build_passwords(settings)
    # The collector writes to what it looks at, and each worker would have a copy of all of it. To collect first frees
    # next to nothing.
    gc.freeze()
    gc.enable()
    return Prepared(settings, contract, passwords)
