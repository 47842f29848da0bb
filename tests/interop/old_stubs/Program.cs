// A .NET program with a proxy of the released contract. It says of each way to a desk what it reads there.
// test_old_stubs.py lets wsdl.exe generate Desk of wsdl/v1.0, and changes answers on some of the ways.
using System;
using System.Linq;
using System.Text;
using System.Web.Services.Protocols;
using Desk;

class Program {
    static void Main(string[] urls) {
        Console.OutputEncoding = new UTF8Encoding(false);
        foreach (var url in urls) {
            var way = url.Split('/')[3];
            try {
                Console.WriteLine(way + ": " + Use(new SoapDesk { Url = url }, "net." + way));
            } catch (Exception error) {
                Console.WriteLine("{0}: {1}", way, error.GetType().Name);
            }
        }
    }

    static string Use(SoapDesk desk, string username) {
        var user = desk.Register(username, "seven quiet lanterns", "张伟", null, null, null, null);
        var session = desk.Login(username, "seven quiet lanterns");
        desk.SessionHeaderValue = new SessionHeader { token = session.token };
        var made = desk.SubmitEvent("发票抬头有误", "内容", null, Priority.high, null, null, Guid.NewGuid().ToString());
        var details = desk.GetEvent(made.id);
        var list = desk.ListEvents(new EventFilter { statuses = new[] { EventStatus.submitted } }, null, null);
        var summary = list.events.Single();
        return string.Join(" ", user.displayName, session.user.id == user.id, made.version, details.@event.title,
            details.@event.status, details.@event.priority, summary.customer.displayName,
            summary.updatedAt == details.@event.updatedAt, list.total, Fault(desk));
    }

    static string Fault(SoapDesk desk) {
        try {
            desk.GetEvent(999999);
            return "no fault";
        } catch (SoapException fault) {
            return fault.Detail["ServiceFault"]["code"].InnerText;
        }
    }
}
