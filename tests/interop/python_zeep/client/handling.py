"""Chapters 4 and 5: the administrator assigns events, the staff member resolves one, the customer rates it."""

from decimal import Decimal
from typing import Any

from .desk import Story, items, same, shows


def assign(story: Story) -> None:
    """Look for a handler, assign events, take one back, and clear away the withdrawn one."""
    admin, events = story.administrator, story.events
    with shows("ListUnassignedEvents"):
        mine = {"customerId": events[0].customer.id}
        unassigned = admin.ListUnassignedEvents(filter=mine, page={"size": 3, "exactTotal": True})
        same((len(items(unassigned.events)), unassigned.total, unassigned.totalIsExact), (3, 5, True))
    with shows("SuggestAssignee"):
        suggested = admin.SuggestAssignee(eventId=events[0].id)
        fitness = [each.fitness for each in items(suggested.suggestions)]
        same((suggested.eventId, fitness), (events[0].id, sorted(fitness, reverse=True)))
        same({type(each) for each in fitness}, {Decimal})
    with shows("AssignEvent"):
        events[0] = _assigned(story, admin.GetEvent(eventId=events[0].id).event)
        same((events[0].status, events[0].handler.id), ("assigned", story.staff_id))
    with shows("AssignEvents", "arrays"):
        for orders in ([], events[1:2], events[2:4]):
            order = [{"eventId": e.id, "handlerId": story.staff_id, "expectedVersion": e.version} for e in orders]
            done = admin.AssignEvents(assignments={"EventAssignment": order})
            same([result.eventId for result in items(done.results)], [event.id for event in orders])
            same(done.assignedCount, len(orders))
    with shows("ListStaffWorkload"):
        workloads = {each.staff.id: each for each in items(admin.ListStaffWorkload(page={"size": 200}).workloads)}
        same(workloads[story.staff_id].assignedCount, 4)
    with shows("UnassignEvent"):
        event = admin.UnassignEvent(eventId=events[0].id, expectedVersion=events[0].version, note="换人")
        same((event.status, event.handler), ("submitted", None))
        events[0] = _assigned(story, event)
    with shows("DeleteWithdrawnEvent"):
        event = admin.DeleteWithdrawnEvent(eventId=events[5].id, expectedVersion=events[5].version)
        same(event.status, "deleted")
    with shows("RestoreEvent"):
        same(admin.RestoreEvent(eventId=event.id, expectedVersion=event.version).status, "withdrawn")


def carry_to_the_end(story: Story) -> None:
    """Reply, resolve, reopen, resolve again, complete and rate."""
    staff, customer, event = story.staff, story.customer, story.events[0]
    with shows("PostReply", "booleans"):
        note = staff.PostReply(eventId=event.id, text="需要更换搓纸轮", internal=True)
        reply = staff.PostReply(eventId=event.id, text="已收到，今天处理。", internal=False)
        same((note.kind, reply.kind), ("internal_note", "reply"))
    with shows("ListReplies"):
        same([each.id for each in items(staff.ListReplies(eventId=event.id).replies)][-2:], [note.id, reply.id])
        same(note.id in [each.id for each in items(customer.ListReplies(eventId=event.id).replies)], False)
    with shows("ResolveEvent"):
        event = _resolved(staff, event.id)
        same((event.status, event.resolvedAt is None), ("resolved", False))
    with shows("ReopenEvent"):
        event = customer.ReopenEvent(eventId=event.id, expectedVersion=event.version, reason="还是卡纸")
        same((event.status, event.reopenCount), ("in_progress", 1))
    with shows("CompleteEvent"):
        event = _resolved(staff, event.id)
        event = customer.CompleteEvent(eventId=event.id, expectedVersion=event.version)
        same(event.status, "completed")
    with shows("RateEvent"):
        rated = customer.RateEvent(eventId=event.id, expectedVersion=event.version, score=4, opinion="很快")
        same((rated.score, rated.handler.id, rated.changedAt), (4, story.staff_id, None))
    with shows("GetRating"):
        same(customer.GetRating(eventId=event.id), rated)
    with shows("GetEvent"):
        details = customer.GetEvent(eventId=event.id)
        same((details.event.status, details.rating.opinion), ("completed", "很快"))
        same(len(items(details.attachments)), 4)
    with shows("GetEventHistory"):
        history = [(each.fromStatus, each.toStatus) for each in items(customer.GetEventHistory(event.id).entries)]
        same((history[0], history[-1]), ((None, "submitted"), ("completed", "completed")))


def _assigned(story: Story, event: Any) -> Any:
    return story.administrator.AssignEvent(
        eventId=event.id, handlerId=story.staff_id, expectedVersion=event.version, note="熟悉打印机"
    )


def _resolved(staff: Any, event_id: int) -> Any:
    version = staff.GetEvent(eventId=event_id).event.version
    return staff.ResolveEvent(eventId=event_id, expectedVersion=version, solution="已更换搓纸轮")
