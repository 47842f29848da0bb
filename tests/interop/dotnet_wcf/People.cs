// A stranger registers; the administrator looks after users.
using System;
using System.Linq;
using Desk;
using static Report;

static partial class Story {
    static void PingTheDesk() {
        Check("Ping", () => Equal("hello", stranger.Desk.Ping("hello").text));
        Check("chinese and emoji", () => Equal("打印机 😀𠮷", stranger.Desk.Ping("打印机 😀𠮷").text));
        var markup = "<b a=\"1\" c='2'>&amp;</b> ]]>";
        Check("markup", () => Equal(markup, stranger.Desk.Ping(markup).text));
        Check("white space", () => Equal(" \t行一\n\n行二\t ", stranger.Desk.Ping(" \t行一\n\n行二\t ").text));
        Check("empty text", () => Equal("", stranger.Desk.Ping("").text));
        Check("absent text", () => Equal(null, stranger.Desk.Ping(null).text));
    }

    static void Register() {
        var username = Run + ".customer";
        Check("IsUsernameAvailable", () => Equal(true, stranger.Desk.IsUsernameAvailable(username)));
        Check("Register", () => {
            customerUser = stranger.Desk.Register(
                username, Password, "王小明", email: "wang@example.com", phone: null, language: Language.zh,
                requestId: NewRequestId());
            Equal("王小明", customerUser.displayName);
            Equal(Language.zh, customerUser.language);
            Equal(false, stranger.Desk.IsUsernameAvailable(username));
        });
    }

    static void AdministratorLogsIn() {
        Check("Login", () => {
            var answer = Connect().Login(Told("DESK_ADMINISTRATOR"), Password);
            Equal("admin", answer.user.role);
            Equal(DateTimeKind.Utc, answer.expiresAt.Kind);
        });
        Check("headers", () => {
            var caller = LogIn(Told("DESK_ADMINISTRATOR"), Password);
            Equal(Told("DESK_ADMINISTRATOR"), caller.Desk.GetCurrentUser(caller.Session).username);
        });
        administrator = Enter(Told("DESK_ADMINISTRATOR"), Password);
        var desk = administrator.Desk;
        var session = administrator.Session;
        Check("GetCurrentUser", () => Equal(UserStatus.active, desk.GetCurrentUser(session).status));
        Check("GetServerInfo", () => {
            Equal("urn:soapdesk:v1", desk.GetServerInfo(session).contractNamespace);
            Equal(DateTimeKind.Utc, desk.GetServerInfo(session).serverTime.Kind);
        });
    }

    static void AdministratorLooksAfterUsers() {
        var desk = administrator.Desk;
        var session = administrator.Session;
        string department = null;
        Check("ListDepartments", () => {
            var answer = desk.ListDepartments(session);
            Equal(answer.total, answer.departments.Length);
            department = answer.departments[0].name;
        });
        Check("CreateUser", () => {
            staffUser = CreateStaff(".staff", department);
            colleagueUser = CreateStaff(".colleague", department);
            Equal(department, colleagueUser.department);
            Equal(true, staffUser.mustChangePassword);
        });
        Check("ChangePassword", () => {
            var newcomer = Enter(staffUser.username, Password);
            newcomer.Desk.ChangePassword(newcomer.Session, Password, Password + " 2");
            staff = Enter(staffUser.username, Password + " 2");
            Equal(false, staff.Desk.GetCurrentUser(staff.Session).mustChangePassword);
        });
        Check("GetUser", () => Equal(staffUser.username, desk.GetUser(session, staffUser.id).username));
        Check("ListUsers", () => {
            var filter = new UserFilter { text = Run, role = "staff" };
            var users = desk.ListUsers(session, filter, null).users;
            EqualAll(new[] { colleagueUser.username, staffUser.username }, users.Select(user => user.username));
        });
        var third = desk.CreateUser(
            session, Run + ".third", Password, "Third", "customer", null, null, Language.en, null, NewRequestId());
        Check("SetUserRole", () => {
            third = desk.SetUserRole(session, third.id, "staff", third.version, NewRequestId());
            Equal("staff", third.role);
        });
        Check("FreezeUser", () => {
            third = desk.FreezeUser(session, third.id, "on leave", third.version, NewRequestId());
            Equal(UserStatus.frozen, third.status);
            Equal("on leave", third.frozenReason);
        });
        Check("UnfreezeUser", () => {
            third = desk.UnfreezeUser(session, third.id, third.version, NewRequestId());
            Equal(UserStatus.active, third.status);
            Equal(null, third.frozenReason);
        });
        Check("FreezeInactiveUsers", () => {
            var now = DateTime.Now;  // nobody did anything since
            var report = desk.FreezeInactiveUsers(session, now, "customer", "unused", true, NewRequestId());
            Equal(true, report.dryRun);
            Contains(customerUser.id, report.users.Select(user => user.id));
            Equal(UserStatus.active, desk.GetUser(session, customerUser.id).status);
        });
        Check("ResetPassword", () => {
            third = desk.ResetPassword(session, third.id, "four green bicycles", third.version, NewRequestId());
            Equal(third.id, Connect().Login(third.username, "four green bicycles").user.id);
        });
    }

    static User CreateStaff(string name, string department) => administrator.Desk.CreateUser(
        administrator.Session, Run + name, Password, "李" + name, "staff", email: null, phone: "+86 10 1234",
        language: Language.zh, department: department, requestId: NewRequestId());
}
