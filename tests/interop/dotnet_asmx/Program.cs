// A .NET program over the proxies that wsdl.exe makes: Desk of /soap?wsdl, DeskData of /soap/DataSetService?wsdl.
// It acts out the story of tests/interop/README.md, a file for each part of it.
using System;
using System.Net;
using System.Text;
using System.Web.Services.Protocols;
using Desk;

static partial class Story {
    static readonly string Url = Told("DESK_URL");
    static readonly string Run = Told("DESK_RUN");
    static readonly string Password = Told("DESK_PASSWORD");
    static readonly SoapProtocolVersion Version =
        Told("DESK_SOAP") == "1.2" ? SoapProtocolVersion.Soap12 : SoapProtocolVersion.Soap11;

    static SoapDesk stranger, administrator, customer, staff;
    static User customerUser, staffUser, colleagueUser;

    static void Main() {
        Console.OutputEncoding = new UTF8Encoding(false);
        stranger = Connect();
        PingTheDesk();
        Register();
        AdministratorLogsIn();
        AdministratorLooksAfterUsers();
        CustomerLogsIn();
        CustomerSubmitsEvents();
        FilesAreAttached();
        AFileComesInParts();
        CustomerListsEvents();
        AdministratorAssigns();
        StaffAndCustomerTalk();
        CustomerDecides();
        Figures();
        DataIsGranted();
        DataIsRead();
        DataSetsAreRead();
        Refusals();
        LogOut();
    }

    static string Told(string name) => Environment.GetEnvironmentVariable(name);

    static string NewRequestId() => Guid.NewGuid().ToString();

    static SoapDesk Connect() {
        // snippet: connect
        var desk = new SoapDesk { Url = Url };
        desk.SoapVersion = Version;  // SoapProtocolVersion.Soap12 for SOAP 1.2; without this line it is SOAP 1.1
        // end snippet
        return desk;
    }

    static SoapDesk LogIn(string username, string password) {
        var desk = Connect();
        // snippet: log in
        Session session = desk.Login(username, password);
        desk.SessionHeaderValue = new SessionHeader { token = session.token };  // goes with every further call
        // end snippet
        return desk;
    }
}
