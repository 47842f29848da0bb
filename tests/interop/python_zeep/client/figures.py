"""Chapter 6: figures, the change feed and the audit log."""

from decimal import Decimal

from .desk import Story, items, same, shows


def read_figures(story: Story) -> None:
    """Read what the story so far came to."""
    admin, event = story.administrator, story.events[0]
    with shows("ListRatings"):
        ratings = items(admin.ListRatings(filter={"handlerId": story.staff_id, "score": 4}).ratings)
        same([(each.eventId, each.opinion) for each in ratings], [(event.id, "很快")])
    with shows("GetStaffScorecard", "decimals"):
        card = admin.GetStaffScorecard(staffId=story.staff_id)
        same((card.ratingCount, str(card.ratingMean)), (1, "4.00"))
        same({each.score: each.count for each in items(card.distribution)}, {1: 0, 2: 0, 3: 0, 4: 1, 5: 0})
    with shows("GetDeskStatistics"):
        figures = admin.GetDeskStatistics(staffId=story.staff_id, utcOffsetMinutes=480)
        same([(each.count, each.mean) for each in items(figures.ratings)], [(1, Decimal(4))])
    with shows("GetChanges"):
        cursor, seen, more = None, [], True
        while more:
            changes = story.customer.GetChanges(cursor=cursor, size=10)
            seen += [(each.eventId, each.operation) for each in items(changes.changes)]
            cursor, more = changes.nextCursor, changes.hasMore
        same((event.id, "RateEvent") in seen, True)
    with shows("ListAuditEntries"):
        wanted = {"actorId": event.customer.id, "operation": "RateEvent", "outcome": "done"}
        entries = items(admin.ListAuditEntries(filter=wanted).entries)
        same([each.subject for each in entries], [f"event:{event.id}"])
