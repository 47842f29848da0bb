package story;

import desk.ServiceFaultMessage;
import desk.Session;
import desk.SessionHeader;
import desk.SoapDeskSoap;

/** Somebody who acts: the port that they call, and the header that their calls carry. */
final class Person {
    final SoapDeskSoap desk;
    final SessionHeader header;

    Person(SoapDeskSoap desk, SessionHeader header) {
        this.desk = desk;
        this.header = header;
    }

    static SessionHeader logIn(SoapDeskSoap desk, String username, String password) throws ServiceFaultMessage {
        // snippet: log in
        Session session = desk.login(username, password);
        SessionHeader header = new SessionHeader();
        header.setToken(session.getToken());
        // end snippet
        return header;
    }
}
