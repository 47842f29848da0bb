// snippet: import the generated classes
import desk.SessionHeader;
import desk.SoapDeskLocator;
import desk.SoapDeskSoap_PortType;
// end snippet
import deskdata.DataSetServiceLocator;
import deskdata.DataSetServiceSoap_PortType;
import java.net.URL;
import java.util.Calendar;
import java.util.TimeZone;

/** How the program connects and logs in. */
final class Desk {
    static final String RUN = System.getenv("DESK_RUN");
    static final String ADMINISTRATOR = System.getenv("DESK_ADMINISTRATOR");
    static final String PASSWORD = System.getenv("DESK_PASSWORD");

    private Desk() {
    }

    // snippet: make a stub
    static final String NAMESPACE = "urn:soapdesk:v1";
    static final String ADDRESS = System.getenv("DESK_URL"); // such as https://desk.example.com/soap

    /** A stub of the whole desk, without a session. A stub is for one thread. */
    static SoapDeskSoap_PortType connect() throws Exception {
        SoapDeskSoap_PortType desk = new SoapDeskLocator().getSoapDeskSoap(new URL(ADDRESS));
        ((org.apache.axis.client.Stub) desk).setTimeout(30_000);
        return desk;
    }
    // end snippet

    // snippet: log in
    /** A stub that sends the session of a user with every call. */
    static SoapDeskSoap_PortType logIn(String username, String password) throws Exception {
        SoapDeskSoap_PortType desk = connect();
        useSession(desk, desk.login(username, password).getToken());
        return desk;
    }

    static void useSession(Object stub, String token) {
        org.apache.axis.client.Stub calls = (org.apache.axis.client.Stub) stub;
        calls.clearHeaders();
        calls.setHeader(NAMESPACE, "SessionHeader", new SessionHeader(token));
    }
    // end snippet

    // snippet: send the password
    /** Over https: send a user name and a password with every call, by HTTP Basic, instead of a session. */
    static void usePassword(Object stub, String username, String password) {
        ((org.apache.axis.client.Stub) stub).setUsername(username);
        ((org.apache.axis.client.Stub) stub).setPassword(password);
    }
    // end snippet

    /** A stub that calls for a user, in the manner of the variant. */
    static SoapDeskSoap_PortType enter(String username, String password) throws Exception {
        SoapDeskSoap_PortType desk = connect();
        allow(desk, username, password);
        return desk;
    }

    /** A stub of the service of DataSets; it takes the sessions of the desk. */
    static DataSetServiceSoap_PortType dataSets(String username, String password) throws Exception {
        DataSetServiceSoap_PortType stub =
                new DataSetServiceLocator().getDataSetServiceSoap(new URL(ADDRESS + "/DataSetService"));
        allow(stub, username, password);
        return stub;
    }

    private static void allow(Object stub, String username, String password) throws Exception {
        if ("Basic".equals(System.getenv("DESK_CREDENTIALS"))) {
            usePassword(stub, username, password);
        } else {
            useSession(stub, connect().login(username, password).getToken());
        }
    }

    /** A stub that replaces a part of every message that it sends, to make mistakes that stubs do not make. */
    static SoapDeskSoap_PortType careless(String token, String part, String by) throws Exception {
        SoapDeskLocator service = new SoapDeskLocator(Mistake.configuration(part, by));
        SoapDeskSoap_PortType desk = service.getSoapDeskSoap(new URL(ADDRESS));
        useSession(desk, token);
        return desk;
    }

    /** The same moment as people in China write it. */
    static Calendar inChina(Calendar moment) {
        Calendar there = Calendar.getInstance(TimeZone.getTimeZone("Asia/Shanghai"));
        there.setTime(moment.getTime());
        return there;
    }
}
