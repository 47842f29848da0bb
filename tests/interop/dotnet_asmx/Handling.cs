// The administrator assigns, the staff member and the customer talk, and the customer decides.
using System;
using System.Linq;
using Desk;
using static Report;

static partial class Story {
    static void AdministratorAssigns() {
        Check("ListUnassignedEvents", () => {
            var answer = administrator.ListUnassignedEvents(new EventFilter { customerId = customerUser.id }, null);
            EqualAll(new[] { printer.id, screen.id }, answer.events.Select(each => each.id));
        });
        Check("ListStaffWorkload", () => {
            var workloads = administrator.ListStaffWorkload(new Page { size = 200 }).workloads;
            var workload = workloads.Single(each => each.staff.id == staffUser.id);
            Equal(0, workload.assignedCount);
            Equal(null, workload.oldestSubmittedAt);
        });
        Check("SuggestAssignee", () => {
            var answer = administrator.SuggestAssignee(printer.id);
            Equal(printer.id, answer.eventId);
            Equal(true, answer.suggestions[0].fitness > 0m && answer.suggestions[0].fitness <= 1m);
        });
        Check("AssignEvent", () => {
            printer = Assign(printer, colleagueUser);
            Equal(colleagueUser.id, printer.handler.id);
            Equal(EventStatus.assigned, printer.status);
        });
        Check("AssignEvents", () => {
            var answer = administrator.AssignEvents(
                new[] { Assignment(screen, staffUser), Assignment(keyboard, staffUser) }, NewRequestId());
            Equal(1, answer.assignedCount);
            Equal(staffUser.id, answer.results[0].@event.handler.id);
            Equal("INVALID_STATE", answer.results[1].code);
            screen = answer.results[0].@event;
        });
        Check("arrays", () => {
            var refused = Assignment(keyboard, staffUser);
            EqualAll(new[] { true, false }, Assigned(Assignment(screen, colleagueUser), refused));
            EqualAll(new[] { false }, Assigned(refused));
            EqualAll(new bool[0], Assigned());
        });
        Check("UnassignEvent", () => {
            printer = administrator.UnassignEvent(printer.id, printer.version, "Wrong person.", NewRequestId());
            Equal(null, printer.handler);
            printer = Assign(printer, staffUser);
            Equal(staffUser.id, printer.handler.id);
        });
        Check("DeleteWithdrawnEvent", () => {
            keyboard = administrator.DeleteWithdrawnEvent(keyboard.id, keyboard.version, NewRequestId());
            Equal(EventStatus.deleted, keyboard.status);
        });
        Check("RestoreEvent", () => {
            keyboard = administrator.RestoreEvent(keyboard.id, keyboard.version, NewRequestId());
            Equal(EventStatus.withdrawn, keyboard.status);
        });
    }

    static Event Assign(Event @event, User handler) =>
        administrator.AssignEvent(@event.id, handler.id, @event.version, "Please.", NewRequestId());

    static EventAssignment Assignment(Event @event, User handler) =>
        new EventAssignment { eventId = @event.id, handlerId = handler.id, expectedVersion = @event.version };

    static bool[] Assigned(params EventAssignment[] assignments) =>
        administrator.AssignEvents(assignments, NewRequestId()).results.Select(each => each.assigned).ToArray();

    static void StaffAndCustomerTalk() {
        Reply note = null, reply = null;
        Check("PostReply", () => {
            note = staff.PostReply(printer.id, "Looks like the feeder.", true, null, NewRequestId());
            reply = staff.PostReply(printer.id, "请换一张纸。", false, null, NewRequestId());
            Equal("请换一张纸。", reply.text);
            Equal(staffUser.id, reply.author.id);
        });
        Check("booleans", () => {
            Equal(ReplyKind.internal_note, note.kind);
            Equal(ReplyKind.reply, reply.kind);
            var replies = customer.ListReplies(printer.id, new Page { exactTotal = true });
            Equal(true, replies.totalIsExact);
            Equal(false, customer.GetCurrentUser().mustChangePassword);
        });
        Check("ListReplies", () => {
            var all = staff.ListReplies(printer.id, null).replies;
            Contains(note.id, all.Select(each => each.id));
            var customers = customer.ListReplies(printer.id, null).replies;
            EqualAll(new[] { "See the file.", "请换一张纸。" }, customers.Select(each => each.text));
        });
        Check("ResolveEvent", () => {
            Resolve();
            Equal(EventStatus.resolved, printer.status);
            Equal(true, printer.resolvedAt > printer.submittedAt);
        });
    }

    static void Resolve() {
        var version = staff.GetEvent(printer.id).@event.version;  // the first reply has moved the event on
        printer = staff.ResolveEvent(printer.id, version, "New paper.", NewRequestId());
    }

    static void CustomerDecides() {
        Check("ReopenEvent", () => {
            printer = customer.ReopenEvent(printer.id, printer.version, "还没好", NewRequestId());
            Equal(EventStatus.in_progress, printer.status);
            Equal(1, printer.reopenCount);
        });
        Check("CompleteEvent", () => {
            Resolve();
            printer = customer.CompleteEvent(printer.id, printer.version, NewRequestId());
            Equal(EventStatus.completed, printer.status);
        });
        Check("RateEvent", () => {
            var rating = customer.RateEvent(printer.id, printer.version, 4, "谢谢", NewRequestId());
            Equal(4, rating.score);
            Equal(null, rating.changedAt);
        });
        Check("GetRating", () => Equal("谢谢", staff.GetRating(printer.id).opinion));
        Check("GetEvent", () => {
            var details = customer.GetEvent(printer.id);
            Equal(4, details.rating.score);
            Equal(4, details.attachments.Length);
            Contains("ReopenEvent", details.allowedOperations);
        });
        Check("GetEventHistory", () => {
            var entries = customer.GetEventHistory(printer.id, null).entries;
            Equal("SubmitEvent", entries[0].operation);
            Equal(null, entries[0].fromStatus);
            Equal(EventStatus.resolved, entries.Single(each => each.operation == "CompleteEvent").fromStatus.Value);
        });
    }
}
