using System;
using System.Web.Services;
using System.Web.Services.Protocols;
using System.Xml;
using System.Xml.Serialization;

namespace Desk {
    /// <summary>The four operations as in the generated contract, each in one transaction.</summary>
    [WebService(Namespace = Namespace)]
    [WebServiceBinding(Name = "SoapDeskSoap", Namespace = Namespace)]
    public sealed class Service : WebService {
        // Mono does not see the attributes of the generated abstract methods on those that implement them.
        private const string Namespace = "urn:soapdesk:v1";

        public SessionHeader Header { get; set; }

        [WebMethod, SoapHeader("Header")]
        [SoapDocumentMethod(Namespace + "/GetEvent", RequestNamespace = Namespace, ResponseNamespace = Namespace)]
        public EventDetails GetEvent(long eventId) =>
            Run("events:read", (connection, caller) => EventReading.Get(connection, caller, eventId));

        [WebMethod, SoapHeader("Header")]
        [SoapDocumentMethod(Namespace + "/ListEvents", RequestNamespace = Namespace, ResponseNamespace = Namespace)]
        public EventList ListEvents(EventFilter filter, EventSort sort, Page page) =>
            Run<EventList>("events:read", EventReading.List);

        [WebMethod, SoapHeader("Header")]
        [SoapDocumentMethod(Namespace + "/SubmitEvent", RequestNamespace = Namespace, ResponseNamespace = Namespace)]
        public Event SubmitEvent(
            string title, string content, string category, [XmlElement(IsNullable = true)] Priority? priority,
            [XmlElement(IsNullable = true)] long? customerId, NewAttachment[] attachments, string requestId) =>
            Run("events:submit", (connection, caller) => {
                Event wanted = new Event {
                    title = title,
                    content = content,
                    category = category ?? "general",
                    priority = priority ?? Priority.normal,
                    customer = new UserSummary { id = customerId ?? caller.Id },
                };
                return Submission.Submit(connection, caller, Context.Request.UserHostAddress, wanted);
            });

        [WebMethod, SoapHeader("Header")]
        [SoapDocumentMethod(Namespace + "/ReadTable", RequestNamespace = Namespace, ResponseNamespace = Namespace)]
        public DataResult ReadTable(
            string table, string[] columns, DataFilter filter, DataOrder[] order, DataAggregate[] aggregates,
            string[] groupBy, [XmlElement(IsNullable = true)] int? size, [XmlElement(IsNullable = true)] bool? withTotal) =>
            Run("data:use", (connection, caller) => Tables.Read(
                connection, caller, Context.Request.UserHostAddress, table, columns, filter, size ?? 500));

        private T Run<T>(string permission, Func<Connection, Caller, T> work) {
            using (Connection connection = Connection.Begin()) {
                T answer = work(connection, Caller.Of(connection, Header, permission));
                connection.Commit();
                return answer;
            }
        }
    }

    /// <summary>Makes faults.</summary>
    public static class Refusal {
        public static SoapException Make(string code, string message) {
            XmlDocument document = new XmlDocument();
            XmlNode detail = document.CreateNode(
                XmlNodeType.Element, SoapException.DetailElementName.Name, SoapException.DetailElementName.Namespace);
            XmlNode fault = detail.AppendChild(document.CreateElement("ServiceFault", "urn:soapdesk:v1"));
            string[] members = { "code", code, "message", message, "retryable", "false", "correlationId", Caller.Correlation() };
            for (int each = 0; each < members.Length; each += 2) {
                fault.AppendChild(document.CreateElement(members[each], "urn:soapdesk:v1")).InnerText = members[each + 1];
            }
            return new SoapException(message, SoapException.ClientFaultCode, "", detail);
        }
    }
}
