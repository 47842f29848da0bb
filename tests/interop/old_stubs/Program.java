// A Java program with a proxy of the released contract. It says of each way to a desk what it reads there.
// test_old_stubs.py lets wsimport generate the package desk of wsdl/v1.0, and changes answers on some of the ways.
import desk.*;
import java.io.PrintStream;
import java.util.UUID;
import javax.xml.ws.BindingProvider;

public class Program {
    static SoapDeskSoap desk;
    static final SessionHeader header = new SessionHeader();

    public static void main(String[] urls) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        desk = new SoapDesk().getSoapDeskSoap();
        for (String url : urls) {
            String way = url.split("/")[3];
            ((BindingProvider) desk).getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, url);
            try {
                out.println(way + ": " + use("java." + way));
            } catch (Exception error) {
                out.println(way + ": " + error.getClass().getSimpleName());
            }
        }
    }

    static String use(String username) throws Exception {
        User user = desk.register(username, "seven quiet lanterns", "张伟", null, null, null, null);
        Session session = desk.login(username, "seven quiet lanterns");
        header.setToken(session.getToken());
        Event made = desk.submitEvent("发票抬头有误", "内容", null, Priority.HIGH, null, null,
                                      UUID.randomUUID().toString(), header);
        Event event = desk.getEvent(made.getId(), header).getEvent();
        EventFilter filter = new EventFilter();
        filter.setStatuses(new ArrayOfEventStatus());
        filter.getStatuses().getEventStatus().add(EventStatus.SUBMITTED);
        EventList list = desk.listEvents(filter, null, null, header);
        EventSummary summary = list.getEvents().getEventSummary().get(0);
        return String.join(" ", user.getDisplayName(), text(session.getUser().getId() == user.getId()),
                           text(made.getVersion()), event.getTitle(), text(event.getStatus()),
                           text(event.getPriority()), summary.getCustomer().getDisplayName(),
                           text(summary.getUpdatedAt().equals(event.getUpdatedAt())), text(list.getTotal()), fault());
    }

    static String fault() {
        try {
            desk.getEvent(999999, header);
            return "no fault";
        } catch (ServiceFaultMessage fault) {
            return fault.getFaultInfo().getCode();
        }
    }

    static String text(Object value) {
        return String.valueOf(value).toLowerCase();
    }
}
