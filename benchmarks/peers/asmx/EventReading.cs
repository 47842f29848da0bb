using System;
using System.Collections.Generic;
using System.Text;

namespace Desk {
    /// <summary>What reads events.</summary>
    public static class EventReading {
        private const string Summary = "e.id, e.title, e.status, e.priority, c.code, e.customer_id, cu.display_name,"
            + " e.handler_id, h.display_name, e.reply_count, e.submitted_at, e.updated_at, e.version";
        private const string From = " FROM events e JOIN event_categories c ON c.id = e.category_id"
            + " JOIN users cu ON cu.id = e.customer_id LEFT JOIN users h ON h.id = e.handler_id";
        private const string Visible = "(e.status <> 'deleted' OR $1::bool)"
            + " AND ($2::bool OR e.customer_id = $3::bigint OR ($4::bool AND e.handler_id = $3::bigint))";
        private const string Event = "SELECT " + Summary
            + ", e.content, e.reopen_count, e.assigned_at, e.resolved_at, e.completed_at" + From
            + " WHERE e.id = $5::bigint AND " + Visible;
        private const string Rated = "SELECT r.customer_id, c.display_name, r.handler_id, h.display_name, r.score,"
            + " r.opinion, r.rated_at, r.changed_at FROM ratings r JOIN users c ON c.id = r.customer_id"
            + " JOIN users h ON h.id = r.handler_id WHERE r.event_id = $1::bigint";
        private const string Replied = "SELECT r.id, r.author_id, u.display_name, r.kind, r.text, r.posted_at"
            + " FROM replies r JOIN users u ON u.id = r.author_id WHERE r.event_id = $1::bigint"
            + " AND ($2::bool OR r.kind <> 'internal_note') ORDER BY r.id DESC LIMIT 50";
        private const string Attached = "SELECT id, reply_id, file_name, media_type, size, sha256, uploaded_by_id,"
            + " uploaded_at FROM attachments WHERE event_id = $1::bigint AND ($2::bool OR NOT internal) ORDER BY id";
        private const string Listed = "SELECT " + Summary + From + " WHERE e.status <> 'deleted' AND " + Visible
            + " ORDER BY e.submitted_at DESC, e.id DESC LIMIT 51";
        private const string Counted = "SELECT count(*) FROM (SELECT 1 FROM events e WHERE e.status <> 'deleted' AND "
            + Visible + " LIMIT 10001) counted";
        private const int Page = 50;
        private const int MaxCounted = 10000;

        public static EventDetails Get(Connection connection, Caller caller, long id) {
            Event found;
            using (Rows rows = connection.Query(Event, caller.Sight(id))) {
                if (rows.Count == 0) {
                    throw Refusal.Make("NOT_FOUND", "There is no such event.");
                }
                found = Whole(rows);
            }
            bool notes = caller.May("internal_notes:use") && found.customer.id != caller.Id;
            return new EventDetails {
                @event = found,
                rating = GetRating(connection, id),
                replies = GetReplies(connection, id, notes),
                attachments = GetAttachments(connection, id, notes),
                allowedOperations = Life.Allowed(caller, found),
            };
        }

        public static EventList List(Connection connection, Caller caller) {
            EventList list = new EventList();
            using (Rows rows = connection.Query(Listed, caller.Sight())) {
                list.events = new EventSummary[Math.Min(rows.Count, Page)];
                for (int row = 0; row < list.events.Length; row++) {
                    list.events[row] = Short(rows, row);
                }
                if (rows.Count > Page) {
                    EventSummary last = list.events[Page - 1];
                    list.nextCursor = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{last.submittedAt:O} {last.id}"));
                }
            }
            using (Rows rows = connection.Query(Counted, caller.Sight())) {
                list.total = Math.Min(rows.Number(0, 0), MaxCounted);
                list.totalIsExact = rows.Number(0, 0) <= MaxCounted;
            }
            return list;
        }

        private static EventSummary Short(Rows rows, int row) => new EventSummary {
            id = rows.Number(row, 0),
            title = rows.Text(row, 1),
            status = Words<EventStatus>.Of(rows.Text(row, 2)),
            priority = Words<Priority>.Of(rows.Text(row, 3)),
            category = rows.Text(row, 4),
            customer = rows.Person(row, 5),
            handler = rows.Person(row, 7),
            replyCount = (int)rows.Number(row, 9),
            submittedAt = rows.Time(row, 10),
            updatedAt = rows.Time(row, 11),
            version = (int)rows.Number(row, 12),
        };

        private static Event Whole(Rows rows) {
            EventSummary summary = Short(rows, 0);
            return new Event {
                id = summary.id,
                title = summary.title,
                status = summary.status,
                priority = summary.priority,
                category = summary.category,
                customer = summary.customer,
                handler = summary.handler,
                replyCount = summary.replyCount,
                submittedAt = summary.submittedAt,
                updatedAt = summary.updatedAt,
                version = summary.version,
                content = rows.Text(0, 13),
                reopenCount = (int)rows.Number(0, 14),
                assignedAt = rows.MaybeTime(0, 15),
                resolvedAt = rows.MaybeTime(0, 16),
                completedAt = rows.MaybeTime(0, 17),
            };
        }

        private static Rating GetRating(Connection connection, long id) {
            using (Rows rows = connection.Query(Rated, id)) {
                return rows.Count == 0 ? null : new Rating {
                    eventId = id,
                    customer = rows.Person(0, 0),
                    handler = rows.Person(0, 2),
                    score = (int)rows.Number(0, 4),
                    opinion = rows.Text(0, 5),
                    ratedAt = rows.Time(0, 6),
                    changedAt = rows.MaybeTime(0, 7),
                };
            }
        }

        private static Reply[] GetReplies(Connection connection, long id, bool notes) {
            using (Rows rows = connection.Query(Replied, id, notes)) {
                Reply[] replies = new Reply[rows.Count];
                for (int row = 0; row < replies.Length; row++) {
                    replies[replies.Length - 1 - row] = new Reply {
                        id = rows.Number(row, 0),
                        eventId = id,
                        author = rows.Person(row, 1),
                        kind = Words<ReplyKind>.Of(rows.Text(row, 3)),
                        text = rows.Text(row, 4),
                        postedAt = rows.Time(row, 5),
                    };
                }
                return replies;
            }
        }

        private static Attachment[] GetAttachments(Connection connection, long id, bool notes) {
            using (Rows rows = connection.Query(Attached, id, notes)) {
                Attachment[] attachments = new Attachment[rows.Count];
                for (int row = 0; row < attachments.Length; row++) {
                    attachments[row] = new Attachment {
                        id = rows.Number(row, 0),
                        eventId = id,
                        replyId = rows.IsNull(row, 1) ? (long?)null : rows.Number(row, 1),
                        fileName = rows.Text(row, 2),
                        mediaType = rows.Text(row, 3),
                        size = (int)rows.Number(row, 4),
                        sha256 = rows.Bytes(row, 5),
                        uploadedById = rows.Number(row, 6),
                        uploadedAt = rows.Time(row, 7),
                    };
                }
                return attachments;
            }
        }
    }
}
