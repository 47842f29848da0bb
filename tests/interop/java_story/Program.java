// snippet: program
import desk.*;
import java.util.UUID;

public class Program {
    public static void main(String[] arguments) {
        String username = arguments[0];
        String password = "seven quiet lanterns";
        SoapDeskSoap desk = new SoapDesk().getSoapDeskSoap(); // At the address from which it was generated.
        try {
            desk.register(username, password, "王小明", null, null, Language.ZH, null);
            SessionHeader header = new SessionHeader();
            header.setToken(desk.login(username, password).getToken());
            Event event = desk.submitEvent("打印机卡纸", "每次打印第二页就卡纸。", null,
                    Priority.HIGH, null, null, UUID.randomUUID().toString(), header);
            System.out.println(event.getId() + " " + event.getStatus().value());
            desk.withdrawEvent(event.getId(), 99, null, null, header);
        } catch (ServiceFaultMessage refusal) {
            ServiceFault fault = refusal.getFaultInfo();
            System.out.println(fault.getCode() + ": " + fault.getMessage());
        }
    }
}
// end snippet
