// The data service: grants, reads, queries, statements; then the same as DataSets.
using System;
using System.Collections.Generic;
using System.Linq;
using System.ServiceModel;
using Desk;
using static Report;

static partial class Story {
    const string Categories = "event_categories";
    static DataGrant grant;

    static void DataIsGranted() {
        var desk = administrator.Desk;
        var session = administrator.Session;
        Check("ListGrantableTables", () => {
            var tables = desk.ListGrantableTables(session).tables;
            Contains(DataVerb.update, tables.Single(each => each.name == Categories).verbs);
        });
        Check("GrantDataAccess", () => {
            var verbs = new[] { DataVerb.read, DataVerb.query, DataVerb.update };
            grant = desk.GrantDataAccess(
                session, role: null, userId: staffUser.id, table: Categories, columns: null, verbs: verbs,
                scope: RowScope.all, conditions: null, maxRows: null, expectedVersion: null, requestId: NewRequestId());
            EqualAll(verbs, grant.verbs);
            Equal(null, grant.maxRows);
        });
        Check("ListDataGrants", () => {
            var grants = desk.ListDataGrants(session, new DataGrantFilter { userId = staffUser.id }, null).grants;
            Equal(grant.id, grants.Single().id);
        });
        Check("ListTables", () => {
            var answer = staff.Desk.ListTables(staff.Session);
            Equal(Categories, answer.tables.Single().name);
            Equal(true, answer.statementsEnabled);
        });
        Check("DescribeTable", () => {
            var table = staff.Desk.DescribeTable(staff.Session, Categories);
            Equal("id", table.key);
            Equal(DataType.text, table.columns.Single(each => each.name == "code").type);
        });
    }

    static void DataIsRead() {
        var desk = staff.Desk;
        var session = staff.Session;
        var codes = new List<string>();
        DataResult page = null;
        Check("ReadTable", () => {
            var order = new[] { new DataOrder { column = "code", descending = true } };
            page = desk.ReadTable(
                session, Categories, columns: new[] { "code" }, filter: null, order: order, aggregates: null,
                groupBy: null, size: 2, withTotal: true);
            codes.AddRange(page.rowSet.rows.Select(row => row.values[0]));
            Equal("code", page.rowSet.columns.Single().name);
            Equal(2, codes.Count);
        });
        Check("FetchMore", () => {
            for (var next = page.nextCursor; next != null;) {
                var more = desk.FetchMore(session, next);
                codes.AddRange(more.rowSet.rows.Select(row => row.values[0]));
                next = more.nextCursor;
            }
            Equal(page.total, codes.Count);
            EqualAll(codes.OrderByDescending(code => code, StringComparer.Ordinal), codes);
        });
        Check("ExecuteQuery", () => {
            var wanted = new[] { new DataParameter { name = "wanted", type = DataType.text, value = codes[0] } };
            var answer = desk.ExecuteQuery(
                session, "SELECT code, id * 2 AS twice FROM event_categories WHERE code = :wanted", wanted,
                size: null, validateOnly: null);
            Equal(codes[0], answer.rowSet.rows.Single().values[0]);
            Equal(DataType.integer, answer.rowSet.columns[1].type);
        });
        Check("ExecuteStatement", () => {
            var code = new[] { new DataParameter { name = "code", type = DataType.text, value = codes[0] } };
            var answer = desk.ExecuteStatement(
                session, "UPDATE event_categories SET label_en = 'Other' WHERE code = :code", code, dryRun: true,
                requestId: NewRequestId());
            Equal(true, answer.dryRun);
            Equal(1, answer.rowCount);
            Equal(DataVerb.update, answer.verb);
        });
    }

    static void DataSetsAreRead() {
        var desk = staff.Desk;
        var session = staff.Session;
        // snippet: data sets
        var address = new EndpointAddress(Url + "/DataSetService");
        var data = new DeskData.DataSetServiceSoapClient(NewBinding(), address);
        var reader = session == null ? null : new DeskData.SessionHeader { token = session.token };
        // end snippet
        foreach (var password in desk.Endpoint.Behaviors.OfType<Password>())
            data.Endpoint.Behaviors.Add(password);
        System.Data.DataSet categories = null;
        string next = null;
        Check("ReadTableAsDataSet", () => {
            categories = data.ReadTableAsDataSet(
                reader, Categories, columns: null, filter: null, order: null, aggregates: null, groupBy: null,
                relatedTables: null, size: 2, nextCursor: out next);
            Equal(2, categories.Tables[Categories].Rows.Count);
            Equal(typeof(long), categories.Tables[Categories].Columns["id"].DataType);
        });
        Check("FetchMoreAsDataSet", () => {
            // snippet: pages of a data set
            while (next != null)
                categories.Merge(data.FetchMoreAsDataSet(reader, next, relatedTables: null, nextCursor: out next));
            // end snippet
            var count = desk.ExecuteQuery(session, "SELECT count(*) AS n FROM event_categories", null, null, null);
            Equal(count.rowSet.rows[0].values[0], categories.Tables[Categories].Rows.Count.ToString());
        });
        Check("ExecuteQueryAsDataSet", () => {
            var sql = "SELECT 12345678901.125 AS exact, NULL AS nothing FROM event_categories LIMIT 1";
            var row = data.ExecuteQueryAsDataSet(reader, sql, null, null, out next).Tables["result"].Rows[0];
            Equal<object>(12345678901.125m, row["exact"]);
            Equal<object>(DBNull.Value, row["nothing"]);
        });
        Check("ListDataAccess", () => {
            var filter = new DataAccessFilter { userId = staffUser.id, operation = "ExecuteStatement" };
            var access = administrator.Desk.ListDataAccess(administrator.Session, filter, null).accesses.Single();
            EqualAll(new[] { Categories }, access.tables);
            Equal(1, access.rowCount);
        });
        Check("RevokeDataAccess", () => {
            administrator.Desk.RevokeDataAccess(administrator.Session, grant.id, grant.version, NewRequestId());
            Equal(0, desk.ListTables(session).tables.Length);
        });
    }
}
