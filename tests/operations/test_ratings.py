"""The customer's decision and rating, and what it says of staff."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.callers import Caller, Clock, Directory, RefusedError


def rate(people: Directory, event_id: int, score: int, opinion: str | None = None) -> None:
    """Rate an event."""
    version = people.admin.version(event_id)
    people.customer.RateEvent(eventId=event_id, expectedVersion=version, score=score, opinion=opinion)


def test_a_rating_can_be_changed_for_a_while(people: Directory, clock: Clock) -> None:
    """There stays one, and it says that it was changed."""
    event_id = people.event("completed")
    rate(people, event_id, 2, "慢")
    rated_at = clock.now
    clock.advance(minutes=10)
    rate(people, event_id, 4)
    rating = people.customer.GetRating(eventId=event_id)
    assert (rating.score, rating.opinion, rating.ratedAt, rating.changedAt) == (4, None, rated_at, clock.now)
    assert people.admin.ListRatings().total == 1


def test_the_operation_is_offered_as_long_as_it_works(people: Directory, clock: Clock) -> None:
    """GetEvent and the rule agree about the 12 hours."""
    event_id = people.event("completed")
    rate(people, event_id, 5)
    assert "RateEvent" in people.customer.GetEvent(eventId=event_id).allowedOperations.string
    clock.advance(hours=12, seconds=1)
    customer = people.log_in("customer")
    assert "RateEvent" not in customer.GetEvent(eventId=event_id).allowedOperations.string


def test_only_the_events_customer_decides(people: Directory) -> None:
    """Not staff, not administrators."""
    event_id = people.event("resolved")
    version = people.admin.version(event_id)
    for caller in (people.staff, people.admin):
        for call in (
            lambda c=caller: c.CompleteEvent(eventId=event_id, expectedVersion=version),
            lambda c=caller: c.ReopenEvent(eventId=event_id, expectedVersion=version, reason="x"),
            lambda c=caller: c.RateEvent(eventId=event_id, expectedVersion=version, score=5),
        ):
            with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
                call()


def test_a_reopened_event_goes_on_with_its_handler(people: Directory) -> None:
    """It is in progress again, and it is counted."""
    event_id = people.event("completed")
    version = people.admin.version(event_id)
    event = people.customer.ReopenEvent(eventId=event_id, expectedVersion=version, reason="又坏了")
    assert (event.status, event.handler.id, event.reopenCount, event.completedAt) == (
        "in_progress",
        people.staff.id,
        1,
        None,
    )
    assert people.staff.GetEventHistory(eventId=event_id).entries.HistoryEntry[-1].note == "又坏了"


def test_ratings_are_listed_for_those_they_concern(people: Directory, clock: Clock) -> None:
    """Customers see those they gave, staff those they got, administrators all."""
    for score in (5, 3):
        rate(people, people.event("completed"), score)
        clock.advance(minutes=1)
    other = people.event("completed", customer="customer2", staff="staff2")
    people.customer2.RateEvent(eventId=other, expectedVersion=people.admin.version(other), score=1)

    def scores(caller: str, **filter_: object) -> list[int]:
        found = getattr(people, caller).ListRatings(filter=filter_)
        return [rating.score for rating in found.ratings.Rating] if found.ratings else []

    assert scores("admin") == [1, 3, 5]
    assert scores("customer") == scores("staff") == [3, 5]
    assert scores("staff2") == [1]
    assert scores("admin", handlerId=people.staff.id, score=3) == [3]
    assert scores("admin", ratedBefore=clock.now) == [3, 5]
    assert scores("admin", ratedFrom=clock.now) == [1]
    reassigned = people.event("completed")
    rate(people, reassigned, 2)
    assert scores("staff") == [2, 3, 5]


def test_ratings_come_page_by_page(people: Directory, clock: Clock) -> None:
    """Staff get those that they gave and those that they got as one list; what is deleted is for administrators."""
    made = []
    for number in range(6):
        customer, staff = ("customer2", "staff") if number < 2 else ("customer", "customer2")
        if number == 2:
            people.admin.SetUserRole(userId=people.customer2.id, role="staff", expectedVersion=1)
        event_id = people.event("completed", customer=customer, staff=staff)
        version = people.admin.version(event_id)
        getattr(people, customer).RateEvent(eventId=event_id, expectedVersion=version, score=1 + number % 2)
        clock.advance(minutes=1)
        made.append(event_id)
    gone = made.pop(3)
    for caller, operation, more in (
        (people.customer, "ReopenEvent", {"reason": "!"}),
        (people.customer, "WithdrawEvent", {}),
        (people.admin, "DeleteWithdrawnEvent", {}),
    ):
        getattr(caller, operation)(eventId=gone, expectedVersion=people.admin.version(gone), **more)

    def listed(caller: Caller, **filter_: object) -> list[int]:
        found: list[int] = []
        page: dict[str, object] = {"size": 2}
        while True:
            answer = caller.ListRatings(filter=filter_, page=page)
            found += [rating.eventId for rating in answer.ratings.Rating] if answer.ratings else []
            if not answer.nextCursor:
                assert answer.total == len(found)
                return found
            page["cursor"] = answer.nextCursor

    assert listed(people.customer2) == made[::-1]
    assert listed(people.customer) == [made[4], made[3], made[2]]
    assert listed(people.staff) == [made[1], made[0]]
    assert listed(people.admin) == sorted([*made, gone], reverse=True)
    assert listed(people.admin, score=2) == [made[4], gone, made[1]]
    assert listed(people.customer2, score=2) == [made[4], made[1]]
    assert listed(people.customer2, handlerId=people.customer2.id, score=1) == [made[3], made[2]]


def test_a_scorecard_sums_up_a_period(people: Directory, clock: Clock) -> None:
    """Ratings, times and reopened events; means of nothing are nil."""
    start = clock.now
    staff = people.staff
    for score, hours in ((5, 2), (4, 4)):
        event_id = people.event("assigned")
        people.later(hours=1)
        staff.PostReply(eventId=event_id, text="x")
        people.later(hours=hours - 1)
        version = people.admin.version(event_id)
        staff.ResolveEvent(eventId=event_id, expectedVersion=version, solution="x")
        people.customer.CompleteEvent(eventId=event_id, expectedVersion=version + 1)
        rate(people, event_id, score)
    version = people.admin.version(event_id)
    people.customer.ReopenEvent(eventId=event_id, expectedVersion=version, reason="x")
    clock.advance(seconds=1)

    card = people.admin.GetStaffScorecard(staffId=staff.id)
    assert (card.ratingCount, card.ratingMean, card.resolvedCount, card.reopenedCount) == (2, Decimal("4.50"), 2, 1)
    assert card.reopenRate == Decimal("0.5000")
    assert card.firstReplyMeanSeconds == 3600
    assert card.resolutionMeanSeconds == 3 * 3600
    assert [(s.score, s.count) for s in card.distribution.ScoreCount] == [(1, 0), (2, 0), (3, 0), (4, 1), (5, 1)]
    assert (card.periodEnd, card.periodStart) == (clock.now, clock.now - timedelta(days=90))

    before = people.admin.GetStaffScorecard(staffId=staff.id, periodEnd=start)
    assert (before.ratingCount, before.ratingMean, before.reopenRate, before.firstReplyMeanSeconds) == (
        0,
        None,
        None,
        None,
    )


def test_nothing_takes_less_than_no_time(people: Directory, clock: Clock) -> None:
    """Whoever sets the clock back makes no negative times, which would spoil the means."""
    event_id = people.event("assigned")
    clock.advance(days=-1)
    people.staff.ResolveEvent(eventId=event_id, expectedVersion=people.admin.version(event_id), solution="x")
    clock.advance(seconds=1)
    card = people.admin.GetStaffScorecard(staffId=people.staff.id)
    assert (card.firstReplyMeanSeconds, card.resolutionMeanSeconds) == (0, 0)


def test_staff_see_their_own_scorecard_only(people: Directory) -> None:
    """Administrators see everybody's."""
    assert people.staff.GetStaffScorecard().staff.id == people.staff.id
    assert people.staff.GetStaffScorecard(staffId=0).staff.id == people.staff.id
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        people.staff.GetStaffScorecard(staffId=people.staff2.id)
    assert people.admin.GetStaffScorecard(staffId=people.staff2.id).staff.id == people.staff2.id


def test_a_scorecard_of_the_beginning_of_time(people: Directory) -> None:
    """.NET sends the year 1 for a date that nobody set."""
    with pytest.raises(RefusedError, match="INVALID_ARGUMENT") as caught:
        people.staff.GetStaffScorecard(periodEnd=datetime(1, 1, 1, tzinfo=UTC))
    assert caught.value.field == "periodStart"


def test_what_is_allowed_is_the_same_wherever_it_is_told(people: Directory, clock: Clock) -> None:
    """When a rating can no longer be changed, too."""
    event_id = people.event("completed")
    people.customer.RateEvent(eventId=event_id, expectedVersion=people.admin.version(event_id), score=5)
    clock.advance(hours=13)
    customer = people.log_in("customer")
    told = customer.GetEvent(eventId=event_id).allowedOperations
    assert customer.DescribeEvents(eventId=event_id).allowedOperations == told
    assert "RateEvent" not in repr(told)
