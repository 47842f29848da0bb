"""What is refused at the doors that need no login, and to guessers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.callers import PASSWORD, Directory, RefusedError
from tests.operations.happy import HAPPY, NEW_PASSWORD

Scenario = Callable[[Directory], Any]


def frozen_login(people: Directory) -> Any:
    """Log in with the right password to a frozen account."""
    caller, arguments = HAPPY["FreezeUser"](people)
    caller.FreezeUser(**arguments)
    return people.log_in("customer")


def throttled_password_change(people: Directory) -> Any:
    """Fail ten times, then try with the right password."""
    for _ in range(10):
        with pytest.raises(RefusedError, match="LOGIN_FAILED"):
            people.customer.ChangePassword(currentPassword="wrong password", newPassword=NEW_PASSWORD)
    return people.customer.ChangePassword(currentPassword=PASSWORD, newPassword=NEW_PASSWORD)


def throttled_login(people: Directory) -> Any:
    """Fail ten times, then try with the right password."""
    name = people.customer.user.username
    for _ in range(10):
        with pytest.raises(RefusedError, match="LOGIN_FAILED"):
            people.log_in(name, "wrong password")
    return people.log_in(name)


def throttled(name: str) -> Scenario:
    """Return the happy call, after more of its kind from one source than the settings allow."""

    def run(people: Directory) -> Any:
        caller, arguments = HAPPY[name](people)
        rules = people.application.office.rules
        limits = {"Register": rules.registrations_per_source, "IsUsernameAvailable": rules.username_checks_per_source}
        for number in range(limits[name]):
            getattr(caller, name)(**{**arguments, "username": f"somebody{number}"})
        return getattr(caller, name)(**arguments)

    return run


LOGIN_REFUSALS: dict[tuple[str, str], Scenario] = {
    ("Register", "THROTTLED"): throttled("Register"),
    ("IsUsernameAvailable", "THROTTLED"): throttled("IsUsernameAvailable"),
    ("Login", "LOGIN_THROTTLED"): throttled_login,
    ("Login", "ACCOUNT_FROZEN"): frozen_login,
    ("ChangePassword", "LOGIN_THROTTLED"): throttled_password_change,
}
