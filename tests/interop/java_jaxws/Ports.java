package story;

import com.sun.xml.ws.developer.JAXWSProperties;
import desk.SoapDeskSoap;
import java.util.Map;
import javax.xml.ws.BindingProvider;

/** The ports of the classes that wsimport made, as each variant wants them. */
final class Ports {
    private Ports() {
    }

    static SoapDeskSoap desk(String url) throws Exception {
        switch (System.getenv("DESK_PORT")) {
            case "SOAP 1.2":
                return StandardPorts.soap12(url);
            case "chunked":
                return chunked(url);
            case "MTOM":
                return StandardPorts.mtom(url);
            default:
                return StandardPorts.soap11(url);
        }
    }

    private static SoapDeskSoap chunked(String url) throws Exception {
        SoapDeskSoap desk = StandardPorts.soap11(url);
        // snippet: chunks
        ((BindingProvider) desk).getRequestContext().put(JAXWSProperties.HTTP_CLIENT_STREAMING_CHUNK_SIZE, 8192);
        // end snippet
        return desk;
    }

    static Person person(SoapDeskSoap desk, String username, String password) throws Exception {
        if ("HTTP Basic".equals(System.getenv("DESK_PORT")))
            return new Person(basic(System.getenv("DESK_URL"), username, password), null);
        return new Person(desk, Person.logIn(desk, username, password));
    }

    /** HTTP Basic says who is calling; the header of sessions stays null. */
    private static SoapDeskSoap basic(String url, String username, String password) throws Exception {
        SoapDeskSoap desk = StandardPorts.soap11(url);
        // snippet: http basic
        Map<String, Object> context = ((BindingProvider) desk).getRequestContext();
        context.put(BindingProvider.USERNAME_PROPERTY, username);
        context.put(BindingProvider.PASSWORD_PROPERTY, password);
        // end snippet
        return desk;
    }
}
