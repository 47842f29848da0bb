using System;
using System.Diagnostics;
using System.Text;

namespace Desk {
    /// <summary>What submits an event: five rows in the transaction of the call.</summary>
    public static class Submission {
        private const string Customer = "SELECT u.display_name FROM users u JOIN roles r ON r.id = u.role_id"
            + " WHERE u.id = $1::bigint AND u.status = 'active' AND r.name = 'customer'";
        private const string Category = "SELECT id FROM event_categories WHERE code = $1 AND active";
        private const string Added = "INSERT INTO events (customer_id, submitted_by_id, category_id, title, content,"
            + " priority, status, reply_count, reopen_count, submitted_at, updated_at, version)"
            + " VALUES ($1, $2, $3, $4, $5, $6, 'submitted', 0, 0, now(), now(), 1) RETURNING id, submitted_at";
        private const string Search =
            "INSERT INTO event_search (rowid, tokens) VALUES ($1, to_tsvector('simple', $2))";
        private const string Change = "INSERT INTO changes (event_id, operation, status, event_version, internal,"
            + " happened_at) VALUES ($1, 'SubmitEvent', 'submitted', 1, false, now())";
        private const string History = "INSERT INTO event_history (event_id, actor_id, operation, to_status,"
            + " note_internal, internal, happened_at) VALUES ($1, $2, 'SubmitEvent', 'submitted', false, false, now())";
        private const string Audit = "INSERT INTO audit_log (happened_at, actor_id, operation, outcome, subject,"
            + " address, correlation_id) VALUES (now(), $1, 'SubmitEvent', 'done', $2, $3, $4)";

        public static Event Submit(Connection connection, Caller caller, string address, Event wanted) {
            if (wanted.customer.id != caller.Id && !caller.May("events:submit_for_others")) {
                throw Refusal.Make("PERMISSION_DENIED", "You may submit events for yourself only.");
            }
            long category = 0;
            using (Rows rows = connection.Query(Customer, wanted.customer.id)) {
                wanted.customer.displayName = rows.Count == 0 ? null : rows.Text(0, 0);
            }
            using (Rows rows = connection.Query(Category, wanted.category)) {
                category = rows.Count == 0 ? 0 : rows.Number(0, 0);
            }
            bool fits = wanted.title?.Length >= 1 && wanted.title.Length <= 200
                && wanted.content?.Length >= 1 && wanted.content.Length <= 20000;
            if (category == 0 || wanted.customer.displayName == null || !fits) {
                throw Refusal.Make("INVALID_ARGUMENT", "The customer, the category, the title or the content is wrong.");
            }
            string priority = Words<Priority>.Name(wanted.priority);
            using (Rows rows = connection.Query(
                Added, wanted.customer.id, caller.Id, category, wanted.title, wanted.content, priority)) {
                wanted.id = rows.Number(0, 0);
                wanted.submittedAt = wanted.updatedAt = rows.Time(0, 1);
            }
            connection.Write(Search, wanted.id, wanted.title + " " + wanted.content);
            connection.Write(Change, wanted.id);
            connection.Write(History, wanted.id, caller.Id);
            connection.Write(Audit, caller.Id, "event:" + wanted.id, address, Caller.Correlation());
            wanted.status = EventStatus.submitted;
            wanted.version = 1;
            return wanted;
        }
    }

    /// <summary>What reads rows of events by their numbers, as far as they are granted.</summary>
    public static class Tables {
        private const string Granted = "SELECT id FROM data_grants WHERE table_name = $1"
            + " AND (user_id = $2::bigint OR role_id = $3::bigint) AND scope = 'all'"
            + " AND verbs::jsonb @> '[\"read\"]' AND columns::jsonb @> $4::jsonb";
        private const string Access = "INSERT INTO data_accesses (happened_at, actor_id, operation, digest, tables,"
            + " rows, bytes, milliseconds, outcome, address, correlation_id)"
            + " VALUES (now(), $1, 'ReadTable', $2, '[\"events\"]', $3, $4, $5, 'done', $6, $7)";
        private static readonly string[] Names = { "id", "title", "status", "priority", "customer_id", "submitted_at" };
        private static readonly string[] Labels = { "编号", "标题", "状态", "优先级", "客户", "提交时间" };
        private static readonly DataType[] Types = {
            DataType.integer, DataType.text, DataType.text, DataType.text, DataType.integer, DataType.dateTime,
        };

        public static DataResult Read(
            Connection connection, Caller caller, string address, string table, string[] columns, DataFilter filter,
            int size) {
            Stopwatch watch = Stopwatch.StartNew();
            int[] places = Array.ConvertAll(columns, name => Array.IndexOf(Names, name));
            string names = "\"" + string.Join("\", \"", columns) + "\"";
            using (Rows rows = connection.Query(Granted, table, caller.Id, caller.RoleId, "[" + names + "]")) {
                if (rows.Count == 0 || Array.IndexOf(places, -1) >= 0) {
                    throw Refusal.Make("NOT_FOUND", "There is no such table or column.");
                }
            }
            DataCondition condition = filter.allOf[0];
            if (condition.column != "id" || condition.@operator != DataOperator.lessOrEqual) {
                throw Refusal.Make("INVALID_ARGUMENT", "This peer reads by id only.");
            }
            string sql = "SELECT " + names + " FROM events WHERE id <= $1::bigint AND status <> 'deleted'"
                + " ORDER BY id LIMIT $2::int";
            DataResult result = new DataResult { rowSet = new RowSet() };
            result.rowSet.columns = Array.ConvertAll(places, place => new RowSetColumn {
                name = Names[place], type = Types[place], label = Labels[place],
            });
            long bytes = 0;
            using (Rows rows = connection.Query(sql, condition.values[0], size)) {
                result.rowSet.rows = new DataRow[rows.Count];
                for (int row = 0; row < rows.Count; row++) {
                    string[] values = new string[places.Length];
                    for (int column = 0; column < values.Length; column++) {
                        values[column] = Written(rows, row, column, Types[places[column]]);
                        bytes += Encoding.UTF8.GetByteCount(values[column]);
                    }
                    result.rowSet.rows[row] = new DataRow { values = values };
                }
            }
            connection.Write(
                Access, caller.Id, Caller.Digest(sql + condition.values[0] + size), result.rowSet.rows.Length, bytes,
                watch.ElapsedMilliseconds, address, Caller.Correlation());
            return result;
        }

        private static string Written(Rows rows, int row, int column, DataType type) {
            switch (type) {
                case DataType.integer:
                    return rows.Number(row, column).ToString();
                case DataType.dateTime:
                    return rows.Time(row, column).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
                default:
                    return rows.Text(row, column);
            }
        }
    }
}
