"""Create a user; the first password is shown once."""

from flask import render_template
from flask_babel import gettext as _

from client_sdk.models import Language
from web_ui.desk_access import desk
from web_ui.forms import choices, form_page, refusals_on
from web_ui.people.forms import CreateForm
from web_ui.people.views import BLUEPRINT
from web_ui.translating import select_language


@BLUEPRINT.route("/new", methods=["GET", "POST"])
def create() -> str | tuple[str, int]:
    """Make an account with any role."""
    form = CreateForm(language=select_language())
    departments = desk.users.list_departments().departments
    form.department.choices = choices({each.name: each.name for each in departments}, first=_("None"))
    if form.validate_on_submit():
        with refusals_on(form):
            user = desk.users.create(
                username=form.username.data,
                password=form.password.data,
                display_name=form.display_name.data,
                role=form.role.data,
                email=form.email.data or None,
                phone=form.phone.data or None,
                language=Language(form.language.data),
                department=form.department.data or None,
                request_id=form.request_id.data,
            )
            return render_template(
                "people/password.html", user=user, password=form.password.data, is_new=True, section="people.index"
            )
    return form_page("people/new.html", form, departments=departments, section="people.index")
