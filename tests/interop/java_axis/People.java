import desk.DepartmentNode;
import desk.FreezeInactiveUsersReport;
import desk.Language;
import desk.SoapDeskSoap_PortType;
import desk.User;
import desk.UserFilter;
import desk.UserStatus;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Chapters 1 and 2: a stranger who registers, and the administrator who looks after users. */
final class People {
    private static final String FIRST_PASSWORD = "six borrowed umbrellas";

    private People() {
    }

    static void register(Story story) throws Exception {
        SoapDeskSoap_PortType desk = Desk.connect();
        String username = Desk.RUN + ".customer";
        echoes(desk, "打印机卡纸 😀𠮷", "Ping", "chinese and emoji");
        echoes(desk, "<b>&amp; \"quoted\" 'text'</b> ]]>", "markup");
        echoes(desk, "  two lines\n\tand blanks  ", "white space");
        echoes(desk, "", "empty text");
        echoes(desk, null, "absent text");
        Show.shows(() -> {
            Show.same(desk.isUsernameAvailable(username), true);
            Show.same(desk.isUsernameAvailable(Desk.ADMINISTRATOR), false);
        }, "IsUsernameAvailable");
        Show.shows(() -> {
            User user = desk.register(username, Desk.PASSWORD, "刘洋", null, null, Language.zh, null);
            Show.same(user.getUsername() + user.getDisplayName() + user.getRole(), username + "刘洋customer");
        }, "Register");
        story.customer = Desk.enter(username, Desk.PASSWORD);
        Show.shows(() -> Show.same(story.customer.getServerInfo().getContractNamespace(), Desk.NAMESPACE),
                "GetServerInfo");
    }

    private static void echoes(SoapDeskSoap_PortType desk, String text, String... names) {
        Show.shows(() -> Show.same(desk.ping(text).getText(), text), names);
    }

    static void administrate(Story story) throws Exception {
        Show.shows(() -> {
            SoapDeskSoap_PortType desk = Desk.logIn(Desk.ADMINISTRATOR, Desk.PASSWORD);
            Show.same(desk.getCurrentUser().getUsername(), Desk.ADMINISTRATOR);
        }, "Login", "GetCurrentUser", "headers");
        SoapDeskSoap_PortType admin = Desk.enter(Desk.ADMINISTRATOR, Desk.PASSWORD);
        story.administrator = admin;
        DepartmentNode[] departments = admin.listDepartments().getDepartments();
        String department = departments[departments.length - 1].getName();
        Show.shows(() -> Show.same((long) departments.length, admin.listDepartments().getTotal()), "ListDepartments");
        Show.shows(() -> {
            User first = hire(admin, "staff1", department);
            story.staffId = first.getId();
            story.secondStaffId = hire(admin, "staff2", department).getId();
            Show.same(first.getDepartment() + first.isMustChangePassword(), department + true);
            settle(story, Desk.RUN + ".staff1");
        }, "CreateUser", "ChangePassword");
        Show.shows(() -> Show.same(admin.getUser(story.staffId).isMustChangePassword(), false), "GetUser");
        Show.shows(() -> {
            UserFilter filter = new UserFilter(Desk.RUN + ".", "staff", null, null, null);
            Set<Long> found = Arrays.stream(admin.listUsers(filter, null).getUsers())
                    .map(User::getId).collect(Collectors.toSet());
            Show.same(found, Set.of(story.staffId, story.secondStaffId));
        }, "ListUsers");
        changeAThird(admin, admin.createUser(
                Desk.RUN + ".third", FIRST_PASSWORD, "T", "customer", null, null, null, null, null));
    }

    /** Change the role, the state and the password of a user made for it. */
    private static void changeAThird(SoapDeskSoap_PortType admin, User third) {
        long id = third.getId();
        int version = third.getVersion();
        Show.shows(() -> Show.same(admin.setUserRole(id, "staff", version, null).getRole(), "staff"), "SetUserRole");
        Show.shows(() -> {
            User user = admin.freezeUser(id, "长期不在", version + 1, null);
            Show.same(user.getStatus(), UserStatus.frozen);
            Show.same(user.getFrozenReason(), "长期不在");
        }, "FreezeUser");
        Show.shows(() -> {
            User user = admin.unfreezeUser(id, version + 2, null);
            Show.same(user.getStatus(), UserStatus.active);
            Show.same(user.getFrozenReason(), null);
        }, "UnfreezeUser");
        Show.shows(() -> {
            Calendar longAgo = Calendar.getInstance();
            longAgo.add(Calendar.YEAR, -1);
            FreezeInactiveUsersReport report = admin.freezeInactiveUsers(longAgo, null, "一年未登录", true, null);
            Show.same(report.isDryRun(), true);
            Show.same(report.getCount(), report.getUsers().length);
        }, "FreezeInactiveUsers");
        Show.shows(() -> {
            User user = admin.resetPassword(id, Desk.PASSWORD, version + 3, null);
            Show.same(user.isMustChangePassword(), true);
        }, "ResetPassword");
    }

    /** Make a staff member, who has to choose another password at first. */
    private static User hire(SoapDeskSoap_PortType admin, String name, String department) throws Exception {
        return admin.createUser(Desk.RUN + "." + name, FIRST_PASSWORD, "员工 " + name, "staff",
                name + "@example.com", null, null, department, UUID.randomUUID().toString());
    }

    /** Log in for the first time, choose a password, and log in with it. */
    private static void settle(Story story, String username) throws Exception {
        Desk.enter(username, FIRST_PASSWORD).changePassword(FIRST_PASSWORD, Desk.PASSWORD);
        story.staff = Desk.enter(username, Desk.PASSWORD);
    }
}
