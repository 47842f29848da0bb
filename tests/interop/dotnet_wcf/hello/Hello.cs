// snippet: program
using System;
using System.ServiceModel;
using Desk;

static class Hello {
    static void Main(string[] arguments) {
        string url = arguments[0], username = arguments[1], password = "seven quiet lanterns";
        var desk = new SoapDeskSoapClient(new BasicHttpBinding(), new EndpointAddress(url));
        try {
            desk.Register(
                username, password, displayName: "王小明", email: null, phone: null, language: Language.zh,
                requestId: null);
            var session = new SessionHeader { token = desk.Login(username, password).token };
            Event submitted = desk.SubmitEvent(
                session, title: "打印机卡纸", content: "每次打印第二页就卡纸。", category: null, priority: Priority.high,
                customerId: null, attachments: null, requestId: Guid.NewGuid().ToString());
            Console.WriteLine($"{submitted.id} {submitted.status}");
            desk.WithdrawEvent(session, submitted.id, expectedVersion: 99, reason: null, requestId: null);
        } catch (FaultException<ServiceFault> fault) {
            Console.WriteLine($"{fault.Detail.code}: {fault.Detail.message}");
        }
    }
}
// end snippet
