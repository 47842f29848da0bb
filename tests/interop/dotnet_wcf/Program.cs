// A WCF program over what Generate.cs makes: Desk of /soap?wsdl, DeskData of /soap/DataSetService?wsdl.
// It acts out the story of tests/interop/README.md, a file for each part of it; Connecting.cs has the bindings.
using System;
using System.Text;
using Desk;

// Somebody who calls: the client, and the header that goes with every call.
class Caller {
    public SoapDeskSoapClient Desk;
    public SessionHeader Session;
}

static partial class Story {
    static readonly string Url = Told("DESK_URL");
    static readonly string Run = Told("DESK_RUN");
    static readonly string Password = Told("DESK_PASSWORD");

    static Caller stranger, administrator, customer, staff;
    static User customerUser, staffUser, colleagueUser;

    static void Main() {
        Console.OutputEncoding = new UTF8Encoding(false);
        stranger = new Caller { Desk = Connect() };
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
        // After Main's end Mono may wait for up to a minute for a thread of its own, over TLS.
        Environment.Exit(0);
    }

    static string Told(string name) => Environment.GetEnvironmentVariable(name);

    static string NewRequestId() => Guid.NewGuid().ToString();
}
