// What the desk refuses, as an exception with the members of its ServiceFault.
using System.Web.Services.Protocols;
using System.Xml;
using System.Xml.Serialization;

// snippet: typed fault
// wsdl.exe makes no class of what stands in a fault.
[XmlRoot(Namespace = "urn:soapdesk:v1")]
public class ServiceFault {
    public string code;
    public string message;
    public string field;
    public bool retryable;
    public string correlationId;

    static readonly XmlSerializer Serializer = new XmlSerializer(typeof(ServiceFault));

    public static ServiceFault Of(SoapException exception) {
        var detail = exception.Detail?["ServiceFault", "urn:soapdesk:v1"];
        return detail == null ? null : (ServiceFault) Serializer.Deserialize(new XmlNodeReader(detail));
    }
}
// end snippet
