package desk;

import desk.wire.Event;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What may be done with an event, by its state, the caller's permissions, and whose it is. */
final class Life {
    private static final String[] OPEN = {"submitted", "assigned", "in_progress"};
    private static final String[] TALKING = {"submitted", "assigned", "in_progress", "resolved"};
    private static final String[] HANDLED = {"assigned", "in_progress", "resolved"};
    private static final String[] WORKED_ON = {"assigned", "in_progress"};
    private static final List<Step> STEPS = Collections.unmodifiableList(Arrays.asList(
        new Step("AssignEvent", TALKING, "assignments:write", ""),
        new Step("UnassignEvent", WORKED_ON, "assignments:write", ""),
        new Step("PostReply", TALKING, "replies:post", ""),
        new Step("ResolveEvent", WORKED_ON, "events:handle", "handler"),
        new Step("CompleteEvent", HANDLED, "events:decide", "customer"),
        new Step("ReopenEvent", new String[] {"resolved", "completed"}, "events:decide", "customer"),
        new Step("WithdrawEvent", OPEN, "events:decide", "customer"),
        new Step("DeleteWithdrawnEvent", new String[] {"withdrawn"}, "events:delete", ""),
        new Step("RestoreEvent", new String[] {"deleted"}, "events:delete", ""),
        new Step("RateEvent", new String[] {"completed"}, "events:decide", "customer"),
        new Step("UpdateEvent", OPEN, "events:update", ""),
        new Step("AddAttachment", TALKING, "replies:post", "")));

    private Life() {
    }

    private static final class Step {
        private final String operation;
        private final List<String> states;
        private final String permission;
        private final String whose;

        Step(String operation, String[] states, String permission, String whose) {
            this.operation = operation;
            this.states = Arrays.asList(states);
            this.permission = permission;
            this.whose = whose;
        }
    }

    static void allowed(Caller caller, Event event, List<String> operations) {
        boolean isCustomer = event.getCustomer().getId() == caller.id;
        boolean isHandler = event.getHandler() != null && event.getHandler().getId() == caller.id;
        for (Step step : STEPS) {
            boolean isTheirs = step.whose.isEmpty() || (step.whose.equals("customer") ? isCustomer : isHandler);
            if (isTheirs && step.states.contains(event.getStatus().value()) && caller.may(step.permission)) {
                operations.add(step.operation);
            }
        }
    }
}
