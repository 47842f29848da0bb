import org.apache.axis.AxisFault;
import org.apache.axis.EngineConfiguration;
import org.apache.axis.Message;
import org.apache.axis.MessageContext;
import org.apache.axis.SimpleChain;
import org.apache.axis.SimpleTargetedChain;
import org.apache.axis.configuration.SimpleProvider;
import org.apache.axis.handlers.BasicHandler;
import org.apache.axis.transport.http.HTTPSender;

/** A handler that replaces a part of what is sent. */
final class Mistake extends BasicHandler {
    private final String part;
    private final String by;

    private Mistake(String part, String by) {
        this.part = part;
        this.by = by;
    }

    /** The configuration of a client that makes the mistake. */
    static EngineConfiguration configuration(String part, String by) {
        SimpleChain requests = new SimpleChain();
        requests.addHandler(new Mistake(part, by));
        SimpleProvider configuration = new SimpleProvider();
        configuration.deployTransport("http", new SimpleTargetedChain(requests, new HTTPSender(), new SimpleChain()));
        return configuration;
    }

    @Override
    public void invoke(MessageContext context) throws AxisFault {
        try {
            String message = context.getRequestMessage().getSOAPEnvelope().getAsString();
            context.setRequestMessage(new Message(message.replaceAll(part, by)));
        } catch (Exception error) {
            throw AxisFault.makeFault(error);
        }
    }
}
