package story;

import static story.Checks.check;
import static story.Checks.equal;
import static story.Checks.refused;

import desk.Event;
import desk.ServiceFault;
import desk.ServiceFaultMessage;
import desk.SessionHeader;
import desk.SoapDeskSoap;

/** What the desk refuses, as the generated exception with its typed detail. */
final class Refusals {
    private final Story story;
    private final SoapDeskSoap desk;
    private final SessionHeader header;

    Refusals(Story story) {
        this.story = story;
        this.desk = story.customer.desk;
        this.header = story.customer.header;
    }

    void tell() {
        check("wrong type", () -> Spoiler.spoil(desk, "eventId", "many", () ->
                refused("INVALID_MESSAGE", "eventId", () -> desk.getEvent(1, header))));
        check("missing element", () ->
                refused("INVALID_MESSAGE", "title", () ->
                        desk.submitEvent(null, "no title", null, null, null, null, null, header)));
        check("out of range", () -> {
            Event event = story.event;
            refused("INVALID_ARGUMENT", "score", () ->
                    desk.rateEvent(event.getId(), event.getVersion(), 9, null, null, header));
        });
        check("expired session", () -> {
            SessionHeader expired = new SessionHeader();
            expired.setToken(System.getenv("DESK_EXPIRED_TOKEN"));
            refused("SESSION_EXPIRED", null, () -> story.desk.getCurrentUser(expired));
        });
        check("refused permission", () ->
                refused("PERMISSION_DENIED", null, () -> desk.listUsers(null, null, header)));
        check("stale version", this::staleVersion);
    }

    private void staleVersion() throws Exception {
        int version = story.customerAccount.getVersion();
        // snippet: refusals
        try {
            desk.updateProfile(version, "Wang", null, null, null, null, header);
        } catch (ServiceFaultMessage refusal) {
            ServiceFault fault = refusal.getFaultInfo();
            switch (fault.getCode()) {
                case "CONFLICT":
                    // Somebody else has changed it: read it again, and decide again.
                    break;
                case "SESSION_EXPIRED":
                    // Log in again, and repeat the call.
                    break;
                default:
                    throw new IllegalStateException(String.format("%s: %s (field %s, correlation id %s)",
                            fault.getCode(), fault.getMessage(), fault.getField(), fault.getCorrelationId()));
            }
        }
        // end snippet
        refused("CONFLICT", "expectedVersion", () ->
                desk.updateProfile(version, "Wang", null, null, null, null, header));
        equal("王小明 😀", desk.getCurrentUser(header).getDisplayName());
    }
}
