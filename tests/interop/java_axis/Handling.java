import desk.AssigneeSuggestion;
import desk.AssigneeSuggestions;
import desk.AssignmentResult;
import desk.AssignmentResults;
import desk.Event;
import desk.EventAssignment;
import desk.EventDetails;
import desk.EventFilter;
import desk.EventList;
import desk.EventStatus;
import desk.HistoryEntry;
import desk.Page;
import desk.Rating;
import desk.Reply;
import desk.ReplyKind;
import desk.SoapDeskSoap_PortType;
import desk.StaffWorkload;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** Chapters 4 and 5: the administrator assigns events, the staff member resolves one, the customer rates it. */
final class Handling {
    private Handling() {
    }

    static void assign(Story story) throws Exception {
        SoapDeskSoap_PortType admin = story.administrator;
        Event[] events = story.events;
        Show.shows(() -> {
            EventFilter mine = new EventFilter();
            mine.setCustomerId(events[0].getCustomer().getId());
            EventList unassigned = admin.listUnassignedEvents(mine, new Page(3, null, true));
            Show.same(unassigned.getEvents().length, 3);
            Show.same(unassigned.getTotal(), 5L);
            Show.same(unassigned.isTotalIsExact(), true);
        }, "ListUnassignedEvents");
        Show.shows(() -> {
            AssigneeSuggestions suggested = admin.suggestAssignee(events[0].getId());
            Show.same(suggested.getEventId(), events[0].getId());
            BigDecimal best = BigDecimal.ONE;
            for (AssigneeSuggestion each : suggested.getSuggestions()) {
                Show.same(each.getFitness().compareTo(best) <= 0, true);
                best = each.getFitness();
            }
        }, "SuggestAssignee");
        Show.shows(() -> {
            events[0] = assigned(story, admin.getEvent(events[0].getId()).getEvent());
            Show.same(events[0].getStatus(), EventStatus.assigned);
            Show.same(events[0].getHandler().getId(), story.staffId);
        }, "AssignEvent");
        Show.shows(() -> {
            assignAll(story);
            assignAll(story, events[1]);
            assignAll(story, events[2], events[3]);
        }, "AssignEvents", "arrays");
        Show.shows(() -> {
            StaffWorkload[] workloads = admin.listStaffWorkload(new Page(200, null, null)).getWorkloads();
            Show.same(Arrays.stream(workloads).filter(each -> each.getStaff().getId() == story.staffId)
                    .map(StaffWorkload::getAssignedCount).toList(), List.of(4));
        }, "ListStaffWorkload");
        Show.shows(() -> {
            Event event = admin.unassignEvent(events[0].getId(), events[0].getVersion(), "换人", null);
            Show.same(event.getStatus(), EventStatus.submitted);
            Show.same(event.getHandler(), null);
            events[0] = assigned(story, event);
        }, "UnassignEvent");
        Show.shows(() -> {
            events[5] = admin.deleteWithdrawnEvent(events[5].getId(), events[5].getVersion(), null);
            Show.same(events[5].getStatus(), EventStatus.deleted);
        }, "DeleteWithdrawnEvent");
        Show.shows(() -> {
            events[5] = admin.restoreEvent(events[5].getId(), events[5].getVersion(), null);
            Show.same(events[5].getStatus(), EventStatus.withdrawn);
        }, "RestoreEvent");
    }

    static void carryToTheEnd(Story story) throws Exception {
        SoapDeskSoap_PortType staff = story.staff;
        SoapDeskSoap_PortType customer = story.customer;
        Event[] events = story.events;
        long id = events[0].getId();
        Show.shows(() -> {
            Show.same(staff.postReply(id, "需要更换搓纸轮", true, null, null).getKind(), ReplyKind.internal_note);
            Show.same(staff.postReply(id, "已收到，今天处理。", false, null, null).getKind(), ReplyKind.reply);
        }, "PostReply", "booleans");
        Show.shows(() -> {
            Show.same(texts(staff, id), List.of("照片在此", "需要更换搓纸轮", "已收到，今天处理。"));
            Show.same(texts(customer, id), List.of("照片在此", "已收到，今天处理。"));
        }, "ListReplies");
        Show.shows(() -> {
            events[0] = resolved(staff, id);
            Show.same(events[0].getStatus(), EventStatus.resolved);
            Show.same(events[0].getResolvedAt() == null, false);
        }, "ResolveEvent");
        Show.shows(() -> {
            events[0] = customer.reopenEvent(id, events[0].getVersion(), "还是卡纸", null);
            Show.same(events[0].getStatus(), EventStatus.in_progress);
            Show.same(events[0].getReopenCount(), 1);
        }, "ReopenEvent");
        Show.shows(() -> {
            events[0] = customer.completeEvent(id, resolved(staff, id).getVersion(), null);
            Show.same(events[0].getStatus(), EventStatus.completed);
        }, "CompleteEvent");
        Show.shows(() -> {
            Rating rating = customer.rateEvent(id, events[0].getVersion(), 4, "很快", null);
            Show.same(rating.getHandler().getId(), story.staffId);
            Show.same(rating.getChangedAt(), null);
        }, "RateEvent");
        Show.shows(() -> Show.same(customer.getRating(id).getScore(), 4), "GetRating");
        Show.shows(() -> {
            EventDetails details = customer.getEvent(id);
            Show.same(details.getRating().getOpinion(), "很快");
            Show.same(details.getAttachments().length, 4);
        }, "GetEvent");
        Show.shows(() -> {
            HistoryEntry[] history = customer.getEventHistory(id, null).getEntries();
            Show.same(history[0].getFromStatus(), null);
            Show.same(history[0].getToStatus(), EventStatus.submitted);
            Show.same(history[history.length - 1].getOperation(), "RateEvent");
        }, "GetEventHistory");
    }

    private static Event assigned(Story story, Event event) throws Exception {
        return story.administrator.assignEvent(event.getId(), story.staffId, event.getVersion(), "熟悉打印机", null);
    }

    private static void assignAll(Story story, Event... events) throws Exception {
        EventAssignment[] orders = Arrays.stream(events)
                .map(event -> new EventAssignment(event.getId(), story.staffId, event.getVersion()))
                .toArray(EventAssignment[]::new);
        AssignmentResults done = story.administrator.assignEvents(orders, null);
        Show.same(Arrays.stream(done.getResults()).map(AssignmentResult::getEventId).toList(),
                Arrays.stream(events).map(Event::getId).toList());
        Show.same(done.getAssignedCount(), events.length);
    }

    private static Event resolved(SoapDeskSoap_PortType staff, long id) throws Exception {
        return staff.resolveEvent(id, staff.getEvent(id).getEvent().getVersion(), "已更换搓纸轮", null);
    }

    private static List<String> texts(SoapDeskSoap_PortType desk, long id) throws Exception {
        return Arrays.stream(desk.listReplies(id, null).getReplies()).map(Reply::getText).toList();
    }
}
