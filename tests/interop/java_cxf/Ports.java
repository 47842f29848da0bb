package story;

import desk.SoapDesk;
import desk.SoapDeskSoap;
import java.net.URL;
import java.util.Map;
import javax.xml.ws.BindingProvider;

/** The ports of the classes that wsdl2java made, as each variant wants them. */
final class Ports {
    private Ports() {
    }

    static SoapDeskSoap desk(String url) throws Exception {
        switch (System.getenv("DESK_PORT")) {
            case "SOAP 1.2":
                return StandardPorts.soap12(url);
            case "MTOM":
                return StandardPorts.mtom(url);
            default:
                return StandardPorts.soap11(url);
        }
    }

    static Person person(SoapDeskSoap desk, String username, String password) throws Exception {
        if ("WS-Security".equals(System.getenv("DESK_PORT")))
            return new Person(secured(System.getenv("DESK_URL"), username, password), null);
        return new Person(desk, Person.logIn(desk, username, password));
    }

    /** The policy in this WSDL asks for a user name and a password with each call; headers of sessions stay null. */
    private static SoapDeskSoap secured(String url, String username, String password) throws Exception {
        // snippet: ws-security
        SoapDesk service = new SoapDesk(new URL(url + "?wsdl=wss"));
        SoapDeskSoap desk = service.getSoapDeskSoap();
        Map<String, Object> context = ((BindingProvider) desk).getRequestContext();
        context.put("ws-security.username", username);
        context.put("ws-security.password", password);
        // end snippet
        return desk;
    }
}
