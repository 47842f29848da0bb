package desk;

import desk.wire.Event;
import desk.wire.EventStatus;
import desk.wire.EventSummary;
import desk.wire.Priority;
import desk.wire.UserSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** From rows to what the contract says. */
final class Rows {
    private Rows() {
    }

    static EventSummary summary(ResultSet row) throws SQLException {
        EventSummary event = new EventSummary();
        event.setId(row.getLong(1));
        event.setTitle(row.getString(2));
        event.setStatus(EventStatus.fromValue(row.getString(3)));
        event.setPriority(Priority.fromValue(row.getString(4)));
        event.setCategory(row.getString(5));
        event.setCustomer(person(row, 6));
        event.setHandler(person(row, 8));
        event.setReplyCount(row.getInt(10));
        event.setSubmittedAt(instant(row, 11));
        event.setUpdatedAt(instant(row, 12));
        event.setVersion(row.getInt(13));
        return event;
    }

    static Event event(ResultSet row) throws SQLException {
        Event event = new Event();
        event.setId(row.getLong(1));
        event.setTitle(row.getString(2));
        event.setStatus(EventStatus.fromValue(row.getString(3)));
        event.setPriority(Priority.fromValue(row.getString(4)));
        event.setCategory(row.getString(5));
        event.setCustomer(person(row, 6));
        event.setHandler(person(row, 8));
        event.setReplyCount(row.getInt(10));
        event.setSubmittedAt(instant(row, 11));
        event.setUpdatedAt(instant(row, 12));
        event.setVersion(row.getInt(13));
        event.setContent(row.getString(14));
        event.setReopenCount(row.getInt(15));
        event.setAssignedAt(instant(row, 16));
        event.setResolvedAt(instant(row, 17));
        event.setCompletedAt(instant(row, 18));
        return event;
    }

    /** The person in a column with the number and one with the name, null where there is none. */
    static UserSummary person(ResultSet row, int first) throws SQLException {
        long id = row.getLong(first);
        if (row.wasNull()) {
            return null;
        }
        return person(id, row.getString(first + 1));
    }

    static UserSummary person(long id, String name) {
        UserSummary person = new UserSummary();
        person.setId(id);
        person.setDisplayName(name);
        return person;
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
