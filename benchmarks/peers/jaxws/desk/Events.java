package desk;

import desk.wire.ArrayOfAttachment;
import desk.wire.ArrayOfEventSummary;
import desk.wire.ArrayOfReply;
import desk.wire.ArrayOfString;
import desk.wire.Attachment;
import desk.wire.Event;
import desk.wire.EventDetails;
import desk.wire.EventList;
import desk.wire.EventSummary;
import desk.wire.Rating;
import desk.wire.Reply;
import desk.wire.ReplyKind;
import desk.wire.ServiceFaultMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** What reads events. */
final class Events {
    private static final int PAGE = 50;
    private static final int MAX_COUNTED = 10_000;
    private static final String SUMMARY = "e.id, e.title, e.status, e.priority, c.code, e.customer_id,"
        + " cu.display_name, e.handler_id, h.display_name, e.reply_count, e.submitted_at, e.updated_at, e.version";
    private static final String FROM = " FROM events e JOIN event_categories c ON c.id = e.category_id"
        + " JOIN users cu ON cu.id = e.customer_id LEFT JOIN users h ON h.id = e.handler_id";
    private static final String VISIBLE = "(e.status <> 'deleted' OR ?)"
        + " AND (? OR e.customer_id = ? OR (? AND e.handler_id = ?))";
    private static final String EVENT = "SELECT " + SUMMARY
        + ", e.content, e.reopen_count, e.assigned_at, e.resolved_at, e.completed_at" + FROM
        + " WHERE e.id = ? AND " + VISIBLE;
    private static final String RATING = "SELECT r.customer_id, c.display_name, r.handler_id, h.display_name, r.score,"
        + " r.opinion, r.rated_at, r.changed_at FROM ratings r JOIN users c ON c.id = r.customer_id"
        + " JOIN users h ON h.id = r.handler_id WHERE r.event_id = ?";
    private static final String REPLIES = "SELECT r.id, r.author_id, u.display_name, r.kind, r.text, r.posted_at"
        + " FROM replies r JOIN users u ON u.id = r.author_id"
        + " WHERE r.event_id = ? AND (? OR r.kind <> 'internal_note') ORDER BY r.id DESC LIMIT 50";
    private static final String ATTACHMENTS = "SELECT id, reply_id, file_name, media_type, size, sha256,"
        + " uploaded_by_id, uploaded_at FROM attachments WHERE event_id = ? AND (? OR NOT internal) ORDER BY id";
    private static final String LIST = "SELECT " + SUMMARY + FROM + " WHERE e.status <> 'deleted' AND " + VISIBLE
        + " ORDER BY e.submitted_at DESC, e.id DESC LIMIT " + (PAGE + 1);
    private static final String COUNT = "SELECT count(*) FROM (SELECT 1 FROM events e WHERE e.status <> 'deleted' AND "
        + VISIBLE + " LIMIT " + (MAX_COUNTED + 1) + ") counted";

    private Events() {
    }

    static EventDetails get(Connection connection, Caller caller, long id) throws SQLException, ServiceFaultMessage {
        EventDetails details = new EventDetails();
        try (PreparedStatement query = connection.prepareStatement(EVENT)) {
            query.setLong(1, id);
            caller.see(query, 2);
            ResultSet row = query.executeQuery();
            if (!row.next()) {
                throw DeskEndpoint.refusal("NOT_FOUND", "There is no such event.");
            }
            details.setEvent(Rows.event(row));
        }
        Event event = details.getEvent();
        boolean notes = caller.may("internal_notes:use") && event.getCustomer().getId() != caller.id;
        details.setRating(rating(connection, id));
        details.setReplies(replies(connection, id, notes));
        details.setAttachments(attachments(connection, id, notes));
        details.setAllowedOperations(new ArrayOfString());
        Life.allowed(caller, event, details.getAllowedOperations().getString());
        return details;
    }

    static EventList list(Connection connection, Caller caller) throws SQLException {
        EventList list = new EventList();
        list.setEvents(new ArrayOfEventSummary());
        List<EventSummary> events = list.getEvents().getEventSummary();
        try (PreparedStatement query = connection.prepareStatement(LIST)) {
            caller.see(query, 1);
            ResultSet row = query.executeQuery();
            while (row.next()) {
                events.add(Rows.summary(row));
            }
        }
        if (events.size() > PAGE) {
            events.remove(PAGE);
            EventSummary last = events.get(PAGE - 1);
            byte[] packed = (last.getSubmittedAt() + " " + last.getId()).getBytes(StandardCharsets.UTF_8);
            list.setNextCursor(Base64.getUrlEncoder().encodeToString(packed));
        }
        try (PreparedStatement query = connection.prepareStatement(COUNT)) {
            caller.see(query, 1);
            ResultSet row = query.executeQuery();
            row.next();
            list.setTotal(Math.min(row.getLong(1), MAX_COUNTED));
            list.setTotalIsExact(row.getLong(1) <= MAX_COUNTED);
        }
        return list;
    }

    private static Rating rating(Connection connection, long id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(RATING)) {
            query.setLong(1, id);
            ResultSet row = query.executeQuery();
            if (!row.next()) {
                return null;
            }
            Rating rating = new Rating();
            rating.setEventId(id);
            rating.setCustomer(Rows.person(row, 1));
            rating.setHandler(Rows.person(row, 3));
            rating.setScore(row.getInt(5));
            rating.setOpinion(row.getString(6));
            rating.setRatedAt(Rows.instant(row, 7));
            rating.setChangedAt(Rows.instant(row, 8));
            return rating;
        }
    }

    private static ArrayOfReply replies(Connection connection, long id, boolean notes) throws SQLException {
        ArrayOfReply replies = new ArrayOfReply();
        try (PreparedStatement query = connection.prepareStatement(REPLIES)) {
            query.setLong(1, id);
            query.setBoolean(2, notes);
            ResultSet row = query.executeQuery();
            while (row.next()) {
                Reply reply = new Reply();
                reply.setId(row.getLong(1));
                reply.setEventId(id);
                reply.setAuthor(Rows.person(row, 2));
                reply.setKind(ReplyKind.fromValue(row.getString(4)));
                reply.setText(row.getString(5));
                reply.setPostedAt(Rows.instant(row, 6));
                replies.getReply().add(reply);
            }
        }
        Collections.reverse(replies.getReply());
        return replies;
    }

    private static ArrayOfAttachment attachments(Connection connection, long id, boolean notes) throws SQLException {
        ArrayOfAttachment attachments = new ArrayOfAttachment();
        try (PreparedStatement query = connection.prepareStatement(ATTACHMENTS)) {
            query.setLong(1, id);
            query.setBoolean(2, notes);
            ResultSet row = query.executeQuery();
            while (row.next()) {
                Attachment attachment = new Attachment();
                attachment.setId(row.getLong(1));
                attachment.setEventId(id);
                attachment.setReplyId(row.getObject(2, Long.class));
                attachment.setFileName(row.getString(3));
                attachment.setMediaType(row.getString(4));
                attachment.setSize(row.getInt(5));
                attachment.setSha256(row.getBytes(6));
                attachment.setUploadedById(row.getLong(7));
                attachment.setUploadedAt(Rows.instant(row, 8));
                attachments.getAttachment().add(attachment);
            }
        }
        return attachments;
    }
}
