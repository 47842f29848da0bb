"""The policy holds on every page."""

import pytest
from flask import Flask

from tests.web_ui.browser import Browser
from web_ui.app import create_app
from web_ui.config import WebConfig
from web_ui.downloads import disposition, download
from web_ui.links import next_target
from web_ui.security import CONTENT_SECURITY_POLICY


def paths(app: Flask) -> list[str]:
    """Return an address for every page, with numbers that lead nowhere."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = dict.fromkeys(rule.arguments, "987654321")
            if "GET" in (rule.methods or ()) and rule.endpoint != "static":
                found.append(app.url_map.bind("localhost").build(rule.endpoint, values))
    return found


def test_every_page_has_the_headers(app: Flask, stranger: Browser, admin: Browser) -> None:
    """Whoever asks, and whatever comes of it."""
    for browser in (stranger, admin):
        for path in [*paths(app), "/no/such/page"]:
            headers = browser.get(path).headers
            assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, path
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "same-origin"
            assert "camera=()" in headers["Permissions-Policy"]
            assert headers["Cache-Control"] == "no-store", path


def test_no_page_has_script_or_style_inside(app: Flask, admin: Browser) -> None:
    """The policy forbids it, and browsers would leave it out."""
    for path in paths(app):
        page = admin.get(path, follow=True)
        inside = "//script[not(@src)] | //style | //@style | //@*[starts-with(name(), 'on')] | //@*[starts-with(., 'javascript:')]"
        assert not page.all(inside), path


def test_every_page_but_the_public_ones_wants_a_login(app: Flask, stranger: Browser) -> None:
    """A new page is closed unless it says otherwise."""
    public = {"/", "/login", "/register"}
    for path in set(paths(app)) - public:
        page = stranger.get(path)
        assert (page.status, page.location.partition("?")[0]) == (302, "/login"), path


def test_every_form_has_its_token(app: Flask, admin: Browser) -> None:
    """What is missing on one page would only be noticed by who uses it."""
    for path in paths(app):
        for form in admin.get(path, follow=True).tree.forms:
            assert form.method == "GET" or "csrf_token" in form.fields, (path, form.action)


@pytest.mark.parametrize("path", ["/login", "/register", "/logout", "/preferences", "/profile", "/password"])
def test_a_form_of_another_site_is_refused(customer: Browser, path: str) -> None:
    """Without the token of this browser's session nothing happens."""
    page = customer.post(path, {"username": "li.lei", "password": "x", "csrf_token": "made-up"})
    assert (page.status, page.words("//h1")) == (400, "The form was not accepted")
    assert customer.get("/profile").status == 200


def test_a_session_that_somebody_prepared_does_not_become_the_users(app: Flask, stranger: Browser) -> None:
    """Login starts afresh: neither the cookie nor the token of forms survives (session fixation)."""
    page = stranger.get("/login")
    before, token = stranger.cookie("soapdesk"), page.form()["csrf_token"]
    stranger.log_in("li.lei")
    assert stranger.cookie("soapdesk") != before
    assert stranger.post("/logout", {"csrf_token": token}).status == 400
    other = Browser(app)
    other.set_cookie("soapdesk", before or "")
    assert other.get("/profile").status == 302


def test_logging_out_ends_the_session_at_the_desk(app: Flask, customer: Browser) -> None:
    """A cookie that was copied before is of no use any more."""
    copied = customer.cookie("soapdesk") or ""
    assert customer.submit("/profile", action="/logout").status == 303
    assert customer.get("/profile").status == 302
    other = Browser(app)
    other.set_cookie("soapdesk", copied)
    page = other.get("/profile", follow=True)
    assert "session has ended" in page.words("//main").lower()


def test_a_cookie_that_was_changed_is_no_login(app: Flask, customer: Browser) -> None:
    """It is signed."""
    cookie = customer.cookie("soapdesk") or ""
    other = Browser(app)
    other.set_cookie("soapdesk", cookie[:-2] + ("aa" if cookie[-2:] != "aa" else "bb"))
    assert other.get("/profile").status == 302


