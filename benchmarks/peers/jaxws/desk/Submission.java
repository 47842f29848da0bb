package desk;

import desk.wire.Event;
import desk.wire.EventStatus;
import desk.wire.Priority;
import desk.wire.ServiceFaultMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** What submits an event: five rows in the transaction of the call. */
final class Submission {
    private static final String CUSTOMER = "SELECT u.display_name FROM users u JOIN roles r ON r.id = u.role_id"
        + " WHERE u.id = ? AND u.status = 'active' AND r.name = 'customer'";
    private static final String CATEGORY = "SELECT id FROM event_categories WHERE code = ? AND active";
    private static final String EVENT = "INSERT INTO events (customer_id, submitted_by_id, category_id, title, content,"
        + " priority, submitted_at, updated_at, status, reply_count, reopen_count, version)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'submitted', 0, 0, 1) RETURNING id";
    private static final String SEARCH =
        "INSERT INTO event_search (rowid, tokens) VALUES (?, to_tsvector('simple', ?))";
    private static final String CHANGE = "INSERT INTO changes (event_id, operation, status, event_version, internal,"
        + " happened_at) VALUES (?, 'SubmitEvent', 'submitted', 1, false, ?)";
    private static final String HISTORY = "INSERT INTO event_history (event_id, actor_id, happened_at, operation,"
        + " to_status, note_internal, internal) VALUES (?, ?, ?, 'SubmitEvent', 'submitted', false, false)";
    private static final String AUDIT = "INSERT INTO audit_log (happened_at, actor_id, subject, address,"
        + " correlation_id, operation, outcome) VALUES (?, ?, ?, ?, ?, 'SubmitEvent', 'done')";

    private Submission() {
    }

    static Event submit(Connection connection, Caller caller, String address, String title, String content,
            String category, Priority priority, long customerId) throws SQLException, ServiceFaultMessage {
        if (customerId != caller.id && !caller.may("events:submit_for_others")) {
            throw DeskEndpoint.refusal("PERMISSION_DENIED", "You may submit events for yourself only.");
        }
        String customer = (String) find(connection, CUSTOMER, customerId);
        Long categoryId = (Long) find(connection, CATEGORY, category);
        if (customer == null || categoryId == null) {
            throw DeskEndpoint.refusal("INVALID_ARGUMENT", "There is no such active customer, or no such category.");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        long id = (Long) find(connection, EVENT, customerId, caller.id, categoryId, title, content, priority.value(),
            at, at);
        write(connection, SEARCH, id, title + " " + content);
        write(connection, CHANGE, id, at);
        write(connection, HISTORY, id, caller.id, at);
        write(connection, AUDIT, at, caller.id, "event:" + id, address, Caller.correlation());
        Event event = new Event();
        event.setId(id);
        event.setTitle(title);
        event.setStatus(EventStatus.SUBMITTED);
        event.setPriority(priority);
        event.setCategory(category);
        event.setCustomer(Rows.person(customerId, customer));
        event.setSubmittedAt(now);
        event.setUpdatedAt(now);
        event.setVersion(1);
        event.setContent(content);
        return event;
    }

    static void write(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        }
    }

    static Object find(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            ResultSet row = statement.executeQuery();
            return row.next() ? row.getObject(1) : null;
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int index = 0; index < values.length; index++) {
            statement.setObject(index + 1, values[index]);
        }
    }
}
