package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.ArrayOfDataCondition;
import desk.ArrayOfDataParameter;
import desk.ArrayOfDataVerb;
import desk.ArrayOfString;
import desk.DataAccess;
import desk.DataAccessFilter;
import desk.DataColumn;
import desk.DataCondition;
import desk.DataFilter;
import desk.DataGrant;
import desk.DataGrantFilter;
import desk.DataOperator;
import desk.DataParameter;
import desk.DataResult;
import desk.DataRow;
import desk.DataTable;
import desk.DataType;
import desk.DataVerb;
import desk.GrantableTable;
import desk.RowScope;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import desk.StatementResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The administrator grants tables, and the staff member reads and queries them. */
final class Data {
    private final Story story;
    private final Person administrator;
    private final Person staff;
    private final List<DataGrant> grants = new ArrayList<>();
    private final List<String> titles = new ArrayList<>();
    private String cursor;
    private SessionHeader session;
    private String dataSetCursor;

    Data(Story story) {
        this.story = story;
        this.administrator = story.administrator;
        this.staff = story.staff;
    }

    void tell() {
        check("ListGrantableTables", () -> {
            List<GrantableTable> tables =
                    administrator.desk.listGrantableTables(administrator.header).getTables().getGrantableTable();
            equal("id", tables.stream().filter(table -> table.getName().equals("events")).findFirst().get().getKey());
        });
        check("GrantDataAccess", this::grant);
        check("ListDataGrants", () -> {
            DataGrantFilter filter = new DataGrantFilter();
            filter.setUserId(story.firstAccount.getId());
            equal(2L, administrator.desk.listDataGrants(filter, null, administrator.header).getTotal());
        });
        check("ListTables", () -> {
            equal(true, staff.desk.listTables(staff.header).isStatementsEnabled());
            equal(2, staff.desk.listTables(staff.header).getTables().getDataTableSummary().size());
        });
        check("DescribeTable", () -> {
            DataTable table = staff.desk.describeTable("events", staff.header);
            DataColumn title = table.getColumns().getDataColumn().stream()
                    .filter(column -> column.getName().equals("title")).findFirst().get();
            equal(DataType.TEXT, title.getType());
            equal("标题", title.getChinese());
        });
        check("ReadTable", this::read);
        check("FetchMore", this::fetchMore);
        check("ExecuteQuery", this::query);
        check("ExecuteStatement", () -> {
            StatementResult result = staff.desk.executeStatement(
                    "UPDATE event_categories SET label_en = 'Bills' WHERE code = 'billing'", null, true, null,
                    staff.header);
            equal(DataVerb.UPDATE, result.getVerb());
            equal(1, result.getRowCount());
            equal(true, result.isDryRun());
        });
        tellOfDataSets();
        check("ListDataAccess", this::listAccess);
        check("RevokeDataAccess", () -> {
            for (DataGrant grant : grants)
                administrator.desk.revokeDataAccess(grant.getId(), grant.getVersion(), null, administrator.header);
            equal(0, staff.desk.listTables(staff.header).getTables().getDataTableSummary().size());
        });
    }

    private void tellOfDataSets() {
        check("ReadTableAsDataSet", () -> {
            session = story.logIn(story.run + ".first");
            DataSetAnswer answer = story.dataSets.readTable("events", 3, session.getToken());
            equal("xs:long Number", answer.columns().get("id"));
            equal(titles.subList(0, 3), answer.values("events", "title"));
            dataSetCursor = answer.cursor();
        });
        check("FetchMoreAsDataSet", () -> {
            DataSetAnswer answer = story.dataSets.fetchMore(dataSetCursor, session.getToken());
            equal(null, answer.cursor());
            equal(titles.subList(3, 5), answer.values("events", "title"));
        });
        check("ExecuteQueryAsDataSet", () -> {
            String sql = "SELECT title, handler_id FROM events WHERE handler_id IS NULL ORDER BY id";
            DataSetAnswer answer = story.dataSets.executeQuery(sql, 10, session.getToken());
            equal(Arrays.asList("Event LOW", story.withdrawn.getTitle()), answer.values("result", "title"));
            equal(Arrays.asList(null, null), answer.values("result", "handler_id"));
        });
    }

