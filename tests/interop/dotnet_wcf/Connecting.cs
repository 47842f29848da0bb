// The bindings.
using System;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using Desk;

static partial class Story {
    static Binding NewBinding() => Told("DESK_SOAP") == "1.2" ? Soap12() : Soap11();

    // snippet: SOAP 1.1
    static Binding Soap11() => new BasicHttpBinding {
        MaxReceivedMessageSize = 16 * 1024 * 1024,  // WCF's 64 KiB are too little for files
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };
    // end snippet

    // snippet: SOAP 1.2
    static Binding Soap12() => new CustomBinding(
        new TextMessageEncodingBindingElement(MessageVersion.Soap12, Encoding.UTF8) {  // without WS-Addressing
            ReaderQuotas = XmlDictionaryReaderQuotas.Max,
        },
        new HttpTransportBindingElement { MaxReceivedMessageSize = 16 * 1024 * 1024 });
    // end snippet

    static SoapDeskSoapClient Connect() => new SoapDeskSoapClient(NewBinding(), new EndpointAddress(Url));

    static Caller LogIn(string username, string password) {
        var desk = stranger.Desk;
        // snippet: log in
        Session answer = desk.Login(username, password);
        var session = new SessionHeader { token = answer.token };  // goes with every further call
        // end snippet
        return new Caller { Desk = desk, Session = session };
    }
}
