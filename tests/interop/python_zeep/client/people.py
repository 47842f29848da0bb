"""Chapters 1 and 2: a stranger who registers, and the administrator who looks after users."""

from datetime import UTC, datetime, timedelta
from typing import Any

from .desk import ADMINISTRATOR, PASSWORD, RUN, Story, access, connect, fresh_id, items, log_in, same, shows, use

FIRST_PASSWORD = "six borrowed umbrellas"


def register(story: Story) -> None:
    """Ping, look around and register a customer."""
    client = connect()
    desk = client.service
    username = f"{RUN}.customer"
    for check, text in (
        ("chinese and emoji", "打印机卡纸 😀𠮷"),
        ("markup", "<b>&amp; \"quoted\" 'text'</b> ]]>"),
        ("white space", "  two lines\n\tand blanks  "),
    ):
        with shows("Ping", check):
            same(desk.Ping(text=text).text, text)
    with shows("absent text"):
        same(desk.Ping().text, None)
    with shows("IsUsernameAvailable"):
        same(desk.IsUsernameAvailable(username=username), True)
        same(desk.IsUsernameAvailable(username=ADMINISTRATOR), False)
    with shows("Register"):
        user = desk.Register(username=username, password=PASSWORD, displayName="刘洋", language="zh")
        same((user.username, user.displayName, user.role, user.version), (username, "刘洋", "customer", 1))
    use(client, access(client, username, PASSWORD))
    story.customer_client, story.customer = client, desk
    with shows("GetServerInfo"):
        same(story.customer.GetServerInfo().contractNamespace, "urn:soapdesk:v1")


def administrate(story: Story) -> None:
    """Log in as the administrator and make two staff members."""
    client = connect()
    with shows("Login", "headers", "GetCurrentUser"):
        use(client, log_in(client, ADMINISTRATOR, PASSWORD))
        same(client.service.GetCurrentUser().username, ADMINISTRATOR)
    use(client, access(client, ADMINISTRATOR, PASSWORD))
    story.administrator = admin = client.service
    with shows("ListDepartments"):
        departments = admin.ListDepartments()
        department = items(departments.departments)[-1]
        same(len(items(departments.departments)), departments.total)
    with shows("CreateUser", "ChangePassword"):
        first = _hire(admin, "staff1", department.name)
        story.staff_id = first.id
        story.second_staff_id = _hire(admin, "staff2", department.name).id
        same((first.department, first.mustChangePassword), (department.name, True))
        _settle(story, f"{RUN}.staff1")
    with shows("GetUser"):
        same(admin.GetUser(userId=story.staff_id).mustChangePassword, False)
    with shows("ListUsers"):
        found = admin.ListUsers(filter={"text": f"{RUN}.", "role": "staff"})
        same({user.id for user in items(found.users)}, {story.staff_id, story.second_staff_id})
    _change_a_third(admin)


def _change_a_third(admin: Any) -> None:
    """Change the role, the state and the password of a user made for it."""
    user = admin.CreateUser(username=f"{RUN}.third", password=FIRST_PASSWORD, displayName="T", role="customer")
    with shows("SetUserRole"):
        user = admin.SetUserRole(userId=user.id, role="staff", expectedVersion=user.version)
        same(user.role, "staff")
    with shows("FreezeUser"):
        user = admin.FreezeUser(userId=user.id, reason="长期不在", expectedVersion=user.version)
        same((user.status, user.frozenReason), ("frozen", "长期不在"))
    with shows("UnfreezeUser"):
        user = admin.UnfreezeUser(userId=user.id, expectedVersion=user.version)
        same((user.status, user.frozenReason), ("active", None))
    with shows("FreezeInactiveUsers"):
        long_ago = datetime.now(UTC) - timedelta(days=365)
        report = admin.FreezeInactiveUsers(inactiveSince=long_ago, reason="一年未登录", dryRun=True)
        same((report.dryRun, report.count), (True, len(items(report.users))))
    with shows("ResetPassword"):
        user = admin.ResetPassword(userId=user.id, newPassword=PASSWORD, expectedVersion=user.version)
        same(user.mustChangePassword, True)


def _hire(admin: Any, name: str, department: str) -> Any:
    """Make a staff member, who has to choose another password at first."""
    return admin.CreateUser(
        username=f"{RUN}.{name}",
        password=FIRST_PASSWORD,
        displayName=f"员工 {name}",
        role="staff",
        email=f"{name}@example.com",
        department=department,
        requestId=fresh_id(),
    )


def _settle(story: Story, username: str) -> None:
    """Log in for the first time, choose a password, and log in with it."""
    client = connect()
    use(client, access(client, username, FIRST_PASSWORD))
    client.service.ChangePassword(currentPassword=FIRST_PASSWORD, newPassword=PASSWORD)
    story.staff, story.staff_access = client.service, access(client, username, PASSWORD)
    use(client, story.staff_access)
