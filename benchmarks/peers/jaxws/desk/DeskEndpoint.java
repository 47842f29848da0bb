package desk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.xml.ws.developer.JAXWSProperties;
import com.sun.xml.ws.developer.SchemaValidation;
import desk.wire.ArrayOfDataAggregate;
import desk.wire.ArrayOfDataOrder;
import desk.wire.ArrayOfNewAttachment;
import desk.wire.ArrayOfString;
import desk.wire.DataFilter;
import desk.wire.DataResult;
import desk.wire.Event;
import desk.wire.EventDetails;
import desk.wire.EventFilter;
import desk.wire.EventList;
import desk.wire.EventSort;
import desk.wire.Page;
import desk.wire.Priority;
import desk.wire.ServiceFault;
import desk.wire.ServiceFaultMessage;
import desk.wire.SessionHeader;
import desk.wire.SoapDeskSoap;
import java.sql.Connection;
import java.sql.SQLException;
import javax.annotation.Resource;
import javax.jws.WebService;
import javax.sql.DataSource;
import javax.xml.ws.WebServiceContext;

/** The four operations, each in one transaction on a connection of the pool. */
@WebService(endpointInterface = "desk.wire.SoapDeskSoap", targetNamespace = "urn:soapdesk:v1", serviceName = "SoapDesk",
    portName = "SoapDeskSoap", wsdlLocation = "META-INF/desk.wsdl")
@SchemaValidation(outbound = false)
public class DeskEndpoint implements SoapDeskSoap {
    private final DataSource pool;

    @Resource
    private WebServiceContext context;

    DeskEndpoint(DataSource pool) {
        this.pool = pool;
    }

    /** The work of an operation. */
    private interface Work<T> {
        T run(Connection connection, Caller caller) throws SQLException, ServiceFaultMessage;
    }

    @Override
    public EventDetails getEvent(long eventId, SessionHeader header) throws ServiceFaultMessage {
        return run(header, "events:read", (connection, caller) -> Events.get(connection, caller, eventId));
    }

    @Override
    public EventList listEvents(EventFilter filter, EventSort sort, Page page, SessionHeader header)
            throws ServiceFaultMessage {
        return run(header, "events:read", Events::list);
    }

    @Override
    public Event submitEvent(String title, String content, String category, Priority priority, Long customerId,
            ArrayOfNewAttachment attachments, String requestId, SessionHeader header) throws ServiceFaultMessage {
        return run(header, "events:submit", (connection, caller) -> Submission.submit(connection, caller, address(),
            title, content, category == null ? "general" : category, priority == null ? Priority.NORMAL : priority,
            customerId == null ? caller.id : customerId));
    }

    @Override
    public DataResult readTable(String table, ArrayOfString columns, DataFilter filter, ArrayOfDataOrder order,
            ArrayOfDataAggregate aggregates, ArrayOfString groupBy, Integer size, Boolean withTotal,
            SessionHeader header) throws ServiceFaultMessage {
        return run(header, "data:use", (connection, caller) -> Tables.read(connection, caller, address(), table,
            columns.getString(), filter, size == null ? 500 : size));
    }

    private <T> T run(SessionHeader header, String permission, Work<T> work) throws ServiceFaultMessage {
        try (Connection connection = pool.getConnection()) {
            // The pool rolls back what was not committed when the connection comes home.
            T answer = work.run(connection, Caller.of(connection, header.getToken(), permission));
            connection.commit();
            return answer;
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
    }

    private String address() {
        HttpExchange exchange = (HttpExchange) context.getMessageContext().get(JAXWSProperties.HTTP_EXCHANGE);
        return exchange == null ? "127.0.0.1" : exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    static ServiceFaultMessage refusal(String code, String message) {
        ServiceFault fault = new ServiceFault();
        fault.setCode(code);
        fault.setMessage(message);
        fault.setCorrelationId(Caller.correlation());
        return new ServiceFaultMessage(message, fault);
    }
}
