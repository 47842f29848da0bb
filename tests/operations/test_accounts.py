"""Accounts and sessions, as their owners and administrators use them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from db.models import Department, LoginSession
from tests.callers import PASSWORD, Clock, Directory, RefusedError, new_id
from tests.operations.happy import NEW_PASSWORD


def sessions_of(people: Directory, user_id: int) -> int:
    """Return how many sessions of a user are kept."""
    query = select(func.count()).where(LoginSession.user_id == user_id)
    return people.application.database.read(lambda session: session.scalar(query) or 0)


def test_a_user_name_is_unique_in_any_case_and_width(people: Directory) -> None:
    """And whoever has it logs in with it in any case and width."""
    people.stranger.Register(username="Zhang.Wei", password=PASSWORD, displayName="张伟")
    for same in ("zhang.wei", "ZHANG.WEI", "ｚｈａｎｇ.ｗｅｉ"):
        assert people.stranger.IsUsernameAvailable(username=same) is False
        with pytest.raises(RefusedError, match="USERNAME_TAKEN"):
            people.stranger.Register(username=same, password=PASSWORD, displayName="Another")
        assert people.log_in(same).user.username == "Zhang.Wei"
    assert people.stranger.IsUsernameAvailable(username="zhang.wei2") is True


def test_a_repeated_registration_has_the_same_password(people: Directory) -> None:
    """With another one it is another request, which must not look as if it had been carried out."""
    request = {"username": "li.lei", "displayName": "李雷", "requestId": new_id()}
    first = people.stranger.Register(password=PASSWORD, **request)
    assert people.stranger.Register(password=PASSWORD, **request).id == first.id
    with pytest.raises(RefusedError, match="REQUEST_ID_REUSED"):
        people.stranger.Register(password=NEW_PASSWORD, **request)


def test_a_handler_of_open_events_stays_staff(people: Directory) -> None:
    """Until the events are somebody else's: nobody could go on with them."""
    event_id = people.event("in_progress")
    version = people.admin.GetUser(userId=people.staff.id).version
    for role in ("customer", "admin"):
        with pytest.raises(RefusedError, match="INVALID_STATE") as caught:
            people.admin.SetUserRole(userId=people.staff.id, role=role, expectedVersion=version)
        assert "handles 1 open events" in caught.value.message
    people.admin.AssignEvent(
        eventId=event_id, handlerId=people.staff2.id, expectedVersion=people.admin.version(event_id)
    )
    people.admin.SetUserRole(userId=people.staff.id, role="customer", expectedVersion=version)


def test_a_new_registration_is_a_customer(people: Directory) -> None:
    """With the name, language and contact that were given."""
    user = people.stranger.Register(
        username="li.na", password=PASSWORD, displayName="李娜", language="zh", email="li.na@example.com", phone="123"
    )
    assert (user.role, user.language, user.email, user.phone) == ("customer", "zh", "li.na@example.com", "123")
    assert (user.status, user.mustChangePassword, user.version) == ("active", False, 1)


def test_a_changed_password_ends_every_session(people: Directory) -> None:
    """This one and the others; the old password is worth nothing any more."""
    first, second = people.customer, people.log_in("customer")
    with pytest.raises(RefusedError, match="LOGIN_FAILED") as caught:
        second.ChangePassword(currentPassword=NEW_PASSWORD, newPassword=PASSWORD)
    assert (caught.value.field, caught.value.message) == ("currentPassword", "The current password is wrong.")
    second.ChangePassword(currentPassword=PASSWORD, newPassword=NEW_PASSWORD)
    for caller in (first, second):
        with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
            caller.GetCurrentUser()
    with pytest.raises(RefusedError, match="LOGIN_FAILED"):
        people.log_in("customer")
    assert people.log_in("customer", NEW_PASSWORD).id == first.id


def test_a_frozen_user_is_out_at_once(people: Directory) -> None:
    """Sessions end, logging in is refused, and unfreezing lets them in again."""
    customer, admin = people.customer, people.admin
    user = admin.GetUser(userId=customer.id)
    frozen = admin.FreezeUser(userId=user.id, reason="离职", expectedVersion=user.version)
    assert sessions_of(people, user.id) == 0
    assert (frozen.status, frozen.frozenReason) == ("frozen", "离职")
    with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
        customer.GetCurrentUser()
    with pytest.raises(RefusedError, match="ACCOUNT_FROZEN"):
        people.log_in("customer")
    with pytest.raises(RefusedError, match="LOGIN_FAILED"):
        people.log_in("customer", "wrong password")
    admin.UnfreezeUser(userId=user.id, expectedVersion=frozen.version)
    assert people.log_in("customer").user.status == "active"


def test_a_new_role_counts_from_the_next_call(people: Directory) -> None:
    """In a session that is open already, in both directions."""
    customer, admin = people.customer, people.admin
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        customer.ListUsers()
    user = admin.SetUserRole(userId=customer.id, role="admin", expectedVersion=customer.user.version)
    assert customer.ListUsers().total >= 2
    admin.SetUserRole(userId=customer.id, role="customer", expectedVersion=user.version)
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        customer.ListUsers()


