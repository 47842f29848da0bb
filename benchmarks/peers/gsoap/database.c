/* The way to PostgreSQL: every connection has all statements prepared, and rows come in binary. */
#include "desk.h"
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Microseconds from 1970 to 2000, where PostgreSQL's time begins. */
#define EPOCH 946684800000000LL

#define SUMMARY \
    "e.id, e.title, e.status, e.priority, c.code, e.customer_id, cu.display_name, e.handler_id, h.display_name," \
    " e.reply_count, e.submitted_at, e.updated_at, e.version"
#define FROM \
    " FROM events e JOIN event_categories c ON c.id = e.category_id" \
    " JOIN users cu ON cu.id = e.customer_id LEFT JOIN users h ON h.id = e.handler_id"
#define VISIBLE \
    "(e.status <> 'deleted' OR $1::bool)" \
    " AND ($2::bool OR e.customer_id = $3::bigint OR ($4::bool AND e.handler_id = $5::bigint))"

const statement STATEMENTS[] = {
    {"caller",
     "SELECT s.user_id, u.role_id,"
     " (SELECT ' ' || string_agg(p.permission, ' ') || ' ' FROM role_permissions p WHERE p.role_id = u.role_id)"
     " FROM sessions s JOIN users u ON u.id = s.user_id"
     " WHERE s.token_digest = sha256(convert_to($1, 'UTF8')) AND u.status = 'active' AND NOT u.must_change_password"
     " AND s.expires_at > now() AND s.last_used_at > now() - interval '30 minutes'"},
    {"event",
     "SELECT " SUMMARY ", e.content, e.reopen_count, e.assigned_at, e.resolved_at, e.completed_at" FROM
     " WHERE e.id = $6::bigint AND " VISIBLE},
    {"rating",
     "SELECT r.customer_id, c.display_name, r.handler_id, h.display_name, r.score, r.opinion, r.rated_at, r.changed_at"
     " FROM ratings r JOIN users c ON c.id = r.customer_id JOIN users h ON h.id = r.handler_id"
     " WHERE r.event_id = $1::bigint"},
    {"replies",
     "SELECT r.id, r.author_id, u.display_name, r.kind, r.text, r.posted_at"
     " FROM replies r JOIN users u ON u.id = r.author_id"
     " WHERE r.event_id = $1::bigint AND ($2::bool OR r.kind <> 'internal_note') ORDER BY r.id DESC LIMIT 50"},
    {"attachments",
     "SELECT id, reply_id, file_name, media_type, size, sha256, uploaded_by_id, uploaded_at"
     " FROM attachments WHERE event_id = $1::bigint AND ($2::bool OR NOT internal) ORDER BY id"},
    {"list",
     "SELECT " SUMMARY FROM " WHERE e.status <> 'deleted' AND " VISIBLE
     " ORDER BY e.submitted_at DESC, e.id DESC LIMIT 51"},
    {"count",
     "SELECT count(*) FROM (SELECT 1 FROM events e WHERE e.status <> 'deleted' AND " VISIBLE " LIMIT 10001) counted"},
    {"customer",
     "SELECT u.display_name FROM users u JOIN roles r ON r.id = u.role_id"
     " WHERE u.id = $1::bigint AND u.status = 'active' AND r.name = 'customer'"},
    {"category", "SELECT id FROM event_categories WHERE code = $1 AND active"},
    {"add_event",
     "INSERT INTO events (customer_id, submitted_by_id, category_id, title, content, priority, status, reply_count,"
     " reopen_count, submitted_at, updated_at, version)"
     " VALUES ($1, $2, $3, $4, $5, $6, 'submitted', 0, 0, now(), now(), 1) RETURNING id, submitted_at"},
    {"add_search", "INSERT INTO event_search (rowid, tokens) VALUES ($1, to_tsvector('simple', $2 || ' ' || $3))"},
    {"add_change",
     "INSERT INTO changes (event_id, operation, status, event_version, internal, happened_at)"
     " VALUES ($1, 'SubmitEvent', 'submitted', 1, false, now())"},
    {"add_history",
     "INSERT INTO event_history (event_id, actor_id, operation, to_status, note_internal, internal, happened_at)"
     " VALUES ($1, $2, 'SubmitEvent', 'submitted', false, false, now())"},
    {"add_audit",
     "INSERT INTO audit_log (happened_at, actor_id, operation, outcome, subject, address, correlation_id)"
     " VALUES (now(), $1, 'SubmitEvent', 'done', 'event:' || $2, $3, $4)"},
    {"grant",
     "SELECT 1 FROM data_grants WHERE table_name = $1 AND (user_id = $2::bigint OR role_id = $3::bigint)"
     " AND scope = 'all' AND verbs::jsonb @> '[\"read\"]' AND columns::jsonb @> $4::jsonb"},
    {"add_access",
     "INSERT INTO data_accesses (happened_at, actor_id, operation, digest, tables, rows, bytes, milliseconds, outcome,"
     " address, correlation_id) VALUES (now(), $1, 'ReadTable', encode(sha256(convert_to($2, 'UTF8')), 'hex'),"
     " '[\"events\"]', $3, $4, $5, 'done', $6, $7)"},
    {NULL, NULL},
};

PGconn *open_database(const char *url)
{
    PGconn *database = PQconnectdb(url);
    if (PQstatus(database) != CONNECTION_OK) {
        fprintf(stderr, "%s", PQerrorMessage(database));
        exit(1);
    }
    for (const statement *each = STATEMENTS; each->name; each++) {
        PGresult *result = PQprepare(database, each->name, each->sql, 0, NULL);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            fprintf(stderr, "%s: %s", each->name, PQerrorMessage(database));
            exit(1);
        }
        PQclear(result);
    }
    return database;
}

PGresult *run(struct soap *soap, const char *name, int count, const char *const *values)
{
    PGresult *result = PQexecPrepared(DATABASE(soap), name, count, values, NULL, NULL, 1);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return result;
    fprintf(stderr, "%s: %s", name, PQerrorMessage(DATABASE(soap)));
    PQclear(result);
    soap_receiver_fault(soap, "The database failed.", NULL);
    return NULL;
}

int command(struct soap *soap, const char *sql)
{
    PGresult *result = PQexec(DATABASE(soap), sql);
    int failed = PQresultStatus(result) != PGRES_COMMAND_OK;
    PQclear(result);
    return failed ? soap_receiver_fault(soap, "The database failed.", NULL) : SOAP_OK;
}

char *text_of(struct soap *soap, PGresult *rows, int row, int column)
{
    return PQgetisnull(rows, row, column) ? NULL : soap_strdup(soap, PQgetvalue(rows, row, column));
}

LONG64 number_of(PGresult *rows, int row, int column)
{
    const char *value = PQgetvalue(rows, row, column);
    if (PQgetlength(rows, row, column) == 8) {
        uint64_t wide;
        memcpy(&wide, value, 8);
        return (LONG64)be64toh(wide);
    }
    uint32_t narrow;
    memcpy(&narrow, value, 4);
    return (int32_t)be32toh(narrow);
}

struct timeval time_of(PGresult *rows, int row, int column)
{
    LONG64 microseconds = number_of(rows, row, column) + EPOCH;
    struct timeval time = {microseconds / 1000000, microseconds % 1000000};
    return time;
}

struct timeval *maybe_time_of(struct soap *soap, PGresult *rows, int row, int column)
{
    if (PQgetisnull(rows, row, column))
        return NULL;
    struct timeval *time = soap_malloc(soap, sizeof *time);
    *time = time_of(rows, row, column);
    return time;
}
