"""The reactor of Twisted, with a clock that no change of the system's time moves."""

import time
from typing import Any

from twisted.internet import reactor as _reactor

reactor: Any = _reactor
# Twisted counts seconds by the time of day: when that is set back a day, every pause and timeout under way lasts a
# day longer (no notice is sent, no dead worker replaced), and when it is set forward all of them are over at once.
reactor.seconds = time.monotonic
