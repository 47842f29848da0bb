package story;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.namespace.QName;
import javax.xml.soap.SOAPException;
import javax.xml.ws.Binding;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.WebServiceException;
import javax.xml.ws.handler.Handler;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.handler.soap.SOAPHandler;
import javax.xml.ws.handler.soap.SOAPMessageContext;

/** Writes into a request what the generated types do not allow. */
final class Spoiler implements SOAPHandler<SOAPMessageContext> {
    private final String element;
    private final String text;

    private Spoiler(String element, String text) {
        this.element = element;
        this.text = text;
    }

    /** Makes a call whose element has another text. */
    static void spoil(Object port, String element, String text, Checks.Step call) throws Exception {
        Binding binding = ((BindingProvider) port).getBinding();
        List<Handler> before = binding.getHandlerChain();
        List<Handler> handlers = new ArrayList<>(before);
        handlers.add(new Spoiler(element, text));
        binding.setHandlerChain(handlers);
        try {
            call.take();
        } finally {
            binding.setHandlerChain(before);
        }
    }

    @Override
    public boolean handleMessage(SOAPMessageContext context) {
        if ((Boolean) context.get(MessageContext.MESSAGE_OUTBOUND_PROPERTY))
            try {
                context.getMessage().getSOAPBody().getElementsByTagNameNS("urn:soapdesk:v1", element).item(0)
                        .setTextContent(text);
            } catch (SOAPException error) {
                throw new WebServiceException(error);
            }
        return true;
    }

    @Override
    public boolean handleFault(SOAPMessageContext context) {
        return true;
    }

    @Override
    public void close(MessageContext context) {
    }

    @Override
    public Set<QName> getHeaders() {
        return Set.of();
    }
}
