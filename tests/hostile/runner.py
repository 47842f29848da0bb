"""The runner: a server, valid calls all the while, cases one after the other, and a verdict on each."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from tests.e2e.memory import Growth
from tests.hostile import verdicts
from tests.hostile.canary import Canary
from tests.hostile.case import CANARY, Case
from tests.hostile.pulse import Beat, Pulse
from tests.hostile.talking import PATIENCE, Talk
from tests.hostile.verdicts import Verdict

# Other work on the machine can hold a server up; what they show is believed when it shows again.
_SHOWN_TWICE = frozenset({Verdict.STALL, Verdict.GROWTH})
_QUIET = 0.15  # seconds in which a second answer to one raw request would have come


class Target(Protocol):
    """What is tried: a server, its worker processes and its log."""

    log: list[str]

    @property
    def port(self) -> int:
        """Where it listens."""
        ...

    def workers(self) -> list[int]:
        """Its worker processes."""
        ...


@dataclass(frozen=True)
class Stage:
    """What cases find on the server: whose session is whose, what is private and what secret.

    :ivar known: what stands for placeholders, by caller; that of the session is in it.
    :ivar private: what callers other than an administrator must never be shown.
    :ivar secrets: what must never be logged.
    """

    known: dict[str, dict[str, str]]
    private: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    case: Case
    verdicts: frozenset[Verdict]
    told: tuple[str, ...]
    growth: int

    def __str__(self) -> str:
        return f"{self.case}: {'; '.join(sorted(self.verdicts))} (answered {', '.join(self.told) or 'nothing'})"


@dataclass
class Runner:
    """Runs cases against a server that it does not own.

    :ivar patience: for how many seconds an answer is waited for.
    :ivar outcomes: of all cases so far.
    """

    target: Target
    stage: Stage
    patience: float = PATIENCE
    outcomes: list[Outcome] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._canary = Canary()
        self._pulses = [self._pulse(number) for number in range(len(self.target.workers()))]
        self._logged = len(self.target.log)
        return self

    def __exit__(self, *_details: object) -> None:
        for pulse in self._pulses:
            pulse.stop()
        self._canary.close()

    @property
    def failures(self) -> list[Outcome]:
        """The outcomes that are not as they should be."""
        return [outcome for outcome in self.outcomes if outcome.verdicts]

    @property
    def worst_beat(self) -> float:
        """The longest that a valid call took, in seconds."""
        return max(beat.seconds for beat in self._beats())

    @property
    def beats(self) -> int:
        """How many valid calls there were."""
        return len(self._beats())

    def run(self, cases: Iterable[Case]) -> list[Outcome]:
        """Run cases, and return what came of them."""
        first = len(self.outcomes)
        for case in cases:
            outcome = self._try(case)
            if outcome.verdicts & _SHOWN_TWICE:
                again = self._try(case)
                doubtful = (outcome.verdicts & _SHOWN_TWICE) - again.verdicts
                outcome = Outcome(case, outcome.verdicts - doubtful, outcome.told, min(outcome.growth, again.growth))
            self.outcomes.append(outcome)
        return self.outcomes[first:]

    def _try(self, case: Case) -> Outcome:
        start, workers, visits = time.monotonic(), self.target.workers(), self._canary.visits
        growth = Growth(workers)
        with Talk(
            self.target.port, {**self.stage.known[case.caller], CANARY: self._canary.address}, self.patience
        ) as talk:
            self._hold(case, talk)
            if case.settles:
                self._settle()
            found = verdicts.of_answers(
                case,
                talk.answers,
                sent=case.on_the_wire(talk.known),
                closed=talk.closed,
                silent=talk.silent,
                private=self._private(case),
            )
            found |= {Verdict.ECHO} if talk.mixed_up else set()
            told = tuple(verdicts.told(answer) for answer in talk.answers)
        # The end of the connections is a part of the case.
        grown = self._look_at_workers(workers, growth, found)
        found |= self._of_beats([beat for beat in self._beats() if beat.end >= start])
        found |= {Verdict.FETCHED} if self._canary.visits > visits else set()
        found |= verdicts.of_log(self._new_lines(), (*self.stage.secrets, *self._tokens()))
        return Outcome(case, frozenset(found), told, grown)

    def _hold(self, case: Case, talk: Talk) -> None:
        if case.talk is not None:
            case.talk(talk)
            return
        connection = talk.connect()
        talk.send(connection, case.on_the_wire(talk.known))
        talk.read(connection, at_most=case.answers, quiet=_QUIET if case.raw is not None else 0)

    def _settle(self) -> None:
        now = time.monotonic()
        for pulse in self._pulses:
            pulse.wait(now)

    def _look_at_workers(self, before: Sequence[int], growth: Growth, found: set[Verdict]) -> int:
        if set(self.target.workers()) != set(before):
            found.add(Verdict.DEAD_WORKER)
            return 0
        if (grown := growth.bytes) > verdicts.MOST_GROWTH:
            found.add(Verdict.GROWTH)
        return grown

    def _of_beats(self, beats: Sequence[Beat]) -> set[Verdict]:
        found = set()
        if any(beat.seconds > verdicts.LONGEST_STALL for beat in beats):
            found.add(Verdict.STALL)
        if not all(beat.is_right for beat in beats):
            found.add(Verdict.DISTURBED)
        return found

    def _beats(self) -> list[Beat]:
        return [beat for pulse in self._pulses for beat in list(pulse.beats)]

    def _private(self, case: Case) -> list[bytes]:
        texts = [pulse.text for pulse in self._pulses]
        return [text.encode() for text in (*texts, *(() if case.caller == "admin" else self.stage.private))]

    def _tokens(self) -> list[str]:
        return [known["@token@"] for known in self.stage.known.values() if "@token@" in known]

    def _new_lines(self) -> list[str]:
        lines = self.target.log[self._logged :]
        self._logged += len(lines)
        return lines

    def _pulse(self, number: int) -> Pulse:
        pulse = Pulse(self.target.port, self.target.workers, lambda index: index == number)
        pulse.start()
        return pulse
