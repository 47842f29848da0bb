package story;

import desk.Event;
import desk.Session;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import desk.ServiceFaultMessage;
import desk.User;
import java.util.UUID;

/** Who acts and what there is: what one chapter makes and a later one needs. */
final class Story {
    final SoapDeskSoap desk;
    final DataSets dataSets;
    final String run = System.getenv("DESK_RUN");
    final String password = System.getenv("DESK_PASSWORD");

    User customer;
    User firstStaff;
    User secondStaff;
    SessionHeader asCustomer;
    SessionHeader asStaff;
    SessionHeader asAdministrator;
    /** The event that is carried through its life. */
    Event event;
    /** An event that the customer has withdrawn. */
    Event withdrawn;

    Story(SoapDeskSoap desk, DataSets dataSets) {
        this.desk = desk;
        this.dataSets = dataSets;
    }

    /** Returns the header that the calls of somebody carry from now on. */
    SessionHeader logIn(String username) throws ServiceFaultMessage {
        // snippet: log in
        Session session = desk.login(username, password);
        SessionHeader header = new SessionHeader();
        header.setToken(session.getToken());
        // end snippet
        return header;
    }

    /** Returns a fresh id, under which one write may be sent again after a broken connection. */
    static String freshId() {
        return UUID.randomUUID().toString();
    }
}
