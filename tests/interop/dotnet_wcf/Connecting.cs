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
            case "TLS":
                return OverTls();
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

    static Binding OverTls() {
        // snippet: TLS
        var binding = new BasicHttpBinding(BasicHttpSecurityMode.Transport) {
            MaxReceivedMessageSize = 16 * 1024 * 1024,
            ReaderQuotas = XmlDictionaryReaderQuotas.Max,
        };
        // end snippet
        return binding;
    }

    static SoapDeskSoapClient Connect() {
        // snippet: connect
        var desk = new SoapDeskSoapClient(NewBinding(), new EndpointAddress(Url));
        // end snippet
        return desk;
    }

    // Somebody who calls with a session or, in the variant with passwords, with a password in each message.
    static Caller Enter(string username, string password) {
        if (Told("DESK_CREDENTIAL") != "password")
            return LogIn(username, password);
        var desk = Connect();
        // snippet: use the password
        desk.Endpoint.Behaviors.Add(new Password(username, password));  // instead of a session
        // end snippet
        return new Caller { Desk = desk };
    }

    static Caller LogIn(string username, string password) {
        var desk = stranger.Desk;
        // snippet: log in
        Session answer = desk.Login(username, password);
        var session = new SessionHeader { token = answer.token };  // goes with every further call
        // end snippet
        return new Caller { Desk = desk, Session = session };
    }
}
