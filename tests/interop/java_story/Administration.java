package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.DepartmentNode;
import desk.FreezeInactiveUsersReport;
import desk.ServerInfo;
import desk.Session;
import desk.SessionHeader;
import desk.User;
import desk.UserFilter;
import desk.UserList;
import desk.UserStatus;
import java.time.OffsetDateTime;
import java.util.List;

/** The administrator looks after users. */
final class Administration {
    private final Story story;
    private String department;
    private User third;

    Administration(Story story) {
        this.story = story;
    }

    void tell() {
        check("Login", this::login);
        check("GetServerInfo", () -> {
            ServerInfo info = story.desk.getServerInfo(story.asAdministrator);
            equal("SoapDesk", info.getProduct());
            equal("urn:soapdesk:v1", info.getContractNamespace());
            equal(true, info.getMaxPageSize() >= 100);
        });
        check("headers", () -> equal(System.getenv("DESK_ADMINISTRATOR"), current(story.asAdministrator).getUsername()));
        check("GetCurrentUser", () -> equal("admin", current(story.asAdministrator).getRole()));
        check("ListDepartments", () -> {
            List<DepartmentNode> nodes =
                    story.desk.listDepartments(story.asAdministrator).getDepartments().getDepartmentNode();
            DepartmentNode last = nodes.get(nodes.size() - 1);
            equal(true, nodes.stream().anyMatch(node -> node.getName().equals(last.getParent())));
            department = last.getName();
        });
        check("CreateUser", () -> {
            story.firstStaff = create("first", "staff");
            story.secondStaff = create("second", "staff");
            third = create("third", "customer");
            equal(department, story.firstStaff.getDepartment());
            equal(true, story.secondStaff.isMustChangePassword());
        });
        check("ChangePassword", () -> story.asStaff = changePassword("first"));
        check("GetUser", () -> {
            User user = story.desk.getUser(story.firstStaff.getId(), story.asAdministrator);
            equal(story.run + ".first", user.getUsername());
            equal(false, user.isMustChangePassword());
        });
        check("ListUsers", this::listUsers);
        check("SetUserRole", () -> {
            third = story.desk.setUserRole(third.getId(), "staff", third.getVersion(), null, story.asAdministrator);
            equal("staff", third.getRole());
        });
        check("FreezeUser", () -> {
            third = story.desk.freezeUser(third.getId(), "left <us>", third.getVersion(), null, story.asAdministrator);
            equal(UserStatus.FROZEN, third.getStatus());
            equal("left <us>", third.getFrozenReason());
        });
        check("UnfreezeUser", () -> {
            third = story.desk.unfreezeUser(third.getId(), third.getVersion(), null, story.asAdministrator);
            equal(UserStatus.ACTIVE, third.getStatus());
            equal(null, third.getFrozenReason());
        });
        check("FreezeInactiveUsers", () -> {
            OffsetDateTime since = OffsetDateTime.parse("2001-01-01T00:00:00+08:00");
            FreezeInactiveUsersReport report = story.desk.freezeInactiveUsers(
                    Instants.write(since), null, "inactive", true, null, story.asAdministrator);
            equal(true, report.isDryRun());
            equal(0, report.getCount());
            equal(0, report.getUsers().getUserSummary().size());
        });
        check("ResetPassword", () -> {
            third = story.desk.resetPassword(
                    third.getId(), story.password, third.getVersion(), null, story.asAdministrator);
            equal(true, third.isMustChangePassword());
        });
    }

    private void login() throws Exception {
        Session session = story.desk.login(System.getenv("DESK_ADMINISTRATOR"), story.password);
        equal("admin", session.getUser().getRole());
        equal(true, Instants.read(session.getExpiresAt()).isAfter(OffsetDateTime.now()));
        story.asAdministrator = story.logIn(System.getenv("DESK_ADMINISTRATOR"));
    }

    private User current(SessionHeader header) throws Exception {
        return story.desk.getCurrentUser(header);
    }

    private User create(String name, String role) throws Exception {
        String in = role.equals("staff") ? department : null;
        return story.desk.createUser(story.run + "." + name, story.password + " of " + name, name, role,
                null, null, null, in, Story.freshId(), story.asAdministrator);
    }

    /** Whoever got the password from an administrator has to choose one before anything else. */
    private SessionHeader changePassword(String name) throws Exception {
        String given = story.password + " of " + name;
        SessionHeader header = new SessionHeader();
        header.setToken(story.desk.login(story.run + "." + name, given).getToken());
        Checks.refused("PASSWORD_CHANGE_REQUIRED", null, () -> story.desk.listTables(header));
        story.desk.changePassword(given, story.password, header);
        return story.logIn(story.run + "." + name);
    }

    private void listUsers() throws Exception {
        UserFilter filter = new UserFilter();
        filter.setText(story.run);
        filter.setRole("staff");
        filter.setStatus(UserStatus.ACTIVE);
        UserList found = story.desk.listUsers(filter, null, story.asAdministrator);
        equal(2L, found.getTotal());
        equal(true, found.getUsers().getUser().stream().allMatch(user -> department.equals(user.getDepartment())));
    }
}
