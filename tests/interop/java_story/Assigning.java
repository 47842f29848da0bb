package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.ArrayOfEventAssignment;
import desk.AssigneeSuggestion;
import desk.AssignmentResult;
import desk.AssignmentResults;
import desk.Event;
import desk.EventAssignment;
import desk.EventFilter;
import desk.EventStatus;
import desk.EventSummary;
import desk.Page;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import desk.StaffWorkload;
import desk.StaffWorkloadList;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** The administrator gives events to staff, and looks after withdrawn ones. */
final class Assigning {
    private final Story story;
    private final SoapDeskSoap desk;
    private final SessionHeader header;
    private List<EventSummary> unassigned;

    Assigning(Story story) {
        this.story = story;
        this.desk = story.administrator.desk;
        this.header = story.administrator.header;
    }

    void tell() {
        check("ListUnassignedEvents", () -> {
            EventFilter filter = new EventFilter();
            filter.setCustomerId(story.customerAccount.getId());
            unassigned = desk.listUnassignedEvents(filter, null, header).getEvents().getEventSummary();
            equal(4, unassigned.size());
        });
        check("SuggestAssignee", this::suggest);
        check("AssignEvent", () -> {
            Event event = story.event;
            equal(null, event.getAssignedAt());
            story.event = desk.assignEvent(event.getId(), story.firstAccount.getId(), event.getVersion(), "yours", null,
                    header);
            equal(EventStatus.ASSIGNED, story.event.getStatus());
            equal(story.firstAccount.getId(), story.event.getHandler().getId());
        });
        check("UnassignEvent", () -> {
            Event event = story.event;
            story.event = desk.unassignEvent(event.getId(), event.getVersion(), null, null, header);
            equal(EventStatus.SUBMITTED, story.event.getStatus());
            equal(null, story.event.getHandler());
            story.event = desk.assignEvent(
                    event.getId(), story.firstAccount.getId(), story.event.getVersion(), null, null, header);
            equal(EventStatus.ASSIGNED, story.event.getStatus());
        });
        check("AssignEvents", () -> equal(1, assign(1).getAssignedCount()));
        check("arrays", () -> {
            equal(0, assign(0).getResults().getAssignmentResult().size());
            List<AssignmentResult> results = assign(3).getResults().getAssignmentResult();
            equal(3, results.size());
            equal("CONFLICT", results.get(0).getCode());
            equal(null, results.get(0).getEvent());
            equal(true, results.get(2).isAssigned());
            equal(story.secondAccount.getId(), results.get(2).getEvent().getHandler().getId());
        });
        check("ListStaffWorkload", this::listWorkload);
        check("DeleteWithdrawnEvent", () -> {
            Event event = story.withdrawn;
            story.withdrawn =
                    desk.deleteWithdrawnEvent(event.getId(), event.getVersion(), null, header);
            equal(EventStatus.DELETED, story.withdrawn.getStatus());
        });
        check("RestoreEvent", () -> {
            Event event = story.withdrawn;
            story.withdrawn = desk.restoreEvent(event.getId(), event.getVersion(), null, header);
            equal(EventStatus.WITHDRAWN, story.withdrawn.getStatus());
        });
    }

    private void suggest() throws Exception {
        List<AssigneeSuggestion> suggestions =
                desk.suggestAssignee(story.event.getId(), header).getSuggestions().getAssigneeSuggestion();
        AssigneeSuggestion best = suggestions.get(0);
        BigDecimal experience = BigDecimal.valueOf(1 + best.getHandledCount());
        BigDecimal whole = experience.add(BigDecimal.valueOf(best.getOpenCount()));
        equal(experience.divide(whole, 4, RoundingMode.HALF_EVEN), best.getFitness());
    }

    /** Assigns the first of the unassigned events to the second staff member, each as it was when it was listed. */
    private AssignmentResults assign(int count) throws Exception {
        ArrayOfEventAssignment assignments = new ArrayOfEventAssignment();
        for (EventSummary event : unassigned.subList(0, count)) {
            EventAssignment assignment = new EventAssignment();
            assignment.setEventId(event.getId());
            assignment.setHandlerId(story.secondAccount.getId());
            assignment.setExpectedVersion(event.getVersion());
            assignments.getEventAssignment().add(assignment);
        }
        return desk.assignEvents(assignments, null, header);
    }

    private void listWorkload() throws Exception {
        Page page = new Page();
        page.setSize(50);
        do {
            StaffWorkloadList list = desk.listStaffWorkload(page, header);
            for (StaffWorkload workload : list.getWorkloads().getStaffWorkload())
                if (workload.getStaff().getId() == story.firstAccount.getId()) {
                    equal(1, workload.getAssignedCount());
                    equal(story.event.getSubmittedAt(), workload.getOldestSubmittedAt());
                    return;
                }
            page.setCursor(list.getNextCursor());
        } while (page.getCursor() != null);
        throw new IllegalStateException("the first staff member is missing");
    }
}
