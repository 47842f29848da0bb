// The administrator assigns, the staff member and the customer talk, and the customer decides.
using System;
using System.Linq;
using Desk;
using static Report;

static partial class Story {
    static void AdministratorAssigns() {
        var desk = administrator.Desk;
        var session = administrator.Session;
        Check("ListUnassignedEvents", () => {
            var answer = desk.ListUnassignedEvents(session, new EventFilter { customerId = customerUser.id }, null);
            EqualAll(new[] { printer.id, screen.id }, answer.events.Select(each => each.id));
        });
        Check("ListStaffWorkload", () => {
            var workloads = desk.ListStaffWorkload(session, new Page { size = 200 }).workloads;
            var workload = workloads.Single(each => each.staff.id == staffUser.id);
            Equal(0, workload.assignedCount);
            Equal(null, workload.oldestSubmittedAt);
        });
        Check("SuggestAssignee", () => {
            var answer = desk.SuggestAssignee(session, printer.id);
            Equal(printer.id, answer.eventId);
            Equal(true, answer.suggestions[0].fitness > 0m && answer.suggestions[0].fitness <= 1m);
        });
        Check("AssignEvent", () => {
            printer = Assign(printer, colleagueUser);
            Equal(colleagueUser.id, printer.handler.id);
            Equal(EventStatus.assigned, printer.status);
        });
        Check("AssignEvents", () => {
            var answer = desk.AssignEvents(
                session, new[] { Assignment(screen, staffUser), Assignment(keyboard, staffUser) }, NewRequestId());
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
            printer = desk.UnassignEvent(session, printer.id, printer.version, "Wrong person.", NewRequestId());
            Equal(null, printer.handler);
            printer = Assign(printer, staffUser);
            Equal(staffUser.id, printer.handler.id);
        });
        Check("DeleteWithdrawnEvent", () => {
            keyboard = desk.DeleteWithdrawnEvent(session, keyboard.id, keyboard.version, NewRequestId());
            Equal(EventStatus.deleted, keyboard.status);
        });
        Check("RestoreEvent", () => {
            keyboard = desk.RestoreEvent(session, keyboard.id, keyboard.version, NewRequestId());
            Equal(EventStatus.withdrawn, keyboard.status);
        });
    }

    static Event Assign(Event @event, User handler) => administrator.Desk.AssignEvent(
        administrator.Session, @event.id, handler.id, @event.version, "Please.", NewRequestId());

    static EventAssignment Assignment(Event @event, User handler) =>
        new EventAssignment { eventId = @event.id, handlerId = handler.id, expectedVersion = @event.version };

    static bool[] Assigned(params EventAssignment[] assignments) {
        var answer = administrator.Desk.AssignEvents(administrator.Session, assignments, NewRequestId());
        return answer.results.Select(each => each.assigned).ToArray();
    }

    static void StaffAndCustomerTalk() {
        var desk = staff.Desk;
        var session = staff.Session;
        Reply note = null, reply = null;
        Check("PostReply", () => {
            note = desk.PostReply(session, printer.id, "Looks like the feeder.", true, null, NewRequestId());
            reply = desk.PostReply(session, printer.id, "请换一张纸。", false, null, NewRequestId());
            Equal("请换一张纸。", reply.text);
            Equal(staffUser.id, reply.author.id);
        });
        Check("booleans", () => {
            Equal(ReplyKind.internal_note, note.kind);
            Equal(ReplyKind.reply, reply.kind);
            var replies = customer.Desk.ListReplies(customer.Session, printer.id, new Page { exactTotal = true });
            Equal(true, replies.totalIsExact);
            Equal(false, customer.Desk.GetCurrentUser(customer.Session).mustChangePassword);
        });
        Check("ListReplies", () => {
            var all = desk.ListReplies(session, printer.id, null).replies;
            Contains(note.id, all.Select(each => each.id));
            var customers = customer.Desk.ListReplies(customer.Session, printer.id, null).replies;
            EqualAll(new[] { "See the file.", "请换一张纸。" }, customers.Select(each => each.text));
        });
        Check("ResolveEvent", () => {
            Resolve();
            Equal(EventStatus.resolved, printer.status);
            Equal(true, printer.resolvedAt > printer.submittedAt);
        });
    }

    static void Resolve() {
        var desk = staff.Desk;
        var session = staff.Session;
        var version = desk.GetEvent(session, printer.id).@event.version;  // the first reply has moved the event on
        printer = desk.ResolveEvent(session, printer.id, version, "New paper.", NewRequestId());
    }

    static void CustomerDecides() {
        var desk = customer.Desk;
        var session = customer.Session;
        Check("ReopenEvent", () => {
            printer = desk.ReopenEvent(session, printer.id, printer.version, "还没好", NewRequestId());
            Equal(EventStatus.in_progress, printer.status);
            Equal(1, printer.reopenCount);
        });
        Check("CompleteEvent", () => {
            Resolve();
            printer = desk.CompleteEvent(session, printer.id, printer.version, NewRequestId());
            Equal(EventStatus.completed, printer.status);
        });
        Check("RateEvent", () => {
            var rating = desk.RateEvent(session, printer.id, printer.version, 4, "谢谢", NewRequestId());
            Equal(4, rating.score);
            Equal(null, rating.changedAt);
        });
        Check("GetRating", () => Equal("谢谢", staff.Desk.GetRating(staff.Session, printer.id).opinion));
        Check("GetEvent", () => {
            var details = desk.GetEvent(session, printer.id);
            Equal(4, details.rating.score);
            Equal(4, details.attachments.Length);
            Contains("ReopenEvent", details.allowedOperations);
        });
        Check("GetEventHistory", () => {
            var entries = desk.GetEventHistory(session, printer.id, null).entries;
            Equal("SubmitEvent", entries[0].operation);
            Equal(null, entries[0].fromStatus);
            Equal(EventStatus.resolved, entries.Single(each => each.operation == "CompleteEvent").fromStatus.Value);
        });
    }
}
