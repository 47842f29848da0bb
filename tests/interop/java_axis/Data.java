import desk.DataAccess;
import desk.DataAccessFilter;
import desk.DataColumn;
import desk.DataGrant;
import desk.DataGrantFilter;
import desk.DataParameter;
import desk.DataResult;
import desk.DataRow;
import desk.DataTable;
import desk.DataTableList;
import desk.DataType;
import desk.DataVerb;
import desk.GrantableTable;
import desk.RowScope;
import desk.SoapDeskSoap_PortType;
import desk.StatementResult;
import deskdata.DataSetServiceSoap_PortType;
import deskdata.holders.ExecuteQueryAsDataSetResponseExecuteQueryAsDataSetResultHolder;
import deskdata.holders.FetchMoreAsDataSetResponseFetchMoreAsDataSetResultHolder;
import deskdata.holders.ReadTableAsDataSetResponseReadTableAsDataSetResultHolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import javax.xml.rpc.holders.StringHolder;
import org.apache.axis.message.MessageElement;
import org.w3c.dom.NodeList;

/** Chapter 7: tables and SQL, as rows and as DataSets. */
final class Data {
    // Axis names the constants of an enumeration value1, value2 and so on if one of them is a word of Java.
    private static final DataType BOOLEAN = DataType.fromString("boolean");
    private static final DataType TEXT = DataType.fromString("text");
    private static final String TABLE = "event_categories";
    private static final String CATEGORIES = "SELECT id, code FROM event_categories WHERE code = :code";
    private static final String RENAME = "UPDATE event_categories SET label_en = :label WHERE code = :code";

    private Data() {
    }

    static void read(Story story) throws Exception {
        SoapDeskSoap_PortType admin = story.administrator;
        SoapDeskSoap_PortType staff = story.staff;
        Show.shows(() -> Show.same(Arrays.stream(admin.listGrantableTables().getTables())
                .map(GrantableTable::getName).anyMatch(TABLE::equals), true), "ListGrantableTables");
        DataVerb[] verbs = {DataVerb.read, DataVerb.query, DataVerb.update};
        DataGrant grant =
                admin.grantDataAccess(null, story.staffId, TABLE, null, verbs, RowScope.all, null, 0, 0, null);
        Show.shows(() -> {
            Show.same(grant.getUser().getId(), story.staffId);
            Show.same(grant.getVerbs(), verbs);
            Show.same(grant.getMaxRows(), null);
        }, "GrantDataAccess");
        Show.shows(() -> {
            DataGrantFilter filter = new DataGrantFilter(null, story.staffId, null);
            Show.same(admin.listDataGrants(filter, null).getGrants(), new DataGrant[] {grant});
        }, "ListDataGrants");
        Show.shows(() -> {
            DataTableList tables = staff.listTables();
            Show.same(tables.getTables()[0].getName(), TABLE);
            Show.same(tables.isStatementsEnabled(), true);
        }, "ListTables");
        Show.shows(() -> {
            DataTable table = staff.describeTable(TABLE);
            Show.same(table.getKey(), "id");
            for (DataColumn column : table.getColumns()) {
                Show.same(column.getName().equals("active"), column.getType().equals(BOOLEAN));
            }
        }, "DescribeTable");
        Show.shows(() -> {
            DataResult page = staff.readTable(TABLE, new String[] {"code"}, null, null, null, null, 3, false);
            List<String[]> rows = allRows(staff, page);
            Show.same(rows.size(), 8);
            Show.same(rows.stream().filter(row -> row[0].equals("billing")).count(), 1L);
        }, "ReadTable", "FetchMore");
        DataParameter[] billing = {new DataParameter("code", TEXT, "billing")};
        Show.shows(() -> {
            List<String[]> rows = allRows(staff, staff.executeQuery(CATEGORIES, billing, 0, false));
            Show.same(rows.size(), 1);
            Show.same(rows.get(0)[1], "billing");
        }, "ExecuteQuery");
        Show.shows(() -> {
            DataParameter[] parameters = {billing[0], new DataParameter("label", TEXT, "Bills")};
            StatementResult done = staff.executeStatement(RENAME, parameters, true, null);
            Show.same(done.getVerb() + " " + done.getRowCount() + done.isDryRun(), "update 1true");
        }, "ExecuteStatement");
        readDataSets(Desk.dataSets(Desk.RUN + ".staff1", Desk.PASSWORD));
        Show.shows(() -> {
            DataAccessFilter filter = new DataAccessFilter(story.staffId, "ExecuteQuery", null, null, null);
            DataAccess[] log = admin.listDataAccess(filter, null).getAccesses();
            Show.same(log.length, 1);
            Show.same(log[0].getRowCount(), 1);
            Show.same(log[0].getTables(), new String[] {TABLE});
        }, "ListDataAccess");
        Show.shows(() -> {
            admin.revokeDataAccess(grant.getId(), grant.getVersion(), null);
            Show.same(staff.listTables().getTables().length, 0);
        }, "RevokeDataAccess");
    }

    // snippet: read rows
    /** All rows of an answer of the data service; NULL is null. */
    static List<String[]> allRows(SoapDeskSoap_PortType desk, DataResult page) throws Exception {
        List<String[]> rows = new ArrayList<>();
        while (true) {
            for (DataRow row : page.getRowSet().getRows()) {
                rows.add(row.getValues());
            }
            if (page.getNextCursor() == null) {
                return rows;
            }
            page = desk.fetchMore(page.getNextCursor());
        }
    }
    // end snippet

    private static void readDataSets(DataSetServiceSoap_PortType desk) throws Exception {
        Show.shows(() -> {
            // snippet: fetch a data set
            var page = new ReadTableAsDataSetResponseReadTableAsDataSetResultHolder();
            var more = new FetchMoreAsDataSetResponseFetchMoreAsDataSetResultHolder();
            StringHolder cursor = new StringHolder();
            desk.readTableAsDataSet(TABLE, null, null, null, null, null, null, 5, page, cursor);
            desk.fetchMoreAsDataSet(cursor.value, null, more, cursor);
            List<String> codes = column("code", page.value.get_any());
            codes.addAll(column("code", more.value.get_any()));
            // end snippet
            Show.same(codes.size() + " " + new HashSet<>(codes).size() + cursor.value, "8 8null");
        }, "ReadTableAsDataSet", "FetchMoreAsDataSet");
        Show.shows(() -> {
            var page = new ExecuteQueryAsDataSetResponseExecuteQueryAsDataSetResultHolder();
            deskdata.DataParameter[] billing =
                    {new deskdata.DataParameter("code", deskdata.DataType.fromString("text"), "billing")};
            desk.executeQueryAsDataSet(CATEGORIES, billing, 0, page, new StringHolder());
            Show.same(column("code", page.value.get_any()), List.of("billing"));
        }, "ExecuteQueryAsDataSet");
    }

    // snippet: read a data set
    /** The values of a column of a DataSet: of its two elements, the schema and the rows, the second. */
    static List<String> column(String name, MessageElement[] dataSet) throws Exception {
        List<String> values = new ArrayList<>();
        NodeList cells = dataSet[1].getAsDOM().getElementsByTagName(name);
        for (int place = 0; place < cells.getLength(); place++) {
            values.add(cells.item(place).getTextContent());
        }
        return values;
    }
    // end snippet
}
