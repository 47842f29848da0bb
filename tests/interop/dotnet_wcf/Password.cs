// A user name and password in every message, as WS-Security writes them. .NET does this by itself, in the mode
// TransportWithMessageCredential; Mono does not have the mode, and this behavior does the same there.
using System;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.ServiceModel.Description;
using System.ServiceModel.Dispatcher;
using System.Xml;

// snippet: password in every message
class Password : IEndpointBehavior, IClientMessageInspector {
    readonly string username, password;

    public Password(string username, string password) {
        this.username = username;
        this.password = password;
    }

    public object BeforeSendRequest(ref Message request, IClientChannel channel) {
        request.Headers.Add(new SecurityHeader(username, password));
        return null;
    }

    public void AfterReceiveReply(ref Message reply, object state) {
        reply.Headers.RemoveAll("Security", SecurityHeader.Wsse);  // the server's Timestamp
    }

    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime runtime) =>
        runtime.MessageInspectors.Add(this);
    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher dispatcher) {}
    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection parameters) {}
    public void Validate(ServiceEndpoint endpoint) {}
}

class SecurityHeader : MessageHeader {
    const string Oasis = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    const string Wsu = Oasis + "wssecurity-utility-1.0.xsd";
    public const string Wsse = Oasis + "wssecurity-secext-1.0.xsd";

    readonly string username, password;

    public SecurityHeader(string username, string password) {
        this.username = username;
        this.password = password;
    }

    public override string Name => "Security";
    public override string Namespace => Wsse;
    public override bool MustUnderstand => true;

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion version) {
        var now = DateTime.UtcNow;
        writer.WriteStartElement("Timestamp", Wsu);
        writer.WriteElementString("Created", Wsu, XmlConvert.ToString(now, XmlDateTimeSerializationMode.Utc));
        var end = now.AddMinutes(5);
        writer.WriteElementString("Expires", Wsu, XmlConvert.ToString(end, XmlDateTimeSerializationMode.Utc));
        writer.WriteEndElement();
        writer.WriteStartElement("UsernameToken", Wsse);
        writer.WriteElementString("Username", Wsse, username);
        writer.WriteElementString("Password", Wsse, password);
        writer.WriteEndElement();
    }
}
// end snippet
