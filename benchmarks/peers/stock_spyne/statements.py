"""What this peer says to the database. Every statement is prepared once in each connection."""

CALLER = """
SELECT s.user_id, u.language, u.role_id,
       (SELECT string_agg(p.permission, ' ') FROM role_permissions p WHERE p.role_id = u.role_id)
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.token_digest = %s AND u.status = 'active' AND NOT u.must_change_password
  AND s.expires_at > now() AND s.last_used_at > now() - interval '30 minutes'
"""

SUMMARY = """
e.id, e.title, e.status, e.priority, c.code, e.customer_id, cu.display_name, e.handler_id, h.display_name,
e.reply_count, e.submitted_at, e.updated_at, e.version
"""
WHOLE = SUMMARY + ", e.content, e.reopen_count, e.assigned_at, e.resolved_at, e.completed_at"
_FROM = """
FROM events e JOIN event_categories c ON c.id = e.category_id
JOIN users cu ON cu.id = e.customer_id LEFT JOIN users h ON h.id = e.handler_id
"""
_VISIBLE = """
(e.status <> 'deleted' OR %(sees_deleted)s)
AND (%(sees_all)s OR e.customer_id = %(caller)s OR (%(handles)s AND e.handler_id = %(caller)s))
"""

EVENT = f"SELECT {WHOLE} {_FROM} WHERE e.id = %(event)s AND {_VISIBLE}"
RATING = """
SELECT r.customer_id, c.display_name, r.handler_id, h.display_name, r.score, r.opinion, r.rated_at, r.changed_at
FROM ratings r JOIN users c ON c.id = r.customer_id JOIN users h ON h.id = r.handler_id
WHERE r.event_id = %s
"""
REPLIES = """
SELECT r.id, r.author_id, u.display_name, r.kind, r.text, r.posted_at
FROM replies r JOIN users u ON u.id = r.author_id
WHERE r.event_id = %s AND (%s OR r.kind <> 'internal_note') ORDER BY r.id DESC LIMIT 50
"""
ATTACHMENTS = """
SELECT id, event_id, reply_id, file_name, media_type, size, sha256, uploaded_by_id, uploaded_at
FROM attachments WHERE event_id = %s AND (%s OR NOT internal) ORDER BY id
"""

LIST = f"""
SELECT {SUMMARY} {_FROM} WHERE e.status <> 'deleted' AND {_VISIBLE}
ORDER BY e.submitted_at DESC, e.id DESC LIMIT %(limit)s
"""
COUNT = f"""
SELECT count(*) FROM (SELECT 1 FROM events e WHERE e.status <> 'deleted' AND {_VISIBLE} LIMIT 10001) counted
"""

CUSTOMER = """
SELECT u.display_name FROM users u JOIN roles r ON r.id = u.role_id
WHERE u.id = %s AND u.status = 'active' AND r.name = 'customer'
"""
CATEGORY = "SELECT id FROM event_categories WHERE code = %s AND active"
ADD_EVENT = """
INSERT INTO events (customer_id, submitted_by_id, category_id, title, content, status, priority, reply_count,
                    reopen_count, submitted_at, updated_at, version)
VALUES (%s, %s, %s, %s, %s, 'submitted', %s, 0, 0, %s, %s, 1) RETURNING id
"""
ADD_SEARCH = "INSERT INTO event_search (rowid, tokens) VALUES (%s, to_tsvector('simple', %s))"
ADD_CHANGE = """
INSERT INTO changes (event_id, operation, status, event_version, internal, happened_at)
VALUES (%s, 'SubmitEvent', 'submitted', 1, false, %s)
"""
ADD_HISTORY = """
INSERT INTO event_history (event_id, actor_id, operation, to_status, note_internal, internal, happened_at)
VALUES (%s, %s, 'SubmitEvent', 'submitted', false, false, %s)
"""
ADD_AUDIT = """
INSERT INTO audit_log (happened_at, actor_id, operation, outcome, subject, address, correlation_id)
VALUES (%s, %s, 'SubmitEvent', 'done', %s, %s, %s)
"""

GRANT = """
SELECT 1 FROM data_grants WHERE table_name = %s AND (user_id = %s OR role_id = %s)
  AND scope = 'all' AND verbs::jsonb @> '["read"]' AND columns::jsonb @> %s::jsonb
"""
ADD_ACCESS = """
INSERT INTO data_accesses (happened_at, actor_id, operation, digest, tables, rows, bytes, milliseconds, outcome,
                           address, correlation_id)
VALUES (%s, %s, 'ReadTable', %s, '["events"]', %s, %s, %s, 'done', %s, %s)
"""


def read_rows(columns: list[str]) -> str:
    """Return the read of columns of events, whose names are known."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f"SELECT {names} FROM events WHERE id <= %s AND status <> 'deleted' ORDER BY id LIMIT %s"
