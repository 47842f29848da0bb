// The customer submits events and looks for them.
using System;
using System.Collections.Generic;
using System.Linq;
using Desk;
using static Report;

static partial class Story {
    static Event printer, screen, keyboard;

    static void CustomerLogsIn() {
        customer = LogIn(customerUser.username, Password);
        Check("UpdateProfile", () => {
            customerUser = customer.UpdateProfile(
                customerUser.version, displayName: "王大明", email: "", phone: null, language: null,
                requestId: NewRequestId());
            Equal("王大明", customerUser.displayName);
            Equal(null, customerUser.email);
        });
    }

    static void CustomerSubmitsEvents() {
        Check("SubmitEvent", () => {
            // snippet: submit
            var log = new NewAttachment { fileName = "日志.txt", mediaType = "text/plain", content = new byte[] { 65 } };
            var requestId = Guid.NewGuid().ToString();  // the same one, when the call has to be sent again
            Event submitted = customer.SubmitEvent(
                title: "打印机卡纸", content: "二楼的打印机 <HP> & 三楼的", category: null, priority: Priority.high,
                customerId: null, attachments: new[] { log }, requestId: requestId);
            // end snippet
            var again = customer.SubmitEvent(
                "打印机卡纸", "二楼的打印机 <HP> & 三楼的", null, Priority.high, null, new[] { log }, requestId);
            Equal(submitted.id, again.id);
            Equal("二楼的打印机 <HP> & 三楼的", submitted.content);
            printer = submitted;
            screen = Submit("Screen");
            keyboard = Submit("Keyboard");
        });
        Check("UpdateEvent", () => {
            printer = customer.UpdateEvent(
                printer.id, printer.version, title: null, content: null, category: null, priority: Priority.urgent,
                requestId: NewRequestId());
            Equal("打印机卡纸", printer.title);
            Equal(2, printer.version);
        });
        Check("enumerations", () => {
            Equal(Priority.urgent, printer.priority);
            Equal(EventStatus.submitted, printer.status);
        });
        Check("DescribeEvents", () => {
            var answer = customer.DescribeEvents(printer.id);
            Contains("WithdrawEvent", answer.allowedOperations);
            Equal("紧急", answer.priorities.Single(label => label.value == "urgent").chinese);
            Equal(0, customer.DescribeEvents(null).allowedOperations.Length);
        });
    }

    static Event Submit(string title) =>
        customer.SubmitEvent(title, "It is broken.", null, null, null, null, NewRequestId());

    static void CustomerListsEvents() {
        Check("ListEvents", () => {
            var filter = new EventFilter { statuses = new[] { EventStatus.submitted }, priority = Priority.urgent };
            var answer = customer.ListEvents(filter, null, null);
            Equal(1, answer.total);
            Equal(printer.id, answer.events.Single().id);
            Equal(customerUser.id, answer.events[0].customer.id);
        });
        Check("pages", () => {
            // snippet: pages
            var events = new List<EventSummary>();
            var sort = new EventSort { key = EventSortKey.submitted, descending = true };
            var page = new Page { size = 2 };
            do {
                EventList answer = customer.ListEvents(null, sort, page);
                events.AddRange(answer.events);
                page.cursor = answer.nextCursor;
            } while (page.cursor != null);
            // end snippet
            EqualAll(new[] { keyboard.id, screen.id, printer.id }, events.Select(each => each.id));
        });
        Check("dates", () => {
            Equal(DateTimeKind.Utc, screen.submittedAt.Kind);
            // The machine is not in UTC: the time goes with an offset.
            var local = screen.submittedAt.ToLocalTime();
            Equal(TimeSpan.FromHours(8), TimeZoneInfo.Local.GetUtcOffset(local));
            var later = customer.ListEvents(new EventFilter { submittedFrom = local }, null, null);
            EqualAll(new[] { screen.id, keyboard.id }, later.events.Select(each => each.id).OrderBy(id => id));
            var earlier = customer.ListEvents(new EventFilter { submittedBefore = local }, null, null);
            EqualAll(new[] { printer.id }, earlier.events.Select(each => each.id));
        });
        Check("WithdrawEvent", () => {
            keyboard = customer.WithdrawEvent(keyboard.id, keyboard.version, "It works again.", NewRequestId());
            Equal(EventStatus.withdrawn, keyboard.status);
        });
    }
}
