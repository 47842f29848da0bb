// What the desk refuses, and the end of a session.
using System;
using System.ServiceModel;
using Desk;
using static Report;

// The types of the contract do not allow a text where a number belongs: this contract is written by hand.
[ServiceContract(Namespace = "urn:soapdesk:v1")]
interface ICarelessDesk {
    [OperationContract(Action = "urn:soapdesk:v1/GetUser", ReplyAction = "*")]
    [FaultContract(typeof(ServiceFault))]
    [XmlSerializerFormat]
    GetUserOutput GetUser(CarelessInput request);
}

[MessageContract(WrapperName = "GetUser", WrapperNamespace = "urn:soapdesk:v1")]
class CarelessInput {
    [MessageHeader(Namespace = "urn:soapdesk:v1")]
    public SessionHeader SessionHeader;

    [MessageBodyMember(Namespace = "urn:soapdesk:v1")]
    public string userId;
}

static partial class Story {
    static void Refusals() {
        var desk = customer.Desk;
        var session = customer.Session;
        Check("wrong type", () => {
            var careless = new ChannelFactory<ICarelessDesk>(NewBinding(), new EndpointAddress(Url)).CreateChannel();
            var caller = LogIn(Told("DESK_ADMINISTRATOR"), Password);
            var input = new CarelessInput { SessionHeader = caller.Session, userId = "twelve" };
            Refused("INVALID_MESSAGE", "userId", () => careless.GetUser(input));
        });
        Check("missing element", () =>
            Refused("INVALID_MESSAGE", "username", () => stranger.Desk.Login(null, Password)));
        Check("out of range", () => Refused("INVALID_ARGUMENT", "score", () =>
            desk.RateEvent(session, printer.id, printer.version, 9, null, NewRequestId())));
        Check("expired session", () => {
            var late = new SessionHeader { token = Told("DESK_EXPIRED_TOKEN") };
            Refused("SESSION_EXPIRED", null, () => stranger.Desk.GetCurrentUser(late));
        });
        Check("refused permission", () =>
            Refused("PERMISSION_DENIED", null, () => desk.ListUsers(session, null, null)));
        Check("stale version", StaleVersion);
    }

    static void StaleVersion() {
        var desk = customer.Desk;
        var session = customer.Session;
        ServiceFault refusal = null;
        // snippet: handle a fault
        try {
            desk.UpdateEvent(session, screen.id, screen.version - 1, "Screen 2", null, null, null, null);
        } catch (FaultException<ServiceFault> exception) {
            ServiceFault fault = exception.Detail;
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
        } catch (FaultException<ServiceFault> exception) {
            var fault = exception.Detail;
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
            var leaving = LogIn(customerUser.username, Password);
            leaving.Desk.Logout(leaving.Session);
            Refused("SESSION_EXPIRED", null, () => leaving.Desk.GetCurrentUser(leaving.Session));
        });
    }
}
