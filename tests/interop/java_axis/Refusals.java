import desk.Event;
import desk.ServiceFault;
import desk.SoapDeskSoap_PortType;

/** Chapters 8 and 9: what the desk refuses, as exceptions; and the end of the session. */
final class Refusals {
    private Refusals() {
    }

    static void meet(Story story) throws Exception {
        SoapDeskSoap_PortType desk = story.customer;
        String token = Desk.connect().login(Desk.RUN + ".customer", Desk.PASSWORD).getToken();
        Event event = story.events[1];
        Show.shows(() -> {
            SoapDeskSoap_PortType careless = Desk.careless(token, "(<(\\w+:)?eventId[^>]*>)\\d+", "$1seven");
            Show.refused(() -> careless.getEvent(event.getId()), "INVALID_MESSAGE", "eventId");
        }, "wrong type");
        Show.shows(() -> {
            SoapDeskSoap_PortType careless = Desk.careless(token, "<(\\w+:)?eventId[^>]*>\\d+</(\\w+:)?eventId>", "");
            Show.refused(() -> careless.getEvent(event.getId()), "INVALID_MESSAGE", "eventId");
        }, "missing element");
        Show.shows(() -> {
            Event completed = desk.getEvent(story.events[0].getId()).getEvent();
            Show.refused(() -> desk.rateEvent(completed.getId(), completed.getVersion(), 9, null, null),
                    "INVALID_ARGUMENT", "score");
        }, "out of range");
        Show.shows(() -> {
            SoapDeskSoap_PortType late = Desk.connect();
            Desk.useSession(late, System.getenv("DESK_EXPIRED_TOKEN"));
            Show.refused(late::getCurrentUser, "SESSION_EXPIRED", null);
        }, "expired session");
        Show.shows(() -> Show.refused(() -> desk.listUsers(null, null), "PERMISSION_DENIED", null),
                "refused permission");
        Show.shows(() -> {
            Show.refused(() -> desk.updateEvent(event.getId(), event.getVersion(), "x", null, null, null, null),
                    "CONFLICT", "expectedVersion");
            Show.same(withdraw(desk, event).getVersion(), event.getVersion() + 1);
        }, "stale version");
    }

    static void leave() {
        Show.shows(() -> {
            SoapDeskSoap_PortType desk = Desk.logIn(Desk.RUN + ".customer", Desk.PASSWORD);
            desk.logout();
            Show.refused(desk::getCurrentUser, "SESSION_EXPIRED", null);
        }, "Logout");
    }

    // snippet: catch a fault
    /** Take an event back, unless somebody has changed it meanwhile. */
    static Event withdraw(SoapDeskSoap_PortType desk, Event event) throws Exception {
        try {
            return desk.withdrawEvent(event.getId(), event.getVersion(), null, null);
        } catch (ServiceFault fault) {
            if (fault.getCode().equals("CONFLICT")) {
                return desk.getEvent(event.getId()).getEvent(); // look at it, and decide again
            }
            System.err.println(fault.getMessage1() + " " + fault.getField() + " " + fault.getCorrelationId());
            throw fault;
        }
    }
    // end snippet
}