def test_the_session_cookie_is_out_of_reach(app: Flask, desk_server: object, stranger: Browser) -> None:
    """For scripts, for other sites, and over https for everything unencrypted."""
    header = stranger.get("/login").headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(header.split("; "))
    assert "Secure" not in header
    over_https = create_app(WebConfig("https://desk/soap", "k" * 40, is_secure=True))
    header = over_https.test_client().get("/login", base_url="https://desk").headers["Set-Cookie"]
    assert header.startswith("__Host-soapdesk=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(header.split("; "))
    assert "Domain" not in header


@pytest.mark.parametrize(
    ("is_secure", "days", "told"), [(True, 365, "max-age=31536000"), (True, None, None), (False, 365, None)]
)
def test_pages_alone_keep_browsers_to_https(app: Flask, is_secure: bool, days: int | None, told: str | None) -> None:
    """Where they are asked to, and only over https; the desk's own server says it for its pages itself."""
    alone = create_app(WebConfig("https://desk/soap", "k" * 40, is_secure=is_secure, hsts_days=days))
    assert alone.test_client().get("/login").headers.get("Strict-Transport-Security") == told


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\n//evil.example",
        "https://localhost.evil.example/",
        "https://localhost@evil.example/",
        "profile",
        "http://[",
    ],
)
def test_no_page_sends_browsers_to_other_sites(app: Flask, target: str) -> None:
    """Whatever next says, after a login and after a choice."""
    browser = Browser(app)
    page = browser.submit("/login", username="li.lei", password="seven quiet lanterns", next=target)
    assert (page.status, page.location) == (303, start(app))
    assert browser.submit("/profile", action="/preferences", theme="dark", next=target).location == start(app)
    with app.test_request_context():
        assert next_target(target) == ""


def start(app: Flask) -> str:
    """Return where a customer starts."""
    return Browser(app).log_in("li.lei").get("/").location or "/"


def test_a_login_leads_back_to_where_it_was_asked_for(stranger: Browser) -> None:
    """With the parameters of the page."""
    page = stranger.get("/profile?a=1&b=2")
    assert page.location == "/login?next=/profile?a%3D1%26b%3D2"
    assert stranger.submit(page.location, username="li.lei", password="seven quiet lanterns").location == (
        "/profile?a=1&b=2"
    )


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.png", "attachment; filename=\"a.png\"; filename*=UTF-8''a.png"),
        ("发票 12.pdf", "attachment; filename=\"12.pdf\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8%2012.pdf"),
        ("发票.pdf", "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf"),
        ('a"b\r\nX: y.txt', "attachment; filename=\"a_b__X_ y.txt\"; filename*=UTF-8''a_b__X_%20y.txt"),
        ("../../etc/passwd", "attachment; filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd"),
        ("evil\u202egpj.exe", "attachment; filename=\"evil_gpj.exe\"; filename*=UTF-8''evil_gpj.exe"),
        ("a\u200fgpj\u061c.exe", "attachment; filename=\"a_gpj_.exe\"; filename*=UTF-8''a_gpj_.exe"),
        ("", "attachment; filename=\"file\"; filename*=UTF-8''file"),
    ],
)
def test_the_name_of_a_download_is_safe(name: str, header: str) -> None:
    """It ends no header, leaves no folder and hides no suffix; other scripts arrive whole."""
    assert disposition(name) == header


def test_a_download_is_never_shown(app: Flask) -> None:
    """Not even HTML that a browser would like to run."""
    with app.test_request_context():
        response = app.process_response(download(b"<script>", file_name="a.html", media_type="text/html"))
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_form_that_is_too_large_is_refused(stranger: Browser) -> None:
    """Before it is read."""
    values = stranger.get("/register").form()
    assert stranger.post("/register", {**values, "display_name": "x" * 300_000}).status == 413


@pytest.mark.parametrize("query", [b"\xff=\xfe", b"text=\x80&cursor=\xff", "text=\u6253\u5370".encode()])
def test_an_address_with_raw_bytes_is_no_failure_of_ours(app: Flask, admin: Browser, query: bytes) -> None:
    """They count as if they were written with percent signs."""
    for path in [*paths(app), "/no/such/page"]:
        response = admin.client.get(path, environ_overrides={"QUERY_STRING": query.decode("latin-1")})
        assert response.status_code < 500, path
        response.close()
