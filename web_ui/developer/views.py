"""The pages for trying operations, with the session of whoever is logged in."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request

from client_sdk import description, errors
from client_sdk.recording import RecordingTransport, printable
from client_sdk.transport import HttpTransport
from web_ui.desk_access import connect, session_token
from web_ui.developer.fields import Field, fields_of, read_arguments
from web_ui.forms import new_request_id

BLUEPRINT = Blueprint("developer", __name__, template_folder="templates", url_prefix="/try")
# Passwords do not belong into this form, and whoever ends the session here cannot go on.
_NOT_HERE = frozenset({"Register", "Login", "Logout", "ChangePassword", "CreateUser", "ResetPassword"})
_SHOWN = 60_000


@dataclass(frozen=True)
class Tried:
    """What a call did.

    :ivar fault: the fault that was answered, None for a result.
    :ivar is_cut: whether the answer is longer than what is shown.
    """

    request: str
    answer: str
    milliseconds: int
    fault: errors.SupportError | None
    is_cut: bool


@BLUEPRINT.get("")
def index() -> str:
    """List the operations."""
    return render_template(
        "developer/index.html", operations=[each for each in description.operations() if _is_here(each.name)]
    )


@BLUEPRINT.route("/<name>", methods=["GET", "POST"])
def try_it(name: str) -> str | tuple[str, int]:
    """Show an operation's form, and call it."""
    operation = description.find_operation(name)
    if operation is None or not _is_here(name):
        abort(404)
    fields = fields_of(operation.parameters)
    tried = None
    if request.method == "POST":
        arguments = read_arguments(fields, request.form, request.files)
        if not any(field.problem for field in fields):
            tried = _call(operation, arguments, fields)
    page = render_template(
        "developer/try.html", operation=operation, fields=fields, tried=tried, request_id=new_request_id()
    )
    return page, 422 if any(field.problem for field in fields) else 200


def _call(operation: description.OperationDescription, arguments: dict[str, Any], fields: list[Field]) -> Tried | None:
    carrier = RecordingTransport(current_app.extensions["soapdesk"].transport or HttpTransport())
    fault = None
    with connect(session_token(), transport=carrier) as client:
        try:
            client.call(operation.call, arguments, request_id=request.form.get("request_id") or None)
        except errors.SessionExpiredError:
            raise  # The reader logs in again, as on every page.
        except errors.SupportError as error:
            fault = error
        except (TypeError, ValueError) as error:
            # The contract does not take this; it was found before anything was sent.
            fields[0].problem = str(error)
            return None
    answer = printable(carrier.answer or b"")
    return Tried(
        request=printable(carrier.request or b"")[:_SHOWN],
        answer=answer[:_SHOWN],
        milliseconds=round(carrier.seconds * 1000),
        fault=fault,
        is_cut=len(answer) > _SHOWN,
    )


def _is_here(name: str) -> bool:
    return name not in _NOT_HERE
