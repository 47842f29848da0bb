// What the desk refuses, and the end of a session.
using System;
using System.Web.Services;
using System.Web.Services.Description;
using System.Web.Services.Protocols;
using Desk;
using static Report;

// The types of the proxy do not allow a text where a number belongs: this proxy is written by hand.
[WebServiceBinding("SoapDeskSoap", "urn:soapdesk:v1")]
public class CarelessDesk : SoapHttpClientProtocol {
    public SessionHeader SessionHeaderValue { get; set; }

    [SoapHeader("SessionHeaderValue")]
    [SoapDocumentMethod("urn:soapdesk:v1/GetUser", RequestNamespace = "urn:soapdesk:v1",
        ResponseNamespace = "urn:soapdesk:v1", Use = SoapBindingUse.Literal,
        ParameterStyle = SoapParameterStyle.Wrapped)]
    public User GetUser(string userId) => (User) Invoke("GetUser", new object[] { userId })[0];
}

static partial class Story {
    static void Refusals() {
        Check("wrong type", () => {
            var careless = new CarelessDesk { Url = Url, SoapVersion = Version };
            careless.SessionHeaderValue = administrator.SessionHeaderValue;
            Refused("INVALID_MESSAGE", "userId", () => careless.GetUser("twelve"));
        });
        Check("missing element", () =>
            Refused("INVALID_MESSAGE", "username", () => stranger.Login(null, Password)));
        Check("out of range", () => Refused("INVALID_ARGUMENT", "score", () =>
            customer.RateEvent(printer.id, printer.version, 9, null, NewRequestId())));
        Check("expired session", () => {
            var late = Connect();
            late.SessionHeaderValue = new SessionHeader { token = Told("DESK_EXPIRED_TOKEN") };
            Refused("SESSION_EXPIRED", null, () => late.GetCurrentUser());
        });
        Check("refused permission", () =>
            Refused("PERMISSION_DENIED", null, () => customer.ListUsers(null, null)));
        Check("stale version", StaleVersion);
    }

    static void StaleVersion() {
        ServiceFault refusal = null;
        // snippet: handle a fault
        try {
            customer.UpdateEvent(screen.id, screen.version - 1, "Screen 2", null, null, null, null);
        } catch (SoapException exception) {
            ServiceFault fault = ServiceFault.Of(exception);  // null where it does not come from the desk
            if (fault == null)
                throw;
            if (fault.code != "CONFLICT")
                throw new Exception(
                    $"{fault.code}: {fault.message} (field {fault.field}, id {fault.correlationId})", exception);
            refusal = fault;  // somebody was faster: read the event again, and decide again
        }
        // end snippet
        Equal("CONFLICT", refusal?.code);
        Equal(16, refusal.correlationId.Length);
    }

    static void Refused(string code, string field, Action call) {
        try {
            call();
        } catch (SoapException exception) {
            var fault = ServiceFault.Of(exception);
            Equal(code, fault.code);
            Equal(field, fault.field);
            Equal(exception.Message, fault.message);
            Equal(false, fault.retryable);
            Equal(16, fault.correlationId.Length);
            return;
        }
        throw new Exception("was not refused");
    }

    static void LogOut() {
        Check("Logout", () => {
            customer.Logout();
            Refused("SESSION_EXPIRED", null, () => customer.GetCurrentUser());
        });
    }
}
