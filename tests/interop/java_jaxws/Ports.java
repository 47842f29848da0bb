package story;

import com.sun.xml.ws.developer.JAXWSProperties;
import data.DataSetService;
import data.DataSetServiceSoap;
import desk.SoapDesk;
import desk.SoapDeskSoap;
import java.net.URL;
import javax.xml.ws.BindingProvider;

/** The ports of the classes that wsimport made, as each variant wants them. */
final class Ports {
    private static final boolean SOAP12 = "1.2".equals(System.getenv("DESK_SOAP"));
    private static final String WSDL = SOAP12 ? "?wsdl=soap12" : "?wsdl";

    private Ports() {
    }

    static SoapDeskSoap desk(String url) throws Exception {
        SoapDesk service = new SoapDesk(new URL(url + WSDL));
        return prepared(SOAP12 ? service.getSoapDeskSoap12() : service.getSoapDeskSoap());
    }

    /** Its WSDL for Java has a port for SOAP 1.1 only. */
    static DataSetServiceSoap dataSets(String url) throws Exception {
        DataSetService service = new DataSetService(new URL(url + "/DataSetService?wsdl=any"));
        return prepared(service.getDataSetServiceSoap());
    }

    private static <T> T prepared(T port) {
        if (System.getenv("DESK_CHUNKS") != null)
            // snippet: chunks
            ((BindingProvider) port).getRequestContext()
                    .put(JAXWSProperties.HTTP_CLIENT_STREAMING_CHUNK_SIZE, 8192);
            // end snippet
        return port;
    }
}
