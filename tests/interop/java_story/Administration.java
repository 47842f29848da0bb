package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.DepartmentNode;
import desk.FreezeInactiveUsersReport;
import desk.ServerInfo;
import desk.Session;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import desk.User;
import desk.UserFilter;
import desk.UserList;
import desk.UserStatus;
import java.time.OffsetDateTime;
import java.util.List;

/** The administrator looks after users. */
final class Administration {
    private final Story story;
    private SoapDeskSoap desk;
    private SessionHeader header;
    private String department;
    private User third;

    Administration(Story story) {
        this.story = story;
    }

    void tell() {
        check("Login", this::login);
        check("GetServerInfo", () -> {
            ServerInfo info = desk.getServerInfo(header);
            equal("SoapDesk", info.getProduct());
            equal("urn:soapdesk:v1", info.getContractNamespace());
            equal(true, info.getMaxPageSize() >= 100);
        });
        check("headers", () -> {
            SessionHeader session = story.logIn(System.getenv("DESK_ADMINISTRATOR"));
            equal(System.getenv("DESK_ADMINISTRATOR"), story.desk.getCurrentUser(session).getUsername());
        });
        check("GetCurrentUser", () -> equal("admin", desk.getCurrentUser(header).getRole()));
        check("ListDepartments", () -> {
            List<DepartmentNode> nodes =
                    desk.listDepartments(header).getDepartments().getDepartmentNode();
            DepartmentNode last = nodes.get(nodes.size() - 1);
            equal(true, nodes.stream().anyMatch(node -> node.getName().equals(last.getParent())));
            department = last.getName();
        });
        check("CreateUser", () -> {
            story.firstAccount = create("first", "staff");
            story.secondAccount = create("second", "staff");
            third = create("third", "customer");
            equal(department, story.firstAccount.getDepartment());
            equal(true, story.secondAccount.isMustChangePassword());
        });
        check("ChangePassword", () -> changePassword("first"));
        check("GetUser", () -> {
            User user = desk.getUser(story.firstAccount.getId(), header);
            equal(story.run + ".first", user.getUsername());
            equal(false, user.isMustChangePassword());
        });
        check("ListUsers", this::listUsers);
        check("SetUserRole", () -> {
            third = desk.setUserRole(third.getId(), "staff", third.getVersion(), null, header);
            equal("staff", third.getRole());
        });
        check("FreezeUser", () -> {
            third = desk.freezeUser(third.getId(), "left <us>", third.getVersion(), null, header);
            equal(UserStatus.FROZEN, third.getStatus());
            equal("left <us>", third.getFrozenReason());
        });
        check("UnfreezeUser", () -> {
            third = desk.unfreezeUser(third.getId(), third.getVersion(), null, header);
            equal(UserStatus.ACTIVE, third.getStatus());
            equal(null, third.getFrozenReason());
        });
        check("FreezeInactiveUsers", () -> {
            OffsetDateTime since = OffsetDateTime.parse("2001-01-01T00:00:00+08:00");
            FreezeInactiveUsersReport report = desk.freezeInactiveUsers(
                    Instants.write(since), null, "inactive", true, null, header);
            equal(true, report.isDryRun());
            equal(0, report.getCount());
            equal(0, report.getUsers().getUserSummary().size());
        });
        check("ResetPassword", () -> {
            third = desk.resetPassword(
                    third.getId(), story.password, third.getVersion(), null, header);
            equal(true, third.isMustChangePassword());
        });
    }

    private void login() throws Exception {
        Session session = story.desk.login(System.getenv("DESK_ADMINISTRATOR"), story.password);
        equal("admin", session.getUser().getRole());
        equal(true, Instants.read(session.getExpiresAt()).isAfter(OffsetDateTime.now()));
        story.administrator = story.enter(System.getenv("DESK_ADMINISTRATOR"));
        desk = story.administrator.desk;
        header = story.administrator.header;
    }

    private User create(String name, String role) throws Exception {
        String in = role.equals("staff") ? department : null;
        return desk.createUser(story.run + "." + name, story.password + " of " + name, name, role,
                null, null, null, in, Story.freshId(), header);
    }

    /** Whoever got the password from an administrator has to choose one before anything else. */
    private void changePassword(String name) throws Exception {
        String given = story.password + " of " + name;
        SessionHeader session = Person.logIn(story.desk, story.run + "." + name, given);
        Checks.refused("PASSWORD_CHANGE_REQUIRED", null, () -> story.desk.listTables(session));
        story.desk.changePassword(given, story.password, session);
        story.staff = story.enter(story.run + "." + name);
    }

    private void listUsers() throws Exception {
        UserFilter filter = new UserFilter();
        filter.setText(story.run);
        filter.setRole("staff");
        filter.setStatus(UserStatus.ACTIVE);
        UserList found = desk.listUsers(filter, null, header);
        equal(2L, found.getTotal());
        equal(true, found.getUsers().getUser().stream().allMatch(user -> department.equals(user.getDepartment())));
    }
}
