using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace Desk {
    /// <summary>Who is calling, by the token of a session.</summary>
    public sealed class Caller {
        private const string Sql = "SELECT s.user_id, u.role_id,"
            + " (SELECT string_agg(p.permission, ' ') FROM role_permissions p WHERE p.role_id = u.role_id)"
            + " FROM sessions s JOIN users u ON u.id = s.user_id"
            + " WHERE s.token_digest = $1::bytea AND u.status = 'active' AND NOT u.must_change_password"
            + " AND s.expires_at > now() AND s.last_used_at > now() - interval '30 minutes'";

        private readonly HashSet<string> permissions;

        private Caller(Rows rows) {
            Id = rows.Number(0, 0);
            RoleId = rows.Number(0, 1);
            permissions = new HashSet<string>(rows.Text(0, 2).Split(' '));
        }

        public long Id { get; }

        public long RoleId { get; }

        public static Caller Of(Connection connection, SessionHeader header, string permission) {
            if (header == null) {
                throw Refusal.Make("AUTHENTICATION_REQUIRED", "This operation needs a SessionHeader.");
            }
            using (Rows rows = connection.Query(Sql, "\\x" + Digest(header.token))) {
                if (rows.Count == 0) {
                    throw Refusal.Make("SESSION_EXPIRED", "The session has ended. Log in again.");
                }
                Caller caller = new Caller(rows);
                if (!caller.May(permission)) {
                    throw Refusal.Make("PERMISSION_DENIED", "Your role does not allow this.");
                }
                return caller;
            }
        }

        public bool May(string permission) => permissions.Contains(permission);

        /// <summary>The parameters $1 to $4 of EventReading.Visible, and what stands behind them.</summary>
        public object[] Sight(params object[] more) {
            List<object> values = new List<object> {
                May("events:delete"), May("events:read_all"), Id, May("events:handle"),
            };
            values.AddRange(more);
            return values.ToArray();
        }

        public static string Digest(string text) {
            using (SHA256 sha = SHA256.Create()) {
                return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(text))).Replace("-", "").ToLowerInvariant();
            }
        }

        public static string Correlation() => Guid.NewGuid().ToString("N").Substring(16);
    }
}
