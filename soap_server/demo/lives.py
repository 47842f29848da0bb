"""The lives of demo events: made up from a seed, by the rules of the lifecycle's table."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.vocabulary import EventStatus, Priority, ReplyKind
from soap_server.demo import texts
from soap_server.demo.texts import Topic

S = EventStatus
_HANDLED = frozenset({S.ASSIGNED, S.IN_PROGRESS, S.RESOLVED, S.COMPLETED})


@dataclass(frozen=True)
class Cast:
    """Who takes part, by id; customers who write Chinese and customers who write English.

    :ivar newcomers: how many of them were not there before.
    """

    customers_zh: Sequence[int]
    customers_en: Sequence[int]
    staff: Sequence[int]
    admin: int
    newcomers: int = 0


@dataclass(frozen=True)
class Step:
    """One step of a life."""

    operation: str
    actor: int
    handler: int | None
    to_status: EventStatus
    at: datetime
    note: str | None = None


@dataclass(frozen=True)
class Message:
    """One message of the conversation."""

    kind: ReplyKind
    author: int
    text: str
    at: datetime


@dataclass
class Life:
    """An event from its submission until now."""

    customer: int
    topic: Topic
    number: int
    priority: Priority
    steps: list[Step] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    score: int | None = None
    opinion: str | None = None

    @property
    def status(self) -> EventStatus:
        """Where the event stands."""
        return self.steps[-1].to_status

    @property
    def handler(self) -> int | None:
        """Who handles it."""
        return self.steps[-1].handler

    def last(self, operation: str) -> Step | None:
        """Return the last step of an operation, if there was one."""
        return next((step for step in reversed(self.steps) if step.operation == operation), None)


def make_life(dice: random.Random, cast: Cast, *, now: datetime, days: int) -> Life:
    """Make up one life that began within the last ``days`` days; older ones have got further."""
    is_chinese = dice.random() < 0.6
    life = Life(
        customer=dice.choice(cast.customers_zh if is_chinese else cast.customers_en),
        topic=dice.choice(texts.TOPICS_ZH if is_chinese else texts.TOPICS_EN),
        number=dice.randrange(100_000, 999_999),
        priority=dice.choices(list(Priority), weights=(2, 6, 3, 1))[0],
    )
    # More of them lately: a desk that people look at has something to do.
    start = now - timedelta(days=days * dice.random() ** 2)
    _Teller(life, dice, cast, start=start, now=now).tell()
    return life


class _Over(Exception):  # noqa: N818 - the story has reached the present, which is no error
    """The next thing would happen in the future."""


class _Teller:
    """Tells the life of one event, step by step, until the present or its end."""

    def __init__(self, life: Life, dice: random.Random, cast: Cast, *, start: datetime, now: datetime) -> None:
        self._life, self._dice, self._cast = life, dice, cast
        self._at, self._now = start, now
        self._staff = dice.choice(cast.staff)
        self._replies = texts.REPLIES_ZH if life.topic in texts.TOPICS_ZH else texts.REPLIES_EN

    def tell(self) -> None:
        """Tell it."""
        self._step("SubmitEvent", self._life.customer, S.SUBMITTED)
        try:
            if self._dice.random() < 0.04:
                self._withdraw()
            else:
                self._assign()
                self._converse()
                self._resolve()
                self._decide()
        except _Over:
            return

    def _withdraw(self) -> None:
        self._wait(5)
        note = self._dice.choice(texts.WITHDRAWING)
        self._step("WithdrawEvent", self._life.customer, S.WITHDRAWN, note=note)

    def _assign(self) -> None:
        self._wait(3)
        self._step("AssignEvent", self._cast.admin, S.ASSIGNED)
        if self._dice.random() < 0.2:
            self._say(ReplyKind.INTERNAL_NOTE, self._cast.admin, self._dice.choice(texts.NOTES))

    def _converse(self) -> None:
        self._wait(4)
        self._say(ReplyKind.REPLY, self._staff, self._replies[0])
        self._step("PostReply", self._staff, S.IN_PROGRESS)
        for turn in range(self._dice.randrange(0, 4)):
            self._wait(8)
            author = self._life.customer if turn % 2 else self._staff
            self._say(ReplyKind.REPLY, author, self._replies[1 + turn % (len(self._replies) - 1)])

    def _resolve(self) -> None:
        self._wait(10)
        self._say(ReplyKind.SOLUTION, self._staff, self._life.topic.solution)
        self._step("ResolveEvent", self._staff, S.RESOLVED)

    def _decide(self) -> None:
        self._wait(12)
        if self._dice.random() < 0.07:
            note = self._dice.choice(texts.REOPENING)
            self._step("ReopenEvent", self._life.customer, S.IN_PROGRESS, note=note)
            self._resolve()
            self._wait(12)
        self._step("CompleteEvent", self._life.customer, S.COMPLETED)
        if self._dice.random() < 0.7:
            self._wait(6)
            self._life.score = self._dice.choices((5, 4, 3, 2, 1), weights=(50, 28, 12, 6, 4))[0]
            self._life.opinion = self._dice.choice(texts.OPINIONS[self._life.score])
            self._step("RateEvent", self._life.customer, S.COMPLETED)

    def _wait(self, hours: float) -> None:
        self._at += timedelta(hours=self._dice.expovariate(1 / hours))
        has_been_forgotten = self._dice.random() < 0.02
        if self._at >= self._now or has_been_forgotten:
            raise _Over

    def _step(self, operation: str, actor: int, status: EventStatus, *, note: str | None = None) -> None:
        handler = self._staff if status in _HANDLED else None
        self._life.steps.append(Step(operation, actor, handler, status, self._at, note))

    def _say(self, kind: ReplyKind, author: int, text: str) -> None:
        self._life.messages.append(Message(kind, author, text, self._at))