def test_an_administrator_can_go_when_another_stays(people: Directory) -> None:
    """Only the last one is held."""
    second = people.hire("second.admin", "admin")
    user = second.GetUser(userId=people.admin.id)
    second.FreezeUser(userId=user.id, reason="x", expectedVersion=user.version)
    own = second.GetCurrentUser()
    with pytest.raises(RefusedError, match="LAST_ADMINISTRATOR"):
        second.SetUserRole(userId=own.id, role="staff", expectedVersion=own.version)


def test_a_reset_password_has_to_be_changed(people: Directory) -> None:
    """The user logs in with it, can change it, and then do everything again."""
    customer, admin = people.customer, people.admin
    admin.ResetPassword(userId=customer.id, newPassword=NEW_PASSWORD, expectedVersion=customer.user.version)
    with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
        customer.GetCurrentUser()
    again = people.log_in("customer", NEW_PASSWORD)
    with pytest.raises(RefusedError, match="PASSWORD_CHANGE_REQUIRED"):
        again.ListEvents()
    again.ChangePassword(currentPassword=NEW_PASSWORD, newPassword="five grey umbrellas")
    assert people.log_in("customer", "five grey umbrellas").ListEvents().total == 0


def test_a_profile_is_changed_where_something_is_given(people: Directory) -> None:
    """Absent leaves, empty clears."""
    customer = people.customer
    user = customer.UpdateProfile(expectedVersion=1, email="a@example.com", phone="12", language="zh")
    user = customer.UpdateProfile(expectedVersion=user.version, displayName=" 小张 ", phone="")
    assert (user.displayName, user.email, user.phone, user.language) == ("小张", "a@example.com", None, "zh")


def test_users_are_listed_by_filter_and_page(people: Directory, clock: Clock) -> None:
    """By name, role, state, department with those below it, and last activity."""

    def departments(session: Any) -> None:
        parent = session.scalar(insert(Department).values(name="总部").returning(Department.id))
        session.execute(insert(Department).values(name="上海", parent_id=parent))

    people.application.database.write(departments)
    for number in range(5):
        people.admin.CreateUser(
            username=f"staff.{number}",
            password=PASSWORD,
            displayName=f"员工{number}",
            role="staff",
            department="上海" if number % 2 else "总部",
        )

    def names(**filter_: Any) -> list[str]:
        found = people.log_in("admin").ListUsers(filter=filter_)
        return [user.username for user in found.users.User] if found.users else []

    everyone = [f"staff.{number}" for number in range(5)]
    assert names(role="staff") == everyone
    assert names(department="上海") == ["staff.1", "staff.3"]
    assert names(department="总部") == everyone
    assert names(text="ＳＴＡＦＦ.3") == ["staff.3"]
    assert names(text="员工4") == ["staff.4"]
    people.hire("berlin", "customer", display_name="ÄRZTE Berlin")
    assert names(text="ärz") == ["berlin"]
    assert names(text="%") == []
    assert names(status="frozen") == []
    clock.advance(days=1)
    people.log_in("staff.2", PASSWORD)
    assert names(role="staff", inactiveSince=clock.now) == [n for n in everyone if n != "staff.2"]
    first = people.hire("x.admin", "admin").ListUsers(filter={"role": "staff"}, page={"size": 2})
    assert (len(first.users.User), first.total, first.totalIsExact) == (2, 5, True)


def test_freezing_inactive_users_spares_administrators_and_the_caller(people: Directory, clock: Clock) -> None:
    """However long they were away; and everybody else's sessions end."""
    customer, admin = people.customer, people.admin
    old = people.hire("old.admin", "admin")
    clock.advance(days=100)
    people._known.clear()
    boss, session = people.log_in("admin"), people.log_in("customer")
    clock.advance(minutes=5)
    frozen = boss.FreezeInactiveUsers(inactiveSince=clock.now, reason="x", dryRun=False)
    assert frozen.count == 1
    states = [boss.GetUser(userId=user.id).status for user in (customer, admin, old)]
    assert states == ["frozen", "active", "active"]
    with pytest.raises(RefusedError, match="SESSION_EXPIRED"):
        session.GetCurrentUser()
    assert sessions_of(people, customer.id) == 0


def test_inactive_users_are_frozen_together(people: Directory, clock: Clock) -> None:
    """First a dry run that changes nothing; administrators and the caller are never among them."""
    old = people.customer
    staff_id = people.staff.id
    people.hire("old.admin", "admin")
    clock.advance(days=100)
    people._known.clear()
    boss = people.log_in("old.admin")
    people.hire("fresh", "customer")
    arguments = {"inactiveSince": clock.now - timedelta(days=30), "reason": "九十天未登录"}
    report = boss.FreezeInactiveUsers(**arguments, dryRun=True)
    assert (report.dryRun, report.count, len(report.users.UserSummary)) == (True, 2, 2)
    assert people.log_in("customer").user.status == "active"
    clock.advance(days=60)
    boss = people.log_in("old.admin")
    arguments["inactiveSince"] = clock.now - timedelta(days=30)
    assert boss.FreezeInactiveUsers(**arguments, role="customer", dryRun=False).count == 2
    assert boss.GetUser(userId=old.id).frozenReason == "九十天未登录"
    assert boss.GetUser(userId=staff_id).status == "active"
