package desk;

import desk.wire.ArrayOfDataRow;
import desk.wire.ArrayOfNillableString;
import desk.wire.ArrayOfRowSetColumn;
import desk.wire.DataCondition;
import desk.wire.DataFilter;
import desk.wire.DataOperator;
import desk.wire.DataResult;
import desk.wire.DataRow;
import desk.wire.DataType;
import desk.wire.RowSet;
import desk.wire.RowSetColumn;
import desk.wire.ServiceFaultMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What reads rows of events by their numbers, as far as they are granted. */
final class Tables {
    private static final String GRANT = "SELECT id FROM data_grants WHERE table_name = ? AND (user_id = ? OR role_id = ?)"
        + " AND scope = 'all' AND verbs::jsonb @> '[\"read\"]' AND columns::jsonb @> ?::jsonb";
    private static final String ACCESS = "INSERT INTO data_accesses (happened_at, actor_id, digest, rows, bytes,"
        + " milliseconds, address, correlation_id, operation, tables, outcome)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ReadTable', '[\"events\"]', 'done')";
    private static final Map<String, String> LABELS = new HashMap<>();

    static {
        LABELS.put("id", "编号");
        LABELS.put("title", "标题");
        LABELS.put("status", "状态");
        LABELS.put("priority", "优先级");
        LABELS.put("customer_id", "客户");
        LABELS.put("submitted_at", "提交时间");
    }

    private Tables() {
    }

    static DataResult read(Connection connection, Caller caller, String address, String table, List<String> columns,
            DataFilter filter, int size) throws SQLException, ServiceFaultMessage {
        long started = System.nanoTime();
        String names = columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
        if (!LABELS.keySet().containsAll(columns)
                || Submission.find(connection, GRANT, table, caller.id, caller.roleId, "[" + names + "]") == null) {
            throw DeskEndpoint.refusal("NOT_FOUND", "There is no such table or column.");
        }
        DataCondition condition = filter.getAllOf().getDataCondition().get(0);
        if (!condition.getColumn().equals("id") || condition.getOperator() != DataOperator.LESS_OR_EQUAL) {
            throw DeskEndpoint.refusal("INVALID_ARGUMENT", "This peer reads by id only.");
        }
        String last = condition.getValues().getString().get(0);
        DataResult result = new DataResult();
        result.setRowSet(new RowSet());
        result.getRowSet().setColumns(new ArrayOfRowSetColumn());
        columns.forEach(name -> result.getRowSet().getColumns().getRowSetColumn().add(described(name)));
        result.getRowSet().setRows(new ArrayOfDataRow());
        List<DataRow> rows = result.getRowSet().getRows().getDataRow();
        long bytes = 0;
        String sql = "SELECT " + names + " FROM events WHERE id <= ? AND status <> 'deleted' ORDER BY id LIMIT ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, Long.parseLong(last));
            query.setInt(2, size);
            ResultSet found = query.executeQuery();
            while (found.next()) {
                DataRow row = new DataRow();
                row.setValues(new ArrayOfNillableString());
                bytes += fill(row.getValues().getString(), columns, found);
                rows.add(row);
            }
        }
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        String digest = String.format("%064x", new java.math.BigInteger(1, Caller.digest(sql + last + size)));
        int milliseconds = (int) ((System.nanoTime() - started) / 1_000_000);
        Submission.write(connection, ACCESS, now, caller.id, digest, rows.size(), bytes, milliseconds, address,
            Caller.correlation());
        return result;
    }

    private static long fill(List<String> values, List<String> columns, ResultSet found) throws SQLException {
        long bytes = 0;
        for (int index = 0; index < columns.size(); index++) {
            boolean isTime = columns.get(index).equals("submitted_at");
            String value = isTime ? Rows.instant(found, index + 1).toString() : found.getString(index + 1);
            bytes += value.getBytes(StandardCharsets.UTF_8).length;
            values.add(value);
        }
        return bytes;
    }

    private static RowSetColumn described(String name) {
        RowSetColumn column = new RowSetColumn();
        column.setName(name);
        column.setType(name.endsWith("id") ? DataType.INTEGER
            : name.equals("submitted_at") ? DataType.DATE_TIME : DataType.TEXT);
        column.setLabel(LABELS.get(name));
        return column;
    }
}
