package story;

import desk.Event;
import desk.SessionHeader;
import desk.ServiceFaultMessage;
import desk.SoapDeskSoap;
import desk.User;
import java.util.UUID;

/** Who acts and what there is: what one chapter makes and a later one needs. */
final class Story {
    /** The port of everybody who has no account, or a session. */
    final SoapDeskSoap desk;
    final DataSets dataSets;
    final String run = System.getenv("DESK_RUN");
    final String password = System.getenv("DESK_PASSWORD");

    Person administrator;
    Person customer;
    Person staff;
    User customerAccount;
    User firstAccount;
    User secondAccount;
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
        return Person.logIn(desk, username, password);
    }

    /** Returns somebody as they call in this variant. */
    Person enter(String username) throws Exception {
        return Ports.person(desk, username, password);
    }

    /** Returns a fresh id, under which one write may be sent again after a broken connection. */
    static String freshId() {
        return UUID.randomUUID().toString();
    }
}
