package desk;

import desk.wire.ServiceFaultMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Who is calling, by the token of a session. */
final class Caller {
    private static final String QUERY = "SELECT s.user_id, u.role_id,"
        + " (SELECT string_agg(p.permission, ' ') FROM role_permissions p WHERE p.role_id = u.role_id)"
        + " FROM sessions s JOIN users u ON u.id = s.user_id"
        + " WHERE s.token_digest = ? AND u.status = 'active' AND NOT u.must_change_password"
        + " AND s.expires_at > now() AND s.last_used_at > now() - interval '30 minutes'";

    final long id;
    final long roleId;
    private final Set<String> permissions;

    private Caller(long id, long roleId, Set<String> permissions) {
        this.id = id;
        this.roleId = roleId;
        this.permissions = permissions;
    }

    static Caller of(Connection connection, String token, String permission) throws SQLException, ServiceFaultMessage {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setBytes(1, digest(token));
            ResultSet row = query.executeQuery();
            if (!row.next()) {
                throw DeskEndpoint.refusal("SESSION_EXPIRED", "The session has ended. Log in again.");
            }
            Set<String> permissions = new HashSet<>(Arrays.asList(row.getString(3).split(" ")));
            Caller caller = new Caller(row.getLong(1), row.getLong(2), permissions);
            if (!caller.may(permission)) {
                throw DeskEndpoint.refusal("PERMISSION_DENIED", "Your role does not allow this.");
            }
            return caller;
        }
    }

    boolean may(String permission) {
        return permissions.contains(permission);
    }

    /** Sets the five parameters of {@link Events#VISIBLE}, beginning with this one; returns the next. */
    int see(PreparedStatement query, int first) throws SQLException {
        query.setBoolean(first, may("events:delete"));
        query.setBoolean(first + 1, may("events:read_all"));
        query.setLong(first + 2, id);
        query.setBoolean(first + 3, may("events:handle"));
        query.setLong(first + 4, id);
        return first + 5;
    }

    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }

    static String correlation() {
        return String.format("%016x", ThreadLocalRandom.current().nextLong());
    }
}