    private void grant() throws Exception {
        DataCondition condition = new DataCondition();
        condition.setColumn("customer_id");
        condition.setOperator(DataOperator.EQUAL);
        condition.setValues(new ArrayOfString());
        condition.getValues().getString().add(Long.toString(story.customerAccount.getId()));
        ArrayOfDataCondition ofCustomer = new ArrayOfDataCondition();
        ofCustomer.getDataCondition().add(condition);
        DataGrant events = grant("events", ofCustomer, DataVerb.READ, DataVerb.QUERY);
        equal(RowScope.ALL, events.getScope());
        equal(story.firstAccount.getId(), events.getUser().getId());
        equal(Arrays.asList(DataVerb.READ, DataVerb.QUERY), events.getVerbs().getDataVerb());
        grant("event_categories", null, DataVerb.READ, DataVerb.UPDATE);
    }

    private DataGrant grant(String table, ArrayOfDataCondition conditions, DataVerb... verbs) throws Exception {
        ArrayOfDataVerb wanted = new ArrayOfDataVerb();
        wanted.getDataVerb().addAll(Arrays.asList(verbs));
        DataGrant grant = administrator.desk.grantDataAccess(
                null, story.firstAccount.getId(), table, null, wanted, RowScope.ALL, conditions, null, null,
                Story.freshId(), administrator.header);
        grants.add(grant);
        return grant;
    }

    private void read() throws Exception {
        SoapDeskSoap desk = staff.desk;
        SessionHeader header = staff.header;
        String customerId = Long.toString(story.customerAccount.getId());
        // snippet: read a table
        DataCondition ofCustomer = new DataCondition();
        ofCustomer.setColumn("customer_id");
        ofCustomer.setOperator(DataOperator.EQUAL);
        ofCustomer.setValues(new ArrayOfString());
        ofCustomer.getValues().getString().add(customerId);
        DataFilter filter = new DataFilter();
        filter.setAllOf(new ArrayOfDataCondition());
        filter.getAllOf().getDataCondition().add(ofCustomer);
        ArrayOfString columns = new ArrayOfString();
        columns.getString().addAll(Arrays.asList("title", "handler_id"));
        DataResult result = desk.readTable("events", columns, filter, null, null, null, 3, true, header);
        for (DataRow row : result.getRowSet().getRows().getDataRow())
            titles.add(row.getValues().getString().get(0));
        // end snippet
        equal(5L, result.getTotal());
        equal(DataType.INTEGER, result.getRowSet().getColumns().getRowSetColumn().get(1).getType());
        equal(Arrays.asList("新标题", "Event LOW", "Event NORMAL"), titles);
        cursor = result.getNextCursor();
    }

    private void fetchMore() throws Exception {
        DataResult result = staff.desk.fetchMore(cursor, staff.header);
        List<DataRow> rows = result.getRowSet().getRows().getDataRow();
        for (DataRow row : rows)
            titles.add(row.getValues().getString().get(0));
        equal(null, result.getNextCursor());
        equal(5, titles.size());
        equal(Arrays.asList("Event URGENT", null), rows.get(1).getValues().getString());
    }

    private void query() throws Exception {
        DataParameter title = new DataParameter();
        title.setName("title");
        title.setType(DataType.TEXT);
        title.setValue("新标题");
        ArrayOfDataParameter parameters = new ArrayOfDataParameter();
        parameters.getDataParameter().add(title);
        String sql = "SELECT id, status FROM events WHERE title = :title";
        DataResult result = staff.desk.executeQuery(sql, parameters, null, null, staff.header);
        List<DataRow> rows = result.getRowSet().getRows().getDataRow();
        equal(1, rows.size());
        equal(Arrays.asList(Long.toString(story.event.getId()), "completed"), rows.get(0).getValues().getString());
    }

    private void listAccess() throws Exception {
        DataAccessFilter filter = new DataAccessFilter();
        filter.setUserId(story.firstAccount.getId());
        filter.setOperation("ExecuteQuery");
        List<DataAccess> accesses =
                administrator.desk.listDataAccess(filter, null, administrator.header).getAccesses().getDataAccess();
        equal(1, accesses.size());
        equal(1, accesses.get(0).getRowCount());
        equal(Arrays.asList("events"), accesses.get(0).getTables().getString());
    }
}
