package story;

import data.DataSetService;
import data.DataSetServiceSoap;
import desk.SoapDesk;
import desk.SoapDeskSoap;
import java.net.URL;
import javax.xml.ws.soap.MTOMFeature;

/** Ports as JAX-WS itself makes them, whichever tool made the classes. */
final class StandardPorts {
    private StandardPorts() {
    }

    static SoapDeskSoap soap11(String url) throws Exception {
        // snippet: port
        SoapDesk service = new SoapDesk(new URL(url + "?wsdl"));
        SoapDeskSoap desk = service.getSoapDeskSoap();
        // end snippet
        return desk;
    }

    static SoapDeskSoap soap12(String url) throws Exception {
        // snippet: soap 1.2
        SoapDesk service = new SoapDesk(new URL(url + "?wsdl=soap12"));
        SoapDeskSoap desk = service.getSoapDeskSoap12();
        // end snippet
        return desk;
    }

    static SoapDeskSoap mtom(String url) throws Exception {
        SoapDesk service = new SoapDesk(new URL(url + "?wsdl"));
        // snippet: mtom
        SoapDeskSoap desk = service.getSoapDeskSoap(new MTOMFeature(1024));
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
