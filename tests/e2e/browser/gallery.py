"""A page with every part that pages are made of, to look at and to check: the rooms only use some of each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from types import SimpleNamespace
from typing import Any

from flask import render_template_string
from werkzeug.serving import make_server
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from web_ui import labels
from web_ui.app import create_app
from web_ui.config import WebConfig
from web_ui.desk_access import public
from web_ui.forms import DeskForm, choices

PAGE = """
{% extends "base.html" %}
{% from "macros/basics.html" import badge, empty, files, icon, page_head, pager, person, priority_mark, rating_stars,
   status_badge, swaps, tabs, time with context %}
{% from "macros/forms.html" import confirm, field, form_start, post_button, submit with context %}
{% block title %}Gallery{% endblock %}
{% block main %}
{% call page_head("Printer jams on the second page", "Event 4711") %}
  <a role="button" href="#">{{ icon("plus") }}Submit</a>
  {% call confirm("#", "Withdraw", "Really withdraw it?", "Yes, withdraw", {"expected_version": 3}, class="end") %}
  <label for="why">Why</label><input id="why" name="why">{% endcall %}
{% endcall %}
{% for tone in ("success", "info", "warning", "error") %}<p class="flash {{ tone }}">{{ icon(tone) }}<span>A {{ tone }}.</span></p>{% endfor %}
{{ tabs((("Open", "/?a", true, 12), ("Completed", "/?b", false, 3), ("All", "/?c", false)), "Lists") }}
<form class="filters" method="get" {{ swaps("list") }}>
  <div class="field"><label for="text">Search</label><input id="text" name="text" type="search"></div>
  <div class="field"><label for="status">State</label><select id="status" name="status"><option>All</option></select></div>
  <button type="submit" class="secondary">{{ icon("search") }}Search</button>
</form>
<div id="list" aria-live="polite">
<p id="shown">Page {{ request.args.get("cursor", "1") }}</p>
<div class="table-wrap"><table class="cards">
  <thead><tr><th scope="col">Event</th><th scope="col">State</th><th scope="col">Priority</th><th scope="col">Handler</th>
    <th scope="col">Rating</th><th scope="col" class="number">Replies</th><th scope="col">Changed</th></tr></thead>
  <tbody>{% for status in labels.STATUSES %}<tr>
    <th scope="row"><a class="title" href="#">打印机第二页卡纸，已经换过硒鼓 {{ loop.index }}</a></th>
    <td data-label="State">{{ status_badge(status) }}</td>
    <td data-label="Priority">{{ priority_mark(("low", "normal", "high", "urgent")[loop.index0 % 4]) }}</td>
    <td data-label="Handler">{{ person(someone if loop.index0 % 3 else none) }}</td>
    <td data-label="Rating">{{ rating_stars(loop.index0 % 6) }}</td>
    <td data-label="Replies" class="number">{{ loop.index * 7 }}</td>
    <td data-label="Changed">{{ time(moment) }}</td></tr>{% endfor %}</tbody>
</table></div>
{{ pager("2", total=1234, total_is_exact=true) }}
</div>
<div class="columns">
  <div class="stack">
    <section class="card"><h2>Conversation</h2><ol class="conversation">
      {% for kind in ("", "mine", "internal", "solution") %}<li><article class="message {{ kind }}">
        <header class="message-head">{{ person(someone) }} {% if kind == "internal" %}{{ badge("Internal note", "warn") }}{% endif %}{{ time(moment) }}</header>
        <div class="message-text">{{ "第一行\\nsecond line <b>\\n\\nA new paragraph."|paragraphs }}</div>
        {{ files(attachments, "home.index") }}</article></li>{% endfor %}</ol></section>
    <section class="card"><h2>Form</h2>{{ form_start(form, files=true) }}
      {{ field(form.title) }}{{ field(form.content, rows=4) }}{{ field(form.priority) }}{{ field(form.kind) }}{{ field(form.agreed) }}
      {% call submit("Save") %}<a href="#">Cancel</a>{% endcall %}</form></section>
  </div>
  <div class="stack">
    <section class="card"><h2>Facts</h2><dl class="facts"><dt>Submitted</dt><dd>{{ time(moment, "both") }}</dd>
      <dt>Handler</dt><dd>{{ person(someone) }}</dd></dl>{{ post_button("#", "Take it", class="small") }}</section>
    <section class="card"><h2>History</h2><ol class="timeline">{% for n in range(3) %}<li><p>{{ status_badge("assigned") }} to Li Lei</p>
      <p class="muted small">{{ time(moment, "absolute") }}</p></li>{% endfor %}</ol></section>
    <section class="card">{% call empty("No events yet", "They appear here.") %}<a role="button" href="#">Submit</a>{% endcall %}</section>
    <section class="card"><h2>Buttons</h2><div class="actions"><button type="button">Go</button><button type="button" class="secondary">Go</button>
      <button type="button" class="secondary outline">Go</button><button type="button" class="danger">Go</button><button type="button" class="danger outline">Go</button>
      <button type="button" disabled>Go</button></div></section>
    <div class="grid-cards"><div class="card figure"><strong>128</strong><span>open</span></div><div class="card figure"><strong>4.6</strong><span>rating</span></div></div>
    <p>{% for tone in ("neutral", "info", "good", "warn", "bad") %}{{ badge(tone, tone) }} {% endfor %}</p>
  </div>
</div>
{% endblock %}
"""


class GalleryForm(DeskForm):
    """One field of each kind."""

    title = StringField("Title", [InputRequired("Please fill this in.")], description="In a few words.")
    content = TextAreaField("Description", [InputRequired("Please fill this in.")])
    priority = SelectField("Priority", choices=choices(labels.PRIORITIES))
    kind = RadioField("Kind", choices=choices(labels.REPLY_KINDS), default="reply")
    agreed = BooleanField("I have read it")


@contextmanager
def gallery() -> Iterator[str]:
    """Serve the gallery and yield its address."""
    app = create_app(WebConfig("http://127.0.0.1:1/soap", "k" * 40))

    @app.route("/gallery", methods=["GET", "POST"])
    @public
    def show() -> str:
        form = GalleryForm()
        form.validate_on_submit()
        someone = SimpleNamespace(id=7, display_name="李雷 Li Lei", username="li.lei")
        file: Any = SimpleNamespace(id=1, file_name="很长的文件名 screenshot of the printer 2026.png", size=123_456)
        moment = datetime.now(UTC) - timedelta(hours=3)
        return render_template_string(PAGE, form=form, someone=someone, moment=moment, attachments=[file])

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
