// snippet: program
using System;
using System.Web.Services.Protocols;
using Desk;

static class Hello {
    static void Main(string[] arguments) {
        string username = arguments[0], password = "seven quiet lanterns";
        var desk = new SoapDesk();  // at the address from which it was generated
        try {
            desk.Register(
                username, password, displayName: "王小明", email: null, phone: null, language: Language.zh,
                requestId: null);
            Session session = desk.Login(username, password);
            desk.SessionHeaderValue = new SessionHeader { token = session.token };
            Event submitted = desk.SubmitEvent(
                title: "打印机卡纸", content: "每次打印第二页就卡纸。", category: null, priority: Priority.high,
                customerId: null, attachments: null, requestId: Guid.NewGuid().ToString());
            Console.WriteLine($"{submitted.id} {submitted.status}");
            desk.WithdrawEvent(submitted.id, expectedVersion: 99, reason: null, requestId: null);
        } catch (SoapException fault) {
            var told = fault.Detail?["ServiceFault", "urn:soapdesk:v1"];
            Console.WriteLine(told == null ? fault.Message : $"{told["code"].InnerText}: {told["message"].InnerText}");
        }
    }
}
// end snippet
