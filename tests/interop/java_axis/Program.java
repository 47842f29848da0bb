// snippet: program
import desk.*;
import java.net.URL;
import java.util.UUID;

public class Program {
    public static void main(String[] arguments) throws Exception {
        String username = arguments[0];
        String password = "seven quiet lanterns";
        SoapDeskSoap_PortType desk = new SoapDeskLocator().getSoapDeskSoap(new URL(System.getenv("DESK_URL")));
        try {
            desk.register(username, password, "王小明", null, null, Language.zh, null);
            SessionHeader session = new SessionHeader(desk.login(username, password).getToken());
            ((org.apache.axis.client.Stub) desk).setHeader("urn:soapdesk:v1", "SessionHeader", session);
            Event event = desk.submitEvent("打印机卡纸", "每次打印第二页就卡纸。", null, Priority.high, 0, null,
                    UUID.randomUUID().toString());
            System.out.println(event.getId() + " " + event.getStatus());
            desk.withdrawEvent(event.getId(), 99, null, null);
        } catch (ServiceFault fault) {
            System.out.println(fault.getCode() + ": " + fault.getMessage1());
        }
    }
}
// end snippet
