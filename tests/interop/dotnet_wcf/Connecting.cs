// The bindings.
using System;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using Desk;

static partial class Story {
    static Binding NewBinding() {
        switch (Told("DESK_BINDING")) {
            case "SOAP 1.2":
                return Soap12();
            case "MTOM":
                return Mtom();
            default:
                return Soap11();
        }
    }

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

    // snippet: MTOM
    static Binding Mtom() => new BasicHttpBinding {
        MessageEncoding = WSMessageEncoding.Mtom,
        MaxReceivedMessageSize = 16 * 1024 * 1024,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };
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
