package story;

import com.sun.xml.ws.developer.JAXWSProperties;
import data.DataSetService;
import data.DataSetServiceSoap;
import desk.SoapDesk;
import desk.SoapDeskSoap;
import java.net.URL;
import java.util.Map;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.soap.MTOMFeature;

/** The ports of the classes that wsimport made, as each variant wants them. */
final class Ports {
    private Ports() {
    }

    static SoapDeskSoap desk(String url) throws Exception {
        switch (System.getenv("DESK_PORT")) {
            case "SOAP 1.2":
                return soap12(url);
            case "chunked":
                return chunked(url);
            case "MTOM":
                return mtom(url);
            default:
                return soap11(url);
        }
    }

    private static SoapDeskSoap soap11(String url) throws Exception {
        // snippet: port
        SoapDesk service = new SoapDesk(new URL(url + "?wsdl"));
        SoapDeskSoap desk = service.getSoapDeskSoap();
        // end snippet
        return desk;
    }

    private static SoapDeskSoap soap12(String url) throws Exception {
        // snippet: soap 1.2
        SoapDesk service = new SoapDesk(new URL(url + "?wsdl=soap12"));
        SoapDeskSoap desk = service.getSoapDeskSoap12();
        // end snippet
        return desk;
    }

    private static SoapDeskSoap chunked(String url) throws Exception {
        SoapDeskSoap desk = soap11(url);
        // snippet: chunks
        ((BindingProvider) desk).getRequestContext().put(JAXWSProperties.HTTP_CLIENT_STREAMING_CHUNK_SIZE, 8192);
        // end snippet
        return desk;
    }

    private static SoapDeskSoap mtom(String url) throws Exception {
        SoapDesk service = new SoapDesk(new URL(url + "?wsdl"));
        // snippet: mtom
        SoapDeskSoap desk = service.getSoapDeskSoap(new MTOMFeature(1024));
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
        SoapDeskSoap desk = soap11(url);
        // snippet: http basic
        Map<String, Object> context = ((BindingProvider) desk).getRequestContext();
        context.put(BindingProvider.USERNAME_PROPERTY, username);
        context.put(BindingProvider.PASSWORD_PROPERTY, password);
        // end snippet
        return desk;
    }

    /** Its WSDL for Java has a port for SOAP 1.1 only, and there are no files. */
    static DataSetServiceSoap dataSets(String url) throws Exception {
        // snippet: data set port
        DataSetService service = new DataSetService(new URL(url + "/DataSetService?wsdl=any"));
        DataSetServiceSoap dataSets = service.getDataSetServiceSoap();
        // end snippet
        return dataSets;
    }
}
